package io.github.tfsaliency.sampling;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.message.Message;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

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

  /** How much of each pixel is kept in a variant. */
  @FunctionalInterface
  public interface Shares {
    /**
     * Says it for all pixels.
     *
     * @param variant from 0
     * @return from 0 to 1, one number a pixel; not changed
     */
    float[] of(int variant);
  }

  /**
   * Makes variants of which parts are hidden.
   *
   * @param samples what they are made from
   * @param hidden one sample that shows nothing
   * @param shares how much is kept of each pixel
   * @return writes a share of the sample and the rest of what shows nothing
   */
  public Variants.Writer blend(Samples samples, float[] hidden, Shares shares) {
    float[] original = samples.values(input);
    return (sample, variant, any, values, offset) -> {
      float[] kept = shares.of(variant);
      for (int i = 0; i < hidden.length; i++) {
        float share = kept[i / channels];
        values[offset + i] = share * original[sample * hidden.length + i] + (1 - share) * hidden[i];
      }
    };
  }

  /** A number of each pixel. */
  @FunctionalInterface
  public interface Values {
    /**
     * Says it.
     *
     * @param sample which sample
     * @param pixel which pixel, row by row
     * @return the value of the map
     */
    double of(int sample, int pixel);
  }

  /**
   * Makes the map of all samples.
   *
   * @param samples how many
   * @param values of each pixel
   * @return {@code [N, height, width, 1]} and so on, by the input's name
   */
  public ImmutableMap<String, FloatNdArray> maps(int samples, Values values) {
    float[] map = new float[samples * pixels()];
    for (int i = 0; i < map.length; i++) {
      map[i] = (float) values.of(i / pixels(), i % pixels());
    }
    return ImmutableMap.of(
        input, NdArrays.wrap(map().prepend(samples), DataBuffers.of(map, true, false)));
  }
}
