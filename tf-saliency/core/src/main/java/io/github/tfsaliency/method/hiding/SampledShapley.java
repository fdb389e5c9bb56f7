package io.github.tfsaliency.method.hiding;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.message.Limits;
import io.github.tfsaliency.sampling.Draws;
import io.github.tfsaliency.sampling.Moments;
import io.github.tfsaliency.sampling.Rounds;
import io.github.tfsaliency.segment.Segmentation;
import io.github.tfsaliency.segment.Slic;
import java.util.BitSet;
import java.util.Optional;
import java.util.SplittableRandom;
import org.tensorflow.ndarray.Shape;

/**
 * Shapley values of segments by sampled permutations: the change of the score when a segment
 * appears, averaged over random orders. Needs no gradient.
 *
 * <pre>A_i = mean over orders of S(those before i, and i) - S(those before i)</pre>
 *
 * with all other segments replaced by the baseline. The values of all segments sum to S(x) - S(x0),
 * apart from rounding, for any draws, because this is true for each order. The {@linkplain
 * io.github.tfsaliency.attribution.Attribution#standardErrors() standard error} of a segment is the
 * standard deviation of its changes, divided by the square root of the number of orders.
 *
 * <p>{@link KernelShap} converges to the same values. It needs fewer passes if segments hardly
 * interact. The error of this method is the error of a plain mean, which needs no assumption.
 *
 * <p>Each pixel of the map {@code [N, H, W, 1]} has the value of its whole segment, not a fraction
 * of it. So the sum of the map has no meaning, and there are no gaps. Each feature of {@code [N,
 * F]} is a player, unless {@link io.github.tfsaliency.segment.Segments} of one row group them.
 * Cost: 2 forward passes, and for each of {@value #DEFAULT_SAMPLES} orders one less than the number
 * of segments. Does not show differences within a segment, or segments that look like the baseline.
 * The model's scores for partly hidden images may be meaningless.
 *
 * <p>Source: Castro, G&oacute;mez, Tejada, <i>Polynomial calculation of the Shapley value based on
 * sampling</i>, Computers &amp; Operations Research 2009.
 *
 * @since 0.1.0
 */
public final class SampledShapley extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  /** The default number of permutations. */
  public static final int DEFAULT_SAMPLES = 25;

  /** The default number of segments, approximately. */
  public static final int DEFAULT_SEGMENTS = 50;

  private static final String NAME = "Sampled Shapley";
  private static final String SEGMENTS = "segments";

  private final int samples;
  private final Segmentation segmentation;
  private final Baseline baseline;
  private final long seed;
  private final Optional<Double> tolerance;

  private SampledShapley(
      int samples,
      Segmentation segmentation,
      Baseline baseline,
      long seed,
      Optional<Double> tolerance) {
    checkArgument(samples > 0, "The number of permutations (%s) must be positive.", samples);
    Limits.requireAtMost("number of permutations", samples, Limits.SAMPLES);
    this.samples = samples;
    this.segmentation = requireNonNull(segmentation, "segmentation");
    this.baseline = requireNonNull(baseline, "baseline");
    this.seed = seed;
    this.tolerance = Rounds.requireTolerance(tolerance);
  }

  /**
   * {@value #DEFAULT_SAMPLES} permutations of about {@value #DEFAULT_SEGMENTS} segments of {@link
   * Slic}, hidden by zero.
   *
   * @return the method
   */
  public static SampledShapley of() {
    return new SampledShapley(
        DEFAULT_SAMPLES, Slic.of(DEFAULT_SEGMENTS), Baseline.constant(0), 1, Optional.empty());
  }

  /**
   * Chooses the number of permutations, at most with a tolerance.
   *
   * @param newSamples {@value #DEFAULT_SAMPLES} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, or above 1,000,000
   */
  public SampledShapley withSamples(int newSamples) {
    return new SampledShapley(newSamples, segmentation, baseline, seed, tolerance);
  }

  /**
   * Chooses the segments.
   *
   * @param newSegmentation about {@value #DEFAULT_SEGMENTS} of {@link Slic} by default
   * @return a new method
   */
  public SampledShapley withSegmentation(Segmentation newSegmentation) {
    return new SampledShapley(samples, newSegmentation, baseline, seed, tolerance);
  }

  /**
   * Chooses the values of hidden segments.
   *
   * @param newBaseline zero by default
   * @return a new method
   */
  public SampledShapley withBaseline(Baseline newBaseline) {
    return new SampledShapley(samples, segmentation, newBaseline, seed, tolerance);
  }

  /**
   * Chooses the seed of the permutations.
   *
   * @param newSeed 1 by default
   * @return a new method
   */
  public SampledShapley withSeed(long newSeed) {
    return new SampledShapley(samples, segmentation, baseline, newSeed, tolerance);
  }

  /**
   * Stops drawing permutations when the root mean square of the segments' standard errors is at
   * most a fraction of their values' root mean square. This is checked after every {@value
   * Rounds#SIZE} permutations, for each sample separately. If all permutations are not enough, the
   * map has a warning.
   *
   * @param newTolerance as a fraction of the values; none by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public SampledShapley withTolerance(double newTolerance) {
    return new SampledShapley(samples, segmentation, baseline, seed, Optional.of(newTolerance));
  }

  /** {@return the largest number of permutations} */
  public int samples() {
    return samples;
  }

  /** {@return the segmentation of each sample; each feature is a segment} */
  public Segmentation segmentation() {
    return segmentation;
  }

  /** {@return the values of hidden segments} */
  public Baseline baseline() {
    return baseline;
  }

  /** {@return the seed of the permutations} */
  public long seed() {
    return seed;
  }

  /**
   * {@return the largest standard errors, as a fraction of the values; empty for a fixed number of
   * draws}
   */
  public Optional<Double> tolerance() {
    return tolerance;
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    long between = 0;
    for (int players : SegmentGame.players(NAME, segmentation, passes, batch).asList()) {
      between += players - 1;
    }
    return 2L * batch.sampleCount() + samples * between;
  }

  @Override
  public GraphForm graphForm() {
    return new GraphForm.None("draws its permutations in Java");
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    return SegmentGame.each(
        NAME, segmentation, Optional.of(baseline), this::values, passes, batch, targets);
  }

  private SegmentGame.Estimate values(SegmentGame game, double score) {
    double empty = game.scores(1, variant -> new BitSet())[0];
    Moments marginals = Moments.of(1, GraphForm.Statistic.MEAN);
    Rounds.Drawn drawn =
        Rounds.of(samples, tolerance)
            .run(
                1,
                range -> range.rounds().forEach(round -> add(game, round, empty, score, marginals)),
                (sample, count) -> marginals.relativeError(sample));
    return new SegmentGame.Estimate(
        marginals.values(SEGMENTS), marginals.standardErrors(SEGMENTS), drawn);
  }

  private void add(
      SegmentGame game, Rounds.Range round, double empty, double full, Moments marginals) {
    int players = game.players();
    int[][] orders = new int[round.count()][];
    for (int i = 0; i < orders.length; i++) {
      orders[i] = order(seed, round.from() + i, players);
    }
    int between = players - 1;
    double[] scores =
        game.scores(
            orders.length * between,
            variant -> first(orders[variant / between], 1 + variant % between));
    for (int i = 0; i < orders.length; i++) {
      double before = empty;
      double[] added = new double[players];
      for (int place = 0; place < players; place++) {
        double after = place < between ? scores[i * between + place] : full;
        added[orders[i][place]] = after - before;
        before = after;
      }
      marginals.add(0, SEGMENTS, Shape.of(players), player -> added[player]);
    }
  }

  /** Shuffled as Fisher and Yates do. */
  static int[] order(long seed, int permutation, int players) {
    SplittableRandom random = Draws.of(seed, permutation);
    int[] order = new int[players];
    for (int i = 0; i < players; i++) {
      int place = random.nextInt(i + 1);
      order[i] = order[place];
      order[place] = i;
    }
    return order;
  }

  private static BitSet first(int[] order, int count) {
    BitSet kept = new BitSet(order.length);
    for (int i = 0; i < count; i++) {
      kept.set(order[i]);
    }
    return kept;
  }
}
