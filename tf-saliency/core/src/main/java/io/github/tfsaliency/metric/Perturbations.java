package io.github.tfsaliency.metric;

import static com.google.common.base.Preconditions.checkNotNull;
import static io.github.tfsaliency.message.Checks.checkArgument;
import static io.github.tfsaliency.message.Checks.checkState;

import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.message.Limits;
import io.github.tfsaliency.message.Message;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/**
 * Changes of an input: random ones, which are drawn anew for each input but always the same from
 * the same seed, or given ones. In units of the model's input, after the pixel encoding. Immutable.
 */
public final class Perturbations {
  /** How many perturbations are drawn, unless told otherwise. */
  public static final int DEFAULT_SAMPLES = 50;

  /** Looks at a sample once, before it is perturbed many times. */
  @FunctionalInterface
  private interface Kind {
    Draw of(Sample sample);
  }

  /** Makes the perturbation of an index. */
  @FunctionalInterface
  private interface Draw {
    float[] draw(int index, SplittableRandom random);
  }

  private final String name;
  private final Kind kind;
  private final boolean random;
  private final int samples;
  private final long seed;

  private Perturbations(String name, Kind kind, boolean random, int samples, long seed) {
    this.name = name;
    this.kind = kind;
    this.random = random;
    this.samples = samples;
    this.seed = seed;
  }

  private static Perturbations random(String name, Kind kind) {
    return new Perturbations(name, kind, true, DEFAULT_SAMPLES, 0);
  }

  /**
   * Independent normal noise on every element.
   *
   * @param deviation the standard deviation, positive
   * @return the perturbations
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public static Perturbations gaussian(double deviation) {
    checkPositive(deviation, "standard deviation");
    return random(
        "normal noise of standard deviation " + deviation,
        elementwise(generator -> generator.nextGaussian() * deviation));
  }

  /**
   * Independent uniform noise on every element: points of a ball in the maximum norm.
   *
   * @param radius how far an element may change, positive
   * @return the perturbations
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public static Perturbations uniform(double radius) {
    checkPositive(radius, "radius");
    return random(
        "uniform noise of radius " + radius,
        elementwise(generator -> (2 * generator.nextDouble() - 1) * radius));
  }

  private static Kind elementwise(ToDoubleFunction<SplittableRandom> noise) {
    return sample ->
        (index, generator) -> {
          float[] values = sample.copy();
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) noise.applyAsDouble(generator);
          }
          return values;
        };
  }

  /**
   * What a square at a random place loses when it is replaced: the input less the replacement
   * within the square, 0 elsewhere. All places within the picture are equally likely; features of a
   * vector are a picture of one row.
   *
   * @param side in pixels, at least 1; what does not fit the picture is cut off
   * @param replacement what takes the place of the square
   * @return the perturbations
   * @throws IllegalArgumentException if the side is not positive
   */
  public static Perturbations squares(int side, Baseline replacement) {
    checkNotNull(replacement);
    checkArgument(side > 0, "The side of a square (%s) must be at least 1.", side);
    return random(
        Message.of("squares of side %s replaced by %s", side, replacement),
        sample -> {
          float[] loss = sample.copy();
          float[] other = replacement.toArray(sample.shape());
          for (int i = 0; i < loss.length; i++) {
            loss[i] -= other[i];
          }
          int height = Math.min(side, sample.height());
          int width = Math.min(side, sample.width());
          return (index, generator) -> {
            int top = generator.nextInt(sample.height() - height + 1);
            int left = generator.nextInt(sample.width() - width + 1);
            float[] square = new float[loss.length];
            for (int row = top; row < top + height; row++) {
              int from = (row * sample.width() + left) * sample.channels();
              System.arraycopy(loss, from, square, from, width * sample.channels());
            }
            return square;
          };
        });
  }

  /**
   * Perturbations that someone else has drawn, to compare numbers with those of other software.
   *
   * @param perturbations {@code [n, ...]}, each of the input's shape, finite; copied
   * @return the perturbations
   * @throws IllegalArgumentException if there are none; from the metric, if the input has another
   *     shape
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if a value is not finite
   */
  public static Perturbations given(FloatNdArray perturbations) {
    Shape shape = perturbations.shape();
    checkArgument(
        shape.numDimensions() > 1 && shape.size() > 0,
        "The perturbations have the shape %s, but must have the shape [n, ...] of n inputs.",
        shape);
    double[] all = Elements.finite(perturbations, "array of perturbations");
    int size = Math.toIntExact(shape.tail().size());
    return new Perturbations(
        Message.of("%s given perturbations", shape.get(0)),
        sample -> {
          checkArgument(
              shape.tail().equals(sample.shape()),
              "The perturbations (shape %s) do not fit the input (shape %s).",
              shape,
              sample.shape());
          return (index, generator) ->
              Elements.floats(Arrays.copyOfRange(all, index * size, (index + 1) * size));
        },
        false,
        Math.toIntExact(shape.get(0)),
        0);
  }

  /**
   * The same kind of perturbations, more or fewer of them.
   *
   * @param newSamples at least 1
   * @return the perturbations
   * @throws IllegalArgumentException if there are none, or more than a million
   * @throws IllegalStateException if they were given
   */
  public Perturbations withSamples(int newSamples) {
    checkArgument(newSamples > 0, "At least 1 perturbation must be drawn, not %s.", newSamples);
    Limits.requireAtMost("number of perturbations", newSamples, Limits.SAMPLES);
    checkRandom();
    return new Perturbations(name, kind, random, newSamples, seed);
  }

  /**
   * The same kind of perturbations, drawn anew.
   *
   * @param newSeed equal seeds give equal perturbations; 0 unless told otherwise
   * @return the perturbations
   * @throws IllegalStateException if they were given
   */
  public Perturbations withSeed(long newSeed) {
    checkRandom();
    return new Perturbations(name, kind, random, samples, newSeed);
  }

  /**
   * How many there are.
   *
   * @return at least 1
   */
  public int samples() {
    return samples;
  }

  /** The perturbations of a sample, in its shape and row-major order; the same at every call. */
  IntFunction<float[]> of(Sample sample) {
    Draw draw = kind.of(sample);
    long[] seeds = new SplittableRandom(seed).longs(samples).toArray();
    return index -> draw.draw(index, new SplittableRandom(seeds[index]));
  }

  private void checkRandom() {
    checkState(
        random, "Perturbations that were given are not drawn.\nMaybe give others, or draw some.");
  }

  private static void checkPositive(double number, String what) {
    checkArgument(
        number > 0 && Double.isFinite(number), "The %s (%s) must be positive.", what, number);
  }

  @Override
  public String toString() {
    return random ? Message.of("%s x %s, seed %s", samples, name, seed) : name;
  }
}
