package io.github.tfsaliency.metric;

import static com.google.common.base.Preconditions.checkNotNull;
import static io.github.tfsaliency.message.Checks.checkArgument;
import static io.github.tfsaliency.message.Checks.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.message.Limits;
import io.github.tfsaliency.message.Message;
import java.io.Serializable;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/**
 * Changes of an input, either random or given. Random changes are drawn for each input; the same
 * seed gives the same changes. They are in units of the model's input, after the pixel encoding.
 * Immutable.
 *
 * @since 0.1.0
 */
public final class Perturbations extends Value {
  private static final long serialVersionUID = 1;

  /** The default number of perturbations. */
  public static final int DEFAULT_SAMPLES = 50;

  /** Looks at a sample once, before it is perturbed many times. */
  private sealed interface Kind extends Serializable {
    Draw of(Sample sample);
  }

  /** Makes the perturbation of an index. */
  @FunctionalInterface
  private interface Draw {
    float[] draw(int index, SplittableRandom random);
  }

  private final Kind kind;
  private final int samples;
  private final long seed;

  private Perturbations(Kind kind, int samples, long seed) {
    checkArgument(samples > 0, "At least 1 perturbation must be drawn, not %s.", samples);
    Limits.requireAtMost("number of perturbations", samples, Limits.SAMPLES);
    checkArgument(
        !(kind instanceof Given given) || given.count() == samples,
        "There are not %s given perturbations.",
        samples);
    this.kind = checkNotNull(kind);
    this.samples = samples;
    this.seed = seed;
  }

  private static Perturbations random(Kind kind) {
    return new Perturbations(kind, DEFAULT_SAMPLES, 0);
  }

  /**
   * Independent normal noise on every element.
   *
   * @param deviation the standard deviation, positive
   * @return the perturbations
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public static Perturbations gaussian(double deviation) {
    return random(new Gaussian(deviation));
  }

  /**
   * Independent uniform noise on every element: points of a ball in the maximum norm.
   *
   * @param radius the largest change of an element, positive
   * @return the perturbations
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public static Perturbations uniform(double radius) {
    return random(new Uniform(radius));
  }

  /**
   * Replacements of a square at a random position: the input minus the replacement inside the
   * square, 0 elsewhere. All positions inside the picture are equally likely. A vector of features
   * is a picture of one row.
   *
   * @param side the side of the square in pixels, at least 1; a square larger than the picture is
   *     cut to its size
   * @param replacement the replacement of the square
   * @return the perturbations
   * @throws IllegalArgumentException if the side is not positive
   */
  public static Perturbations squares(int side, Baseline replacement) {
    return random(new Squares(side, replacement));
  }

  /**
   * Replacements of groups of features: the input minus the replacement in the replaced groups, 0
   * in the others. Each group is replaced with probability 1/2. The input may have any shape.
   *
   * @param groups the groups of the input
   * @param replacement the replacement of a group
   * @return the perturbations
   */
  public static Perturbations groups(FeatureGroups groups, Baseline replacement) {
    return random(new Groups(groups, replacement));
  }

  /**
   * Given perturbations, for example to compare results with other software.
   *
   * @param perturbations {@code [n, ...]}, each of the input's shape, finite; copied
   * @return the perturbations
   * @throws IllegalArgumentException if there are none; the metric throws it if the input has
   *     another shape
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if a value is not finite
   */
  public static Perturbations given(FloatNdArray perturbations) {
    Given given =
        new Given(
            perturbations.shape(),
            ImmutableDoubleArray.copyOf(Elements.finite(perturbations, "array of perturbations")));
    return new Perturbations(given, given.count(), 0);
  }

  /**
   * The same kind of perturbations in another number.
   *
   * @param newSamples at least 1
   * @return the perturbations
   * @throws IllegalArgumentException if there are none, or more than a million
   * @throws IllegalStateException if they were given
   */
  public Perturbations withSamples(int newSamples) {
    checkRandom();
    return new Perturbations(kind, newSamples, seed);
  }

  /**
   * The same kind of perturbations with another seed.
   *
   * @param newSeed equal seeds give equal perturbations; 0 by default
   * @return the perturbations
   * @throws IllegalStateException if they were given
   */
  public Perturbations withSeed(long newSeed) {
    checkRandom();
    return new Perturbations(kind, samples, newSeed);
  }

  /**
   * The number of perturbations.
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

  /** The sample as these take it: as pixels, or as values that nobody puts in rows. */
  Sample sample(FloatNdArray input) {
    return kind instanceof Groups ? Sample.ofElements(input) : Sample.of(input);
  }

  private void checkRandom() {
    checkState(
        !(kind instanceof Given),
        "Perturbations that were given are not drawn.\nMaybe give others, or draw some.");
  }

  private static void checkPositive(double number, String what) {
    checkArgument(
        number > 0 && Double.isFinite(number), "The %s (%s) must be positive.", what, number);
  }

  @Override
  public String toString() {
    return kind instanceof Given
        ? kind.toString()
        : Message.of("%s x %s, seed %s", samples, Message.part(kind.toString()), seed);
  }

  private static Draw elementwise(Sample sample, ToDoubleFunction<SplittableRandom> noise) {
    return (index, generator) -> {
      float[] values = sample.copy();
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) noise.applyAsDouble(generator);
      }
      return values;
    };
  }

  private record Gaussian(double deviation) implements Kind {
    private Gaussian {
      checkPositive(deviation, "standard deviation");
    }

    @Override
    public Draw of(Sample sample) {
      return elementwise(sample, generator -> generator.nextGaussian() * deviation);
    }

    @Override
    public String toString() {
      return "normal noise of standard deviation " + deviation;
    }
  }

  private record Uniform(double radius) implements Kind {
    private Uniform {
      checkPositive(radius, "radius");
    }

    @Override
    public Draw of(Sample sample) {
      return elementwise(sample, generator -> (2 * generator.nextDouble() - 1) * radius);
    }

    @Override
    public String toString() {
      return "uniform noise of radius " + radius;
    }
  }

  private record Squares(int side, Baseline replacement) implements Kind {
    private Squares {
      checkNotNull(replacement);
      checkArgument(side > 0, "The side of a square (%s) must be at least 1.", side);
    }

    @Override
    public Draw of(Sample sample) {
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
    }

    @Override
    public String toString() {
      return Message.of("squares of side %s replaced by %s", side, replacement);
    }
  }

  private record Groups(FeatureGroups groups, Baseline replacement) implements Kind {
    private Groups {
      checkNotNull(groups);
      checkNotNull(replacement);
    }

    @Override
    public Draw of(Sample sample) {
      int[] labels = GroupedSample.labels(groups, sample.shape());
      float[] loss = sample.copy();
      float[] other = replacement.toArray(sample.shape());
      return (index, generator) -> {
        boolean[] lost = new boolean[groups.names().size()];
        for (int group = 0; group < lost.length; group++) {
          lost[group] = generator.nextBoolean();
        }
        float[] change = new float[loss.length];
        for (int i = 0; i < change.length; i++) {
          change[i] = lost[labels[i]] ? loss[i] - other[i] : 0;
        }
        return change;
      };
    }

    @Override
    public String toString() {
      return Message.of("%s replaced by %s", groups, replacement);
    }
  }

  private static final class Given extends Value implements Kind {
    private static final long serialVersionUID = 1;

    private final Shape shape;
    private final ImmutableDoubleArray all;

    private Given(Shape shape, ImmutableDoubleArray all) {
      checkArgument(
          shape.numDimensions() > 1 && shape.size() > 0 && shape.size() == all.length(),
          "The perturbations have the shape %s, but must have the shape [n, ...] of n inputs.",
          shape);
      this.shape = requireNonNull(shape, "shape");
      this.all = requireNonNull(all, "all");
    }

    int count() {
      return Math.toIntExact(shape.get(0));
    }

    @Override
    public Draw of(Sample sample) {
      checkArgument(
          shape.tail().equals(sample.shape()),
          "The perturbations (shape %s) do not fit the input (shape %s).",
          shape,
          sample.shape());
      int size = Math.toIntExact(shape.tail().size());
      return (index, generator) ->
          Elements.floats(all.subArray(index * size, (index + 1) * size).toArray());
    }

    @Override
    public String toString() {
      return Message.of("%s given perturbations", count());
    }
  }
}
