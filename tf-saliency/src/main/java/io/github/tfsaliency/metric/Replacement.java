package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.message.Message;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * What takes the place of a pixel that a metric removes. In units of the model's input, after the
 * pixel encoding. Immutable.
 *
 * <p>No choice is neutral. One colour makes edges that are in no photograph, and pixels of that
 * colour cannot be removed at all; a blurred copy leaves what is large where it was; noise is far
 * from all that the model has seen. Compare methods under several.
 */
public final class Replacement {
  /** Makes the values that the pixels of a sample are replaced by. */
  @FunctionalInterface
  private interface Source {
    float[] forSample(Sample sample);
  }

  private final String name;
  private final Source source;

  private Replacement(String name, Source source) {
    this.name = name;
    this.source = source;
  }

  /**
   * One value everywhere.
   *
   * @param value finite; 0 for the middle grey of the encoding {@code [-1, 1]}
   * @return the replacement
   * @throws IllegalArgumentException if the value is not finite
   */
  public static Replacement value(double value) {
    checkFinite(value);
    return new Replacement(
        "value " + value,
        sample -> {
          float[] values = sample.copy();
          Arrays.fill(values, (float) value);
          return values;
        });
  }

  /**
   * One colour everywhere, such as the mean of the pixels that the model was trained on.
   *
   * @param values one for each channel, finite
   * @return the replacement
   * @throws IllegalArgumentException if a value is not finite; from the metric, if the input has
   *     another number of channels
   */
  public static Replacement channels(double... values) {
    ImmutableDoubleArray colour = ImmutableDoubleArray.copyOf(values);
    colour.forEach(Replacement::checkFinite);
    return new Replacement(
        "channels " + colour,
        sample -> {
          checkArgument(
              colour.length() == sample.channels(),
              "The replacement has %s channels, the input (shape %s) has %s.",
              colour.length(),
              sample.shape(),
              sample.channels());
          float[] all = sample.copy();
          for (int i = 0; i < all.length; i++) {
            all[i] = (float) colour.get(i % colour.length());
          }
          return all;
        });
  }

  /**
   * Another input, such as a blurred copy of the one that is explained.
   *
   * @param values of the input's shape, finite; copied
   * @return the replacement
   * @throws IllegalArgumentException if the array is neither {@code [H, W, C]} nor {@code
   *     [features]}; from the metric, if the input has another shape
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if a value is not finite
   */
  public static Replacement of(FloatNdArray values) {
    Sample other = Sample.of(values, "replacement");
    return new Replacement(
        "an array of shape " + other.shape(),
        sample -> {
          checkArgument(
              other.shape().equals(sample.shape()),
              "The replacement (shape %s) does not fit the input (shape %s).",
              other.shape(),
              sample.shape());
          return other.copy();
        });
  }

  /**
   * Independent noise, the same at every step of a curve: Samek's choice.
   *
   * @param low the least value
   * @param high the bound that is not reached, above the least value
   * @param seed equal seeds give equal noise
   * @return the replacement
   * @throws IllegalArgumentException if the bounds are not finite and ascending
   */
  public static Replacement uniformNoise(double low, double high, long seed) {
    checkFinite(low);
    checkFinite(high);
    checkArgument(low < high, "The noise's bounds (%s and %s) must be ascending.", low, high);
    return new Replacement(
        Message.of("uniform noise from %s to %s of seed %s", low, high, seed),
        sample -> {
          SplittableRandom random = new SplittableRandom(seed);
          float[] values = sample.copy();
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(low, high);
          }
          return values;
        });
  }

  /** The values in row-major order, in the sample's shape. */
  float[] forSample(Sample sample) {
    return source.forSample(sample);
  }

  private static void checkFinite(double value) {
    checkArgument(
        Float.isFinite((float) value), "The value (%s) of a replacement must be finite.", value);
  }

  @Override
  public String toString() {
    return name;
  }
}
