package io.github.tfsaliency.graph.savedmodel;

import org.tensorflow.proto.SignatureDef;

/** The signatures of an exported explanation: what its inputs and outputs are called. */
public final class ExplainSignature {
  /** The signature's key. */
  public static final String KEY = "explain";

  /** The key of the signature that is given encoded pictures. */
  public static final String ENCODED_KEY = "explain_encoded";

  /** The encoded pictures; TensorFlow Serving takes base64 for bytes by this ending. */
  public static final String IMAGE_BYTES = "image_bytes";

  /**
   * The class indices: an input unless the export fixes them, and as an output those that were
   * explained.
   */
  public static final String TARGET = "target";

  /** The seeds of noise, an input of methods that draw any. */
  public static final String SEED = "seed";

  /** The scores that were explained. */
  public static final String SCORE = "score";

  private static final String ATTRIBUTION = "attribution";

  private ExplainSignature() {}

  /**
   * What an input's map is called.
   *
   * @param input the input's name
   * @param only whether there is no other map
   * @return the output's name
   */
  public static String attribution(String input, boolean only) {
    return only ? ATTRIBUTION : ATTRIBUTION + "_" + input;
  }

  /**
   * Whether a signature explains rather than predicts.
   *
   * @param key the signature's key
   * @param signature its inputs and outputs
   * @return true for what an export has added
   */
  public static boolean is(String key, SignatureDef signature) {
    return (key.equals(KEY) || key.equals(ENCODED_KEY))
        && signature.containsOutputs(TARGET)
        && signature.containsOutputs(SCORE)
        && signature.getOutputsMap().keySet().stream()
            .anyMatch(output -> output.startsWith(ATTRIBUTION));
  }
}
