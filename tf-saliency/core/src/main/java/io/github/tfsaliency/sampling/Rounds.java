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
 * Decides how many draws each sample gets: as many as were asked for, or with a tolerance only so
 * many that the standard errors are small enough. That is asked of each sample by itself and at
 * fixed counts, so that neither the batch nor the memory changes a map.
 *
 * <pre>rms(standard errors of the map) &lt;= tolerance rms(map)</pre>
 */
public final class Rounds {
  /** How many draws lie between two questions. */
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
   * @param samples which samples
   * @param from the first draw
   * @param count how many
   */
  public record Range(ImmutableIntArray samples, int from, int count) {
    /** {@return the draw behind the last one} */
    public int to() {
      return from + count;
    }

    /**
     * The same in rounds, where what is drawn takes memory.
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

  /** Draws, and adds what it finds to what it has. */
  @FunctionalInterface
  public interface Draw {
    /**
     * Draws once more.
     *
     * @param range what to draw; of each sample the next draws
     */
    void next(Range range);
  }

  /** Knows how sure maps are. */
  @FunctionalInterface
  public interface Uncertainty {
    /**
     * How large the standard errors are beside the map.
     *
     * @param sample which sample
     * @param drawn how many draws it has
     * @return as {@link #ratio} says; infinite where that is not known yet
     */
    double of(int sample, int drawn);
  }

  /**
   * What was drawn.
   *
   * @param samples how many draws of each sample
   * @param warnings of those that do not meet the tolerance
   */
  public record Drawn(ImmutableLongArray samples, ImmutableList<ImmutableList<String>> warnings) {
    /**
     * What there is to be said of maps.
     *
     * @param errors the standard error of each value, by the input's name
     * @return empty if a single draw tells nothing of others
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
   * @param limit how many there are at most
   * @param tolerance empty to draw as many as that
   * @return to be run
   */
  public static Rounds of(int limit, Optional<Double> tolerance) {
    return new Rounds(limit, requireNonNull(tolerance, "tolerance"));
  }

  /**
   * Refuses what is no tolerance.
   *
   * @param tolerance what was given
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
   * How large errors are beside values.
   *
   * @param errors the sum of their squares
   * @param values the sum of their squares
   * @return the ratio of their root mean squares; 0 where both are 0
   */
  public static double ratio(double errors, double values) {
    return errors == 0 ? 0 : Math.sqrt(errors / values);
  }

  /**
   * Draws.
   *
   * @param samples how many samples there are
   * @param draw draws once more
   * @param error how sure a sample's maps are
   * @return how many draws each sample has
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
                "After %s draws, as many as there may be, the standard errors are %s of the map"
                    + " (root mean squares), more than the tolerance %s.\n"
                    + "Maybe allow more samples, or a larger tolerance.",
                limit, (float) error, tolerance.orElseThrow()));
  }
}
