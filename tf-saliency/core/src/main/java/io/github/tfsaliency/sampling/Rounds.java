package io.github.tfsaliency.sampling;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.explain.Sampling;
import io.github.tfsaliency.message.Message;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Decides the number of draws of each sample: the requested number, or, with a tolerance, the
 * number at which the standard errors are small enough. The errors are checked for each sample
 * separately and at fixed counts, so neither the batch nor the memory changes a map.
 *
 * <pre>rms(standard errors of the map) &lt;= tolerance rms(map)</pre>
 *
 * @since 0.1.0
 */
public final class Rounds {
  /** The number of draws between two checks. */
  public static final int SIZE = 16;

  private final int limit;
  private final Optional<Double> tolerance;

  private Rounds(int limit, Optional<Double> tolerance) {
    this.limit = limit;
    this.tolerance = tolerance;
  }

  /**
   * Some draws of some samples.
   *
   * @param samples the indices of the samples
   * @param from the first draw
   * @param count the number of draws
   */
  public record Range(ImmutableIntArray samples, int from, int count) {
    /** {@return the index after the last draw} */
    public int to() {
      return from + count;
    }

    /**
     * Splits the range into rounds, for draws that need memory.
     *
     * @return ranges of at most {@value #SIZE} draws, in order
     */
    public ImmutableList<Range> rounds() {
      ImmutableList.Builder<Range> rounds = ImmutableList.builder();
      for (int next = from; next < to(); next += SIZE) {
        rounds.add(new Range(samples, next, Math.min(SIZE, to() - next)));
      }
      return rounds.build();
    }
  }

  /** Draws and adds the results. */
  @FunctionalInterface
  public interface Draw {
    /**
     * Draws again.
     *
     * @param range the draws to add; for each sample the next ones
     */
    void next(Range range);
  }

  /** Computes the relative errors of maps. */
  @FunctionalInterface
  public interface Uncertainty {
    /**
     * The standard errors relative to the map.
     *
     * @param sample the index of the sample
     * @param drawn its number of draws
     * @return a ratio as in {@link #ratio}; infinite if it is not known yet
     */
    double of(int sample, int drawn);
  }

  /**
   * The numbers of draws.
   *
   * @param samples the number of draws of each sample
   * @param warnings for each sample, a warning if it did not reach the tolerance
   */
  public record Drawn(ImmutableLongArray samples, ImmutableList<ImmutableList<String>> warnings) {
    /**
     * The standard errors and warnings of maps.
     *
     * @param errors the standard error of each value, by the input's name
     * @return the sampling; empty for a single draw, which has no standard error
     */
    public Optional<Sampling> sampling(ImmutableMap<String, FloatNdArray> errors) {
      return samples.stream().allMatch(count -> count > 1)
          ? Optional.of(new Sampling(errors, samples, warnings))
          : Optional.empty();
    }
  }

  /**
   * Plans draws.
   *
   * @param limit the largest number of draws
   * @param tolerance the tolerance; empty to draw exactly {@code limit} times
   * @return the plan, to be run
   */
  public static Rounds of(int limit, Optional<Double> tolerance) {
    return new Rounds(limit, requireNonNull(tolerance, "tolerance"));
  }

  /**
   * Checks a tolerance.
   *
   * @param tolerance the tolerance
   * @return the same
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public static Optional<Double> requireTolerance(Optional<Double> tolerance) {
    double value = tolerance.orElse(1.0);
    checkArgument(
        value > 0 && Double.isFinite(value),
        "The tolerance (%s) must be positive and finite.",
        value);
    return tolerance;
  }

  /**
   * The size of errors relative to values.
   *
   * @param errors the sum of the errors' squares
   * @param values the sum of the values' squares
   * @return the ratio of their root mean squares; 0 if both are 0
   */
  public static double ratio(double errors, double values) {
    return errors == 0 ? 0 : Math.sqrt(errors / values);
  }

  /**
   * Draws.
   *
   * @param samples the number of samples
   * @param draw draws again
   * @param error the relative error of a sample's maps
   * @return the number of draws of each sample
   */
  public Drawn run(int samples, Draw draw, Uncertainty error) {
    ImmutableIntArray open = ImmutableIntArray.copyOf(IntStream.range(0, samples));
    long[] counts = new long[samples];
    double[] errors = new double[samples];
    int size = tolerance.isPresent() ? SIZE : limit;
    for (int from = 0; from < limit && !open.isEmpty(); from += size) {
      Range range = new Range(open, from, Math.min(size, limit - from));
      draw.next(range);
      open.forEach(sample -> counts[sample] = range.to());
      if (tolerance.isPresent()) {
        open.forEach(sample -> errors[sample] = error.of(sample, range.to()));
        open =
            ImmutableIntArray.copyOf(
                open.stream().filter(sample -> !(errors[sample] <= tolerance.get())));
      }
    }
    return new Drawn(
        ImmutableLongArray.copyOf(counts),
        Arrays.stream(errors).mapToObj(this::warnings).collect(ImmutableList.toImmutableList()));
  }

  private ImmutableList<String> warnings(double error) {
    return tolerance.isEmpty() || error <= tolerance.get()
        ? ImmutableList.of()
        : ImmutableList.of(
            Message.of(
                "After %s draws, the largest number, the standard errors are %s of the map (root"
                    + " mean squares), more than the tolerance %s.\n"
                    + "Maybe allow more samples, or a larger tolerance.",
                limit, (float) error, tolerance.orElseThrow()));
  }
}
