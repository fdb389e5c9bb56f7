package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Floats;
import io.github.tfsaliency.message.SpecNumber;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * The value that means "nothing here" for each element of an input. It is in the model's own units,
 * after the pixel encoding: one number, one for each channel, an array, or noise. Methods compare
 * the input with it, or replace parts of the input with it; metrics replace pixels with it.
 * Immutable.
 *
 * <p>No baseline is neutral. Methods explain the difference between the input and the baseline, so
 * values equal to the baseline get nothing, even if they are relevant, and they cannot be removed.
 * A single colour creates edges that no photograph has. A blurred copy keeps large objects. Noise
 * is far from all data that the model has seen. Compare several baselines.
 *
 * @since 0.1.0
 */
public final class Baseline extends Value {
  private static final long serialVersionUID = 1;

  /** Makes the values of one sample. */
  private sealed interface Source extends Serializable {
    void write(Shape sample, float[] target, int offset);
  }

  /** Characters that separate options, so a name must not have them. */
  private static final String SEPARATORS = ",+";

  private static final String FILE_ENDING = ".npy";

  private final Source source;

  private Baseline(Source source) {
    this.source = requireNonNull(source, "source");
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
   * @param values one for each channel, the input's last dimension
   * @return the baseline
   * @throws IllegalArgumentException if there are none, or one is not finite
   */
  public static Baseline perChannel(double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return checked(floats, Shape.of(values.length), Optional.empty());
  }

  /**
   * The mean of each channel of an input: the value of pixels that are removed from it.
   *
   * @param input {@code [H, W, C]}, in the model's own units
   * @return the baseline
   * @throws IllegalArgumentException if the input is of another rank, or its mean is not finite
   */
  public static Baseline meanOf(FloatNdArray input) {
    checkArgument(
        input.rank() == 3,
        "An input of shape %s has no channels of pixels.\n"
            + "Maybe give one of shape [height, width, channels].",
        input.shape());
    double[] means = new double[Math.toIntExact(input.shape().get(2))];
    double share = 1.0 / input.shape().take(2).size();
    input
        .scalars()
        .forEachIndexed(
            (position, value) -> means[Math.toIntExact(position[2])] += value.getFloat() * share);
    return perChannel(means);
  }

  /**
   * An array, for example a mean image or a blurred copy, or a background of many samples.
   *
   * @param values {@code [H, W, C]}, or another shape of one sample of the input; copied. In
   *     methods that take several baselines, {@code [B, H, W, C]} is B baselines. An array as large
   *     as a sample is always used as a sample. If it has as many channels as rows and columns, its
   *     channels are last, even for a model with channels first. A row of numbers that is not a
   *     sample has one number for each channel
   * @return the baseline
   * @throws IllegalArgumentException if a value is not finite
   */
  public static Baseline array(FloatNdArray values) {
    return array(values, Optional.empty());
  }

  /**
   * An array from a file. The file's name is printed instead of the values. Two such baselines are
   * equal if their values and their names are equal.
   *
   * @param values {@code [H, W, C]}, or another shape of one sample of the input; copied
   * @param file the name, which ends with {@code .npy}
   * @return the baseline
   * @throws IllegalArgumentException if a value is not finite, or the name has another ending, a
   *     comma or a plus sign
   */
  public static Baseline array(FloatNdArray values, String file) {
    requireNonNull(values, "values");
    return array(values, Optional.of(file));
  }

  private static Baseline array(FloatNdArray values, Optional<String> file) {
    float[] floats = new float[Math.toIntExact(values.size())];
    values.copyTo(DataBuffers.of(floats, false, false));
    return checked(floats, values.shape(), file);
  }

  /**
   * Independent uniform noise, the same for every sample of a shape. Samek et al. use it for
   * curves.
   *
   * @param low the smallest value
   * @param high the exclusive upper bound, above {@code low}
   * @param seed equal seeds give equal noise
   * @return the baseline
   * @throws IllegalArgumentException if the bounds are not finite and ascending
   */
  public static Baseline uniformNoise(double low, double high, long seed) {
    return new Baseline(new UniformNoise(new Noise(low, high, seed)));
  }

  /**
   * The model's embedding of an id, such as the id of padding. It is for inputs of ids: every
   * position of such an input is compared with this word. Other inputs, of numbers, are compared
   * with zero. Methods look the embedding up in the model. Metrics, {@code Saliency.layers} and
   * exports cannot do this and throw an exception. For a model without an input of ids every use
   * throws an exception.
   *
   * @param id 0 or more
   * @return the baseline
   * @throws IllegalArgumentException if the id is negative or too large for a float to represent
   *     exactly
   */
  public static Baseline ofId(long id) {
    return new Baseline(new Id(id));
  }

  /**
   * The id of an embedding.
   *
   * @return the id; empty for all other baselines
   */
  public Optional<Long> id() {
    return source instanceof Id word ? Optional.of(word.id()) : Optional.empty();
  }

  /** One number for one channel is one number. */
  private static Baseline checked(float[] values, Shape shape, Optional<String> file) {
    boolean single = values.length == 1 && shape.numDimensions() == 1 && file.isEmpty();
    return new Baseline(new Fixed(single ? Shape.scalar() : shape, values, file));
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
   * The file of the values.
   *
   * @return its name, as it was given; empty if there is no file
   */
  public Optional<String> file() {
    return source instanceof Fixed fixed ? fixed.file : Optional.empty();
  }

  /**
   * The noise.
   *
   * @return its bounds and its seed; empty for baselines of fixed values
   */
  public Optional<Noise> noise() {
    return source instanceof UniformNoise noise ? Optional.of(noise.noise()) : Optional.empty();
  }

  /**
   * Independent uniform noise.
   *
   * @param low the smallest value
   * @param high the exclusive upper bound
   * @param seed equal seeds give equal noise
   */
  public record Noise(double low, double high, long seed) implements Serializable {}

  /**
   * The single baselines in this one.
   *
   * @param samples the shapes of one sample of each input; -1 is an unknown size
   * @return the samples of a background, that is of an array with one dimension more than a sample;
   *     otherwise only this baseline
   */
  public ImmutableList<Baseline> each(Collection<Shape> samples) {
    return source instanceof Fixed fixed && fixed.isBackground(samples)
        ? fixed.samples()
        : ImmutableList.of(this);
  }

  /**
   * The baseline of one sample.
   *
   * @param sample the shape of one sample
   * @return its values in row-major order
   * @throws IllegalArgumentException if the baseline does not fit samples of that shape
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
   * @param offset the index of the first value in {@code target}
   * @throws IllegalArgumentException if the baseline does not fit samples of that shape
   */
  public void write(Shape sample, float[] target, int offset) {
    source.write(sample, target, offset);
  }

  @Override
  public String toString() {
    return source.toString();
  }

  /** One number, one for each channel, or a whole sample; the values are never changed. */
  private static final class Fixed extends Value implements Source {
    private static final long serialVersionUID = 1;

    private final Shape shape;
    private final float[] values;
    private final Optional<String> file;

    Fixed(Shape shape, float[] values, Optional<String> file) {
      checkArgument(values.length > 0, "A baseline needs at least one value.");
      checkArgument(
          shape.size() == values.length,
          "A baseline of shape %s cannot have %s values.",
          shape,
          values.length);
      for (float value : values) {
        checkFinite(value, value);
      }
      for (String name : file.stream().toList()) {
        checkArgument(
            name.regionMatches(
                    true,
                    name.length() - FILE_ENDING.length(),
                    FILE_ENDING,
                    0,
                    FILE_ENDING.length())
                && SEPARATORS.chars().noneMatch(separator -> name.indexOf(separator) >= 0),
            "The baseline's file '%s' must end with .npy, and have no comma and no plus sign.\n"
                + "Maybe rename it.",
            name);
      }
      this.shape = requireNonNull(shape, "shape");
      this.values = requireNonNull(values, "values");
      this.file = requireNonNull(file, "file");
    }

    @Override
    public void write(Shape sample, float[] target, int offset) {
      int size = Math.toIntExact(sample.size());
      if (isChannelsFirst(sample)) {
        System.arraycopy(channelsLast(), 0, target, offset, size);
        return;
      }
      requireFits(sample);
      for (int start = 0; start < size; start += values.length) {
        System.arraycopy(values, 0, target, offset + start, values.length);
      }
    }

    private float[] channelsLast() {
      float[] last = new float[values.length];
      ChannelAxis.sampleToLast(toNdArray()).copyTo(DataBuffers.of(last, false, false));
      return last;
    }

    /** Computations use channels last, even for a model with channels first. */
    private boolean isChannelsFirst(Shape sample) {
      return sample.numDimensions() > 1
          && !shape.equals(sample)
          && shape.equals(ChannelAxis.toFirst(sample.prepend(1)).tail());
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

    boolean isBackground(Collection<Shape> samples) {
      return shape.numDimensions() > 0
          && samples.stream().noneMatch(sample -> isOf(shape, sample))
          && samples.stream().anyMatch(sample -> isOf(shape.tail(), sample));
    }

    /** Of a sample in the order in which it is computed, or with its channels first. */
    private static boolean isOf(Shape sizes, Shape sample) {
      return isAs(sizes, sample)
          || (!sample.isUnknown()
              && sample.numDimensions() > 1
              && isAs(sizes, ChannelAxis.toFirst(sample.prepend(1)).tail()));
    }

    private static boolean isAs(Shape sizes, Shape sample) {
      boolean same = !sample.isUnknown() && sample.numDimensions() == sizes.numDimensions();
      for (int i = 0; same && i < sizes.numDimensions(); i++) {
        same = sample.get(i) == Shape.UNKNOWN_SIZE || sample.get(i) == sizes.get(i);
      }
      return same;
    }

    ImmutableList<Baseline> samples() {
      int size = Math.toIntExact(shape.tail().size());
      ImmutableList.Builder<Baseline> samples = ImmutableList.builder();
      for (int start = 0; start < values.length; start += size) {
        samples.add(
            new Baseline(
                new Fixed(shape.tail(), Arrays.copyOfRange(values, start, start + size), file)));
      }
      return samples.build();
    }

    FloatNdArray toNdArray() {
      return NdArrays.wrap(shape, DataBuffers.of(values.clone(), true, false));
    }

    @Override
    public String toString() {
      return file.orElseGet(
          () ->
              shape.numDimensions() > 1
                  ? "array of shape " + shape
                  : Floats.asList(values).stream()
                      .map(value -> SpecNumber.shortest(value.floatValue()))
                      .collect(Collectors.joining("/")));
    }
  }

  private record UniformNoise(Noise noise) implements Source {
    private UniformNoise {
      checkFinite(noise.low(), (float) noise.low());
      checkFinite(noise.high(), (float) noise.high());
      checkArgument(
          noise.low() < noise.high(),
          "The noise's bounds (%s and %s) must be ascending.",
          noise.low(),
          noise.high());
    }

    @Override
    public void write(Shape sample, float[] target, int offset) {
      SplittableRandom random = new SplittableRandom(noise.seed());
      for (int i = 0; i < sample.size(); i++) {
        target[offset + i] = (float) random.nextDouble(noise.low(), noise.high());
      }
    }

    @Override
    public String toString() {
      return noise.toString();
    }
  }

  private record Id(long id) implements Source {
    private Id {
      checkArgument(
          id >= 0 && id <= 1 << 24, "The id of a baseline (%s) must be from 0 to 2^24.", id);
    }

    @Override
    public void write(Shape sample, float[] target, int offset) {
      throw new IllegalArgumentException(
          "The baseline '"
              + this
              + "' is the embedding of an id. Methods look it up in the model, but metrics and"
              + " traces of layers cannot.\n"
              + "Maybe give numbers.");
    }

    @Override
    public String toString() {
      return "id:" + id;
    }
  }
}
