package io.github.tfsaliency;

import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.export.EncodedInput;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.message.Message;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** Makes of a picture what a model expects. */
final class PictureInput {
  private PictureInput() {}

  /** How an exported explanation makes an input of a picture; empty if it cannot. */
  static Optional<EncodedInput> encoded(Model model) {
    if (model.inputNames().size() != 1 || model.encoding().isEmpty()) {
      return Optional.empty();
    }
    String name = model.inputNames().get(0);
    boolean first = model.isChannelsFirst(name);
    Shape shape = first ? ChannelAxis.toLast(model.inputShape()) : model.inputShape();
    return !shape.isUnknown()
            && shape.numDimensions() == 4
            && shape.get(1) > 0
            && shape.get(2) > 0
            && shape.get(3) == 3
        ? Optional.of(
            new EncodedInput(
                name,
                Math.toIntExact(shape.get(2)),
                Math.toIntExact(shape.get(1)),
                first,
                model.encoding().get()))
        : Optional.empty();
  }

  static FloatNdArray of(Model model, Picture picture) {
    Optional<PixelEncoding> encoding = model.encoding();
    boolean first =
        model.inputNames().size() == 1 && model.isChannelsFirst(model.inputNames().get(0));
    Shape shape = first ? ChannelAxis.toLast(model.inputShape()) : model.inputShape();
    boolean anySize =
        !shape.isUnknown()
            && shape.numDimensions() == 4
            && shape.get(1) == Shape.UNKNOWN_SIZE
            && shape.get(2) == Shape.UNKNOWN_SIZE;
    boolean pictures =
        !shape.isUnknown()
            && shape.numDimensions() == 4
            && (anySize || (shape.get(1) > 0 && shape.get(2) > 0))
            && shape.get(3) == 3;
    if (!pictures || encoding.isEmpty()) {
      throw new UnsupportedModelException(
          Message.of(
              "The SavedModel '%s' %s, so pictures cannot be explained.\n" + "Maybe %s.",
              model.directory(),
              pictures
                  ? "does not say how it encodes pixels"
                  : Message.part(
                      "takes an input of shape "
                          + InputBatch.text(model.inputShape())
                          + (first ? ", not [?, 3, H, W]" : ", not [?, H, W, 3]")),
              pictures
                  ? "say it with Model.from(path).encoding(...), or in assets.extra/saliency.json"
                  : "give it an array in its own units"));
    }
    FloatNdArray encoded =
        encoding
            .get()
            .encode(
                anySize
                    ? picture
                    : picture.fit(Math.toIntExact(shape.get(2)), Math.toIntExact(shape.get(1))));
    return first ? ChannelAxis.sampleToFirst(encoded) : encoded;
  }
}
