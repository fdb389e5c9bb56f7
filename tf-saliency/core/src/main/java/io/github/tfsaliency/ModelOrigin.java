package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.export.ExplanationExport;
import io.github.tfsaliency.graph.savedmodel.ModelSelection;
import io.github.tfsaliency.image.PixelEncoding;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The source of a model.
 *
 * @param chosen the choices of the caller or of the model's card
 * @param encoding the pixel encoding that the caller gave
 * @param labels the class names that the caller gave
 * @param reencoding another encoding that the model was wrapped for
 * @param session the options of TensorFlow's session
 * @param sampleRate the sample rate of sounds, from the model's card
 * @param isShuffled whether weights were changed after loading
 */
record ModelOrigin(
    ModelSelection chosen,
    Optional<PixelEncoding> encoding,
    Optional<ImmutableList<String>> labels,
    Optional<PixelEncoding> reencoding,
    SessionOptions session,
    OptionalInt sampleRate,
    boolean isShuffled) {
  /** The same files with other weights. */
  ModelOrigin shuffled() {
    return new ModelOrigin(chosen, encoding, labels, reencoding, session, sampleRate, true);
  }

  /**
   * Creates the writer of an explanation.
   *
   * @param model the explained part of the model
   * @param fixed the resolved target of every sample; empty if the signature takes the target as an
   *     input
   * @param takesPictures whether encoded pictures are explained too, if the model takes any
   */
  ExplanationExport export(
      Model model, AttributionMethod method, Optional<FixedTarget> fixed, boolean takesPictures) {
    checkState(
        chosen.texts().isEmpty(),
        "The inputs %s are given texts by their indices in a list, which an export would not"
            + " have.\n"
            + "Maybe fix them with Model.from(path).set(name, value).",
        chosen.texts().keySet());
    return new ExplanationExport(
        model.engine(),
        model.graph(),
        fixed.map(FixedTarget::resolved),
        takesPictures ? PictureInput.encoded(model) : Optional.empty(),
        chosen.tags(),
        leftOut -> {
          ImmutableMap.Builder<String, String> files = ImmutableMap.builder();
          files.put(
              ModelCard.PATH,
              ModelCard.exported(
                  this,
                  method,
                  fixed.map(FixedTarget::target),
                  leftOut.contains(model.graph().signature())));
          labels.ifPresent(
              names -> files.put(ModelCard.GIVEN_LABELS, String.join("\n", names) + "\n"));
          return files.buildOrThrow();
        });
  }
}
