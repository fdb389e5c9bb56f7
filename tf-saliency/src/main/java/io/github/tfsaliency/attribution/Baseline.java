package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.Floats;
import io.github.tfsaliency.message.SpecNumber;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * What stands for "nothing there" at each element of an input, in the model's own units, after the
 * pixel encoding: one number, one for each channel, an array, or noise. Methods compare the input
 * with it, or hide parts of the input behind it; metrics replace pixels by it. Immutable.
 *
 * <p>No baseline is neutral: a difference from it is what the input is explained by, and values
 * equal to it get nothing, however relevant they are, nor can they be removed. One colour makes
 * edges that are in no photograph; a blurred copy leaves what is large where it was; noise is far
 * from all that the model has seen. Compare several.
 */
public final class Baseline {
  /** Makes the values of one sample. */
  private sealed interface Source {
    void write(Shape sample, float[] target, int offset);
  }

  private final Source source;

  private Baseline(Source source) {
    this.source = source;
  }

  /**
   * The same number everywhere.
   *
   * @param value in the model's own units; 0 is the middle grey of the encoding {@code [-1, 1]}
   * @return the baseline
   * @throws IllegalArgumentException if {@code value} is not finite
   */
  public static Baseline constant(double value) {
    return perChannel(value);
  }

  /**
   * A number for each channel, such as the mean colour of the pictures that the model was trained
   * on.
   *
   * @param values as many as the input's last dimension has
   * @return the baseline
   * @throws IllegalArgumentException if there are none, or one is not finite
   */
  public static Baseline perChannel(double... values) {
    checkArgument(values.length > 0, "A baseline needs at least one value.");
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return checked(floats, values.length == 1 ? Shape.scalar() : Shape.of(values.length));
  }

  /**
   * An array, for example a mean image or a blurred copy.
   *
   * @param values {@code [H, W, C]}, or whatever one sample of the input is; copied
   * @return the baseline
   * @throws IllegalArgumentException if a value is not finite
   */
  public static Baseline array(FloatNdArray values) {
    float[] floats = new float[Math.toIntExact(values.size())];
    values.copyTo(DataBuffers.of(floats, false, false));
    return checked(floats, values.shape());
  }

  /**
   * Independent noise, the same for every sample of a shape: the choice of Samek et al. for curves.
   *
   * @param low the least value
   * @param high the bound that is not reached, above the least value
   * @param seed equal seeds give equal noise
   * @return the baseline
   * @throws IllegalArgumentException if the bounds are not finite and ascending
   */
  public static Baseline uniformNoise(double low, double high, long seed) {
    checkFinite(low, (float) low);
    checkFinite(high, (float) high);
    checkArgument(low < high, "The noise's bounds (%s and %s) must be ascending.", low, high);
    return new Baseline(new UniformNoise(low, high, seed));
  }

  /**
   * What the model embeds an id as, such as that of padding, for inputs of ids: at every place of
   * such an input it is explained against this word.
   *
   * @param id 0 or more
   * @return the baseline
   * @throws IllegalArgumentException if the id is negative or beyond what a float holds exactly
   */
  public static Baseline ofId(long id) {
    checkArgument(id >= 0 && id <= 1 << 24, "The id of a baseline (%s) must be from 0 to 2^24.", id);
    return new Baseline(new Id(id));
  }

  /**
   * The id whose embedding this is.
   *
   * @return empty for all other baselines
   */
  public Optional<Long> id() {
    return source instanceof Id word ? Optional.of(word.id()) : Optional.empty();
  }

  private static Baseline checked(float[] values, Shape shape) {
    for (float value : values) {
      checkFinite(value, value);
    }
    return new Baseline(new Fixed(shape, values));
  }

  private static void checkFinite(Number given, float value) {
    checkArgument(Float.isFinite(value), "The baseline (%s) must be finite.", given);
  }

  /**
   * The values that are the same for every sample.
   *
   * @return one number, one for each channel, or a whole sample; empty for noise
   */
  public Optional<FloatNdArray> values() {
    return source instanceof Fixed fixed ? Optional.of(fixed.toNdArray()) : Optional.empty();
  }

  /**
   * The baseline of one sample.
   *
   * @param sample the shape of one sample
   * @return its values in row-major order
   * @throws IllegalArgumentException if the baseline is not for samples of that shape
   */
  public float[] toArray(Shape sample) {
    float[] values = new float[Math.toIntExact(sample.size())];
    source.write(sample, values, 0);
    return values;
  }

  /**
   * Writes the baseline of one sample.
   *
   * @param sample the shape of one sample
   * @param target receives the values in row-major order
   * @param offset where the first goes
   * @throws IllegalArgumentException if the baseline is not for samples of that shape
   */
  public void write(Shape sample, float[] target, int offset) {
    source.write(sample, target, offset);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Baseline that && that.source.equals(source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  /**
   * The baseline as the command line writes it.
   *
   * @return {@code 0}, or {@code 0/0.5/1} for channels; the shape of an array, the bounds and the
   *     seed of noise
   */
  @Override
  public String toString() {
    return source.toString();
  }

  /** One number, one for each channel, or a whole sample; the values are never changed. */
  private static final class Fixed implements Source {
    private final Shape shape;
    private final float[] values;

    Fixed(Shape shape, float[] values) {
      this.shape = shape;
      this.values = values;
    }

    @Override
    public void write(Shape sample, float[] target, int offset) {
      int size = Math.toIntExact(sample.size());
      requireFits(sample);
      for (int start = 0; start < size; start += values.length) {
        System.arraycopy(values, 0, target, offset + start, values.length);
      }
    }

    private void requireFits(Shape sample) {
      int rank = sample.numDimensions();
      boolean fits =
          values.length == 1
              || shape.equals(sample)
              || (shape.numDimensions() == 1 && rank > 0 && sample.get(rank - 1) == values.length);
      checkArgument(
          fits,
          "The baseline of shape %s does not fit a sample of shape %s.\n"
              + "Maybe give one number, one for each channel, or an array of the sample's shape.",
          shape,
          sample);
    }

    FloatNdArray toNdArray() {
      return NdArrays.wrap(shape, DataBuffers.of(values.clone(), true, false));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Fixed that
          && that.shape.equals(shape)
          && Arrays.equals(that.values, values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      if (shape.numDimensions() > 1) {
        return "array" + Arrays.toString(shape.asArray()).replace(", ", "x");
      }
      return Floats.asList(values).stream()
          .map(value -> SpecNumber.shortest(value.floatValue()))
          .collect(Collectors.joining("/"));
    }
  }

  private record UniformNoise(double low, double high, long seed) implements Source {
    @Override
    public void write(Shape sample, float[] target, int offset) {
      SplittableRandom random = new SplittableRandom(seed);
      for (int i = 0; i < sample.size(); i++) {
        target[offset + i] = (float) random.nextDouble(low, high);
      }
    }

    @Override
    public String toString() {
      return "noise["
          + SpecNumber.shortest(low)
          + "/"
          + SpecNumber.shortest(high)
          + "/"
          + seed
          + "]";
    }
  }

  private record Id(long id) implements Source {
    @Override
    public void write(Shape sample, float[] target, int offset) {
      throw new IllegalArgumentException(
          "The baseline '"
              + this
              + "' is the embedding of an id, which this method does not look up.\n"
              + "Maybe give numbers, or use integrated-gradients.");
    }

    @Override
    public String toString() {
      return "id:" + id;
    }
  }
}
