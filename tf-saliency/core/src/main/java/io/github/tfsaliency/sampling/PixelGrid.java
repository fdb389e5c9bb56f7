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
 * The input whose parts a method hides, as an image. A sequence is an image of one row. Features
 * are an image of one row and one channel.
 *
 * @param input the input's name
 * @param height the number of rows
 * @param width the number of columns
 * @param channels the number of values of a pixel, which are hidden together
 * @param sample the shape of one sample
 * @since 0.1.0
 */
public record PixelGrid(String input, int height, int width, int channels, Shape sample) {
  /**
   * Reads the shape of a model's input.
   *
   * @param samples samples of the model's inputs
   * @param method the method's name in messages
   * @return the input's rows, columns and channels
   * @throws UnsupportedModelException if there are several inputs, or the input has another rank
   */
  public static PixelGrid of(Samples samples, String method) {
    requireNonNull(method, "method");
    if (samples.changed().size() > 1) {
      throw new UnsupportedModelException(
          Message.of(
              "%s hides parts of one input, but the model has several: %s.\n"
                  + "Maybe use a method of gradients.",
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
                      + "Maybe use a method of gradients.",
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
   * The shape of one sample's map: one value for each pixel.
   *
   * @return {@code [height, width, 1]}, {@code [length, 1]} or {@code [features]}
   */
  public Shape map() {
    return features() ? sample : sample.take(sample.numDimensions() - 1).append(1);
  }

  /** The kept fraction of each pixel in a variant. */
  @FunctionalInterface
  public interface Shares {
    /**
     * Returns the kept fractions of all pixels.
     *
     * @param variant the index of the variant, from 0
     * @return one number from 0 to 1 per pixel; the array is not changed
     */
    float[] of(int variant);
  }

  /**
   * Makes variants with hidden parts.
   *
   * @param samples the original samples
   * @param hidden one sample that shows nothing
   * @param shares the kept fraction of each pixel
   * @return a writer that mixes the sample and the hidden one
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

  /** One number for each pixel. */
  @FunctionalInterface
  public interface Values {
    /**
     * Returns the number of a pixel.
     *
     * @param sample the index of the sample
     * @param pixel the index of the pixel, row by row
     * @return the value of the map
     */
    double of(int sample, int pixel);
  }

  /**
   * Makes the map of all samples.
   *
   * @param samples the number of samples
   * @param values the value of each pixel
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
