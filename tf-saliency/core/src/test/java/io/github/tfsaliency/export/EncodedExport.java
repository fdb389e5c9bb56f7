package io.github.tfsaliency.export;

import io.github.tfsaliency.Saliency;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** An exported explanation of encoded pictures, as TensorFlow runs it. */
final class EncodedExport implements AutoCloseable {
  static final String SIGNATURE = "explain_encoded";

  private final SavedModelBundle bundle;

  private EncodedExport(SavedModelBundle bundle) {
    this.bundle = bundle;
  }

  /**
   * What a call gives.
   *
   * @param maps {@code [N, ...]}
   * @param scores one a picture
   * @param targets one a picture
   */
  @SuppressWarnings("ArrayRecordComponent") // Read, and compared by nobody.
  record Answer(FloatNdArray maps, float[] scores, long[] targets) {}

  static EncodedExport of(Saliency saliency, Path folder) {
    saliency.export(folder);
    return new EncodedExport(SavedModelBundle.load(folder.toString()));
  }

  /** What the model is given, without the dimension of the batch. */
  FloatNdArray encoded(byte[] file) {
    try (TString files = tensor(List.of(file));
        Result result =
            bundle
                .session()
                .runner()
                .feed("saliency_decode/image_bytes", files)
                .fetch("saliency_decode/pictures")
                .run()) {
      return copy((TFloat32) result.get(0)).get(0);
    }
  }

  /** Explains the largest score of each picture. */
  Answer explain(byte[]... files) {
    long[] targets = new long[files.length];
    Arrays.fill(targets, -1);
    try (TString bytes = tensor(List.of(files));
        TInt64 target = TInt64.vectorOf(targets);
        Result result =
            bundle
                .function(SIGNATURE)
                .call(Map.<String, Tensor>of("image_bytes", bytes, "target", target))) {
      TInt64 chosen = (TInt64) result.get("target").orElseThrow();
      return new Answer(
          copy((TFloat32) result.get("attribution").orElseThrow()),
          StdArrays.array1dCopyOf((TFloat32) result.get("score").orElseThrow()),
          StdArrays.array1dCopyOf(chosen));
    }
  }

  private static FloatNdArray copy(TFloat32 values) {
    FloatNdArray copy = NdArrays.ofFloats(values.shape());
    values.copyTo(copy);
    return copy;
  }

  private static TString tensor(List<byte[]> files) {
    NdArray<byte[]> bytes = NdArrays.ofObjects(byte[].class, Shape.of(files.size()));
    for (int i = 0; i < files.size(); i++) {
      bytes.setObject(files.get(i), i);
    }
    return TString.tensorOfBytes(bytes);
  }

  @Override
  public void close() {
    bundle.close();
  }
}
