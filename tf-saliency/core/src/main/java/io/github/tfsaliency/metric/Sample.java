package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;

import java.util.function.IntPredicate;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** One input, never changed. The features of a vector are the pixels of a single row. */
final class Sample {
  private final Shape shape;
  private final int height;
  private final int width;
  private final int channels;
  private final float[] values;

  private Sample(Shape shape, int height, int width, int channels, float[] values) {
    this.shape = shape;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.values = values;
  }

  static Sample of(FloatNdArray input) {
    return of(input, "input");
  }

  static Sample of(FloatNdArray values, String name) {
    Shape shape = values.shape();
    boolean image = shape.numDimensions() == 3;
    checkArgument(
        image || shape.numDimensions() == 1,
        "The %s has the shape %s, but must have the shape [H, W, C] or [features].\n"
            + "Maybe get one sample of the batch.",
        name,
        shape);
    checkArgument(shape.size() > 0, "The %s (shape %s) is empty.", name, shape);
    return new Sample(
        shape,
        image ? Math.toIntExact(shape.get(0)) : 1,
        Math.toIntExact(image ? shape.get(1) : shape.get(0)),
        image ? Math.toIntExact(shape.get(2)) : 1,
        Elements.floats(Elements.finite(values, name)));
  }

  /** A sample of any shape; each value is a pixel. */
  static Sample ofElements(FloatNdArray input) {
    float[] values = Elements.floats(Elements.finite(input, "input"));
    checkArgument(values.length > 0, "The input (shape %s) is empty.", input.shape());
    return new Sample(input.shape(), 1, values.length, 1, values);
  }

  Shape shape() {
    return shape;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  int channels() {
    return channels;
  }

  int pixelCount() {
    return height * width;
  }

  /** The values in row-major order. */
  float[] copy() {
    return values.clone();
  }

  /** The sample with all channels of some pixels taken from elsewhere. */
  float[] replaced(float[] by, IntPredicate pixels) {
    float[] copy = copy();
    for (int pixel = 0; pixel < pixelCount(); pixel++) {
      if (pixels.test(pixel)) {
        System.arraycopy(by, pixel * channels, copy, pixel * channels, channels);
      }
    }
    return copy;
  }

  /** The relevance of each pixel. */
  double[] relevance(FloatNdArray map, Pooling pooling) {
    boolean perPixel = hasOneValueAPixel(map.shape());
    checkArgument(
        perPixel || map.shape().equals(shape),
        "The map (shape %s) does not fit the input (shape %s).\n"
            + "Maybe get one sample of a batch with Attribution.sample(int).",
        map.shape(),
        shape);
    return pooling.pixels(Elements.finite(map, "map"), perPixel ? 1 : channels);
  }

  /** The relevance of each element. */
  double[] elementRelevance(FloatNdArray map) {
    checkArgument(
        map.shape().equals(shape)
            || (channels == 1
                && map.shape().size() == values.length
                && hasOneValueAPixel(map.shape())),
        "The map (shape %s) does not fit the input (shape %s).\n"
            + "Maybe use a map of every channel, because its products with changes of channels are"
            + " summed.",
        map.shape(),
        shape);
    return Elements.finite(map, "map");
  }

  private boolean hasOneValueAPixel(Shape map) {
    return shape.numDimensions() == 3
        && (map.equals(shape.take(2)) || map.equals(shape.take(2).append(1)));
  }
}
