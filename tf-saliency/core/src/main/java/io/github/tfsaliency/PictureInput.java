package io.github.tfsaliency;

import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.export.EncodedInput;
import io.github.tfsaliency.image.Bands;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.message.Message;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/**
 * Makes of a picture what a model expects.
 *
 * @param encoding of the pixels
 * @param shape {@code [N, H, W, C]}; H and W are -1 where any size is taken
 * @param first whether the model takes channels ahead of places
 */
record PictureInput(PixelEncoding encoding, Shape shape, boolean first) {
  private static final int RGB = 3;

  /** The input is the only one where none is named. */
  static FloatNdArray of(Model model, Optional<String> input, Picture picture) {
    PictureInput taken = of(model, input, true);
    return taken.inOrder(
        taken
            .encoding()
            .encode(taken.anySize() ? picture : picture.fit(taken.side(2), taken.side(1))));
  }

  /** Of as many channels as the input has. */
  static FloatNdArray of(Model model, String input, Bands bands) {
    PictureInput taken = of(model, Optional.of(input), false);
    return taken.inOrder(
        taken
            .encoding()
            .encode(
                taken.anySize() ? bands : bands.fit(taken.side(2), taken.side(1)), taken.side(3)));
  }

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
            && shape.get(3) == RGB
        ? Optional.of(
            new EncodedInput(
                name,
                Math.toIntExact(shape.get(2)),
                Math.toIntExact(shape.get(1)),
                first,
                model.encoding().get()))
        : Optional.empty();
  }

  private static PictureInput of(Model model, Optional<String> input, boolean rgb) {
    Optional<PixelEncoding> encoding = model.encoding();
    Shape taken = input.map(model::inputShape).orElseGet(model::inputShape);
    boolean first = model.isChannelsFirst(input.orElseGet(() -> model.inputNames().get(0)));
    Shape shape = first ? ChannelAxis.toLast(taken) : taken;
    boolean pictures =
        !shape.isUnknown()
            && shape.numDimensions() == 4
            && (isAnySize(shape) || (shape.get(1) > 0 && shape.get(2) > 0))
            && (rgb ? shape.get(3) == RGB : shape.get(3) > 0);
    if (!pictures || encoding.isEmpty()) {
      throw new UnsupportedModelException(
          Message.of(
              "The SavedModel '%s' %s, so pictures cannot be explained.\n" + "Maybe %s.",
              model.directory(),
              pictures
                  ? "does not declare its pixel encoding"
                  : Message.part(
                      "takes an input of shape "
                          + InputBatch.text(taken)
                          + (first ? ", not [?, 3, H, W]" : ", not [?, H, W, 3]")),
              pictures
                  ? "set it with Model.from(path).encoding(...), or in assets.extra/saliency.json"
                  : "give it an array in its own units"));
    }
    return new PictureInput(encoding.get(), shape, first);
  }

  private static boolean isAnySize(Shape shape) {
    return shape.numDimensions() == 4
        && shape.get(1) == Shape.UNKNOWN_SIZE
        && shape.get(2) == Shape.UNKNOWN_SIZE;
  }

  private boolean anySize() {
    return isAnySize(shape);
  }

  private int side(int dimension) {
    return Math.toIntExact(shape.get(dimension));
  }

  private FloatNdArray inOrder(FloatNdArray encoded) {
    return first ? ChannelAxis.sampleToFirst(encoded) : encoded;
  }
}
