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
 * What a model was loaded from.
 *
 * @param chosen what was asked for, by the caller or by the model itself
 * @param encoding how the caller said that the SavedModel encodes pixels
 * @param labels what the caller called the classes
 * @param reencoding another encoding that the model was wrapped for
 * @param session how TensorFlow was to compute
 * @param sampleRate that the model takes sounds at, by its own words
 * @param isShuffled whether weights were changed since
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
   * What writes an explanation.
   *
   * @param model as far as it is explained
   * @param fixed the target of every sample, and what it means; empty for what the signature is
   *     given
   * @param takesPictures whether encoded pictures are to be explained too, where the model takes
   *     any
   */
  ExplanationExport export(
      Model model, AttributionMethod method, Optional<FixedTarget> fixed, boolean takesPictures) {
    checkState(
        chosen.texts().isEmpty(),
        "The inputs %s are given texts by their places in a list, which an export would not have.\n"
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
