package io.github.tfsaliency.sampling;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.message.Message;
import org.tensorflow.ndarray.Shape;

/**
 * The one input of which a method hides parts, as an image; a sequence is an image of one row, and
 * so are features, of one channel.
 *
 * @param input its name
 * @param height rows
 * @param width columns
 * @param channels values of a pixel, which are hidden together
 * @param sample the shape of one sample
 */
public record PixelGrid(String input, int height, int width, int channels, Shape sample) {
  /**
   * Looks at the input of a model.
   *
   * @param samples of the model's inputs
   * @param method named in messages
   * @return its rows, columns and channels
   * @throws UnsupportedModelException if there are several inputs, or one of another rank
   */
  public static PixelGrid of(Samples samples, String method) {
    requireNonNull(method, "method");
    if (samples.changed().size() > 1) {
      throw new UnsupportedModelException(
          Message.of(
              "%s hides parts of one input, but the model has several: %s.\n"
                  + "Maybe take a method of gradients.",
              method, samples.changed()));
    }
    String input = samples.changed().asList().get(0);
    Shape shape = samples.shape(input);
    int[] sizes = new int[shape.numDimensions()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.toIntExact(shape.get(i));
    }
    return switch (sizes.length) {
      case 1 -> new PixelGrid(input, 1, sizes[0], 1, shape);
      case 2 -> new PixelGrid(input, 1, sizes[0], sizes[1], shape);
      case 3 -> new PixelGrid(input, sizes[0], sizes[1], sizes[2], shape);
      default ->
          throw new UnsupportedModelException(
              Message.of(
                  "%s needs samples of shape [height, width, channels], [length, channels] or"
                      + " [features], but those of '%s' have the shape %s.\n"
                      + "Maybe take a method of gradients.",
                  method, input, shape));
    };
  }

  /**
   * Whether elements have no neighbours.
   *
   * @return whether a sample is a row of features
   */
  public boolean features() {
    return sample.numDimensions() == 1;
  }

  /**
   * The number of pixels.
   *
   * @return rows times columns
   */
  public int pixels() {
    return height * width;
  }

  /**
   * The number of values of a sample.
   *
   * @return pixels times channels
   */
  public int size() {
    return pixels() * channels;
  }

  /**
   * The shape of one sample's map: a value for each pixel.
   *
   * @return {@code [height, width, 1]}, {@code [length, 1]} or {@code [features]}
   */
  public Shape map() {
    return features() ? sample : sample.take(sample.numDimensions() - 1).append(1);
  }
}
