package io.github.tfsaliency.method.hiding;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.message.Limits;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.sampling.Rounds;
import io.github.tfsaliency.segment.Segmentation;
import io.github.tfsaliency.segment.Segments;
import io.github.tfsaliency.segment.Slic;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Kernel SHAP: the Shapley value of each segment. This is the segment's contribution to the score,
 * averaged over all orders in which segments could appear. Needs no gradient.
 *
 * <pre>
 * A = argmin over a of the sum over z of k(z) (S(z) - S(x0) - a.z)^2, so that sum a = S(x) - S(x0)
 * k(z) = (M - 1) / (binom(M, |z|) |z| (M - |z|))</pre>
 *
 * where z selects the kept segments out of M; the others are replaced by the baseline. If all 2^M -
 * 2 coalitions fit into the number of samples, the values are exact. Otherwise all smallest and
 * largest coalitions are used, and the rest are drawn with the kernel's probabilities, each with
 * its complement. In both cases the values of all segments sum to S(x) - S(x0), apart from
 * rounding.
 *
 * <p>The {@linkplain io.github.tfsaliency.attribution.Attribution#standardErrors() standard errors}
 * are those of the regression. The only assumption is that pairs of a coalition and its complement
 * are drawn independently (White 1980, in the form HC2 of MacKinnon and White 1985, each pair one
 * row). Coalitions that every seed includes add nothing to the errors. The errors are 0 if the
 * values are exact.
 *
 * <p>Each pixel of the map {@code [N, H, W, 1]} has the value of its whole segment, not a fraction
 * of it. So the sum of the map has no meaning, and there are no gaps. Each feature of {@code [N,
 * F]} is a player, unless {@link Segments} of one row group them. Cost: {@value #DEFAULT_SAMPLES}
 * forward passes, and two. Does not show differences within a segment, or segments that look like
 * the baseline. The model's scores for partly hidden images may be meaningless.
 *
 * <p>Source: Lundberg, Lee, <i>A Unified Approach to Interpreting Model Predictions</i>, NeurIPS
 * 2017, theorem 2; coalitions as in the authors' package {@code shap}.
 *
 * @since 0.1.0
 */
public final class KernelShap extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  /** The default number of coalitions. */
  public static final int DEFAULT_SAMPLES = 1000;

  /** The default number of segments, approximately. */
  public static final int DEFAULT_SEGMENTS = 50;

  private final int samples;
  private final Segmentation segmentation;
  private final Baseline baseline;
  private final long seed;
  private final Optional<Double> tolerance;

  private KernelShap(
      int samples,
      Segmentation segmentation,
      Baseline baseline,
      long seed,
      Optional<Double> tolerance) {
    checkArgument(samples > 0, "The number of coalitions (%s) must be positive.", samples);
    Limits.requireAtMost("number of coalitions", samples, Limits.SAMPLES);
    this.samples = samples;
    this.segmentation = requireNonNull(segmentation, "segmentation");
    this.baseline = requireNonNull(baseline, "baseline");
    this.seed = seed;
    this.tolerance = Rounds.requireTolerance(tolerance);
  }

  /**
   * {@value #DEFAULT_SAMPLES} coalitions of about {@value #DEFAULT_SEGMENTS} segments of {@link
   * Slic}, hidden by zero.
   *
   * @return the method
   */
  public static KernelShap of() {
    return new KernelShap(
        DEFAULT_SAMPLES, Slic.of(DEFAULT_SEGMENTS), Baseline.constant(0), 1, Optional.empty());
  }

  /**
   * Chooses the largest number of coalitions.
   *
   * @param newSamples {@value #DEFAULT_SAMPLES} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, or above 1,000,000
   */
  public KernelShap withSamples(int newSamples) {
    return new KernelShap(newSamples, segmentation, baseline, seed, tolerance);
  }

  /**
   * Chooses the segments.
   *
   * @param newSegmentation about {@value #DEFAULT_SEGMENTS} of {@link Slic} by default
   * @return a new method
   */
  public KernelShap withSegmentation(Segmentation newSegmentation) {
    return new KernelShap(samples, newSegmentation, baseline, seed, tolerance);
  }

  /**
   * Chooses the values of hidden segments.
   *
   * @param newBaseline zero by default
   * @return a new method
   */
  public KernelShap withBaseline(Baseline newBaseline) {
    return new KernelShap(samples, segmentation, newBaseline, seed, tolerance);
  }

  /**
   * Chooses the seed of the coalitions.
   *
   * @param newSeed 1 by default
   * @return a new method
   */
  public KernelShap withSeed(long newSeed) {
    return new KernelShap(samples, segmentation, baseline, newSeed, tolerance);
  }

  /**
   * Stops drawing coalitions when the root mean square of the segments' standard errors is at most
   * a fraction of their values' root mean square. This is checked after every {@value Rounds#SIZE}
   * coalitions, for each sample separately, as soon as all coalitions that are not random are
   * included and there are more pairs than segments. If all coalitions are not enough, the map has
   * a warning. The number of coalitions that are not random depends on {@link #withSamples}.
   *
   * @param newTolerance as a fraction of the values; none by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public KernelShap withTolerance(double newTolerance) {
    return new KernelShap(samples, segmentation, baseline, seed, Optional.of(newTolerance));
  }

  /** {@return the largest number of coalitions} */
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

  /** {@return the seed of the coalitions} */
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
    return (long) batch.sampleCount() * (2 + samples);
  }

  @Override
  public GraphForm graphForm() {
    return new GraphForm.None("fits a linear model to many variants of the input in Java");
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    return SegmentGame.each(
        "Kernel SHAP", segmentation, Optional.of(baseline), this::values, passes, batch, targets);
  }

  private SegmentGame.Estimate values(SegmentGame game, double score) {
    int players = game.players();
    ShapleyCoalitions coalitions = ShapleyCoalitions.of(players, samples, seed);
    double empty = game.scores(1, variant -> new BitSet())[0];
    List<BitSet> kept = coalitions.kept();
    double[] scores = new double[kept.size()];
    // fewer pairs than segments leave no residuals to tell errors from
    int known = coalitions.taken() + 2 * players;
    IntFunction<Optional<ShapleyFit>> fit =
        count -> ShapleyFit.of(coalitions.first(count), players, scores, empty, score - empty);
    Rounds.Drawn drawn =
        Rounds.of(kept.size(), tolerance)
            .run(
                1,
                range -> game.score(range, kept, scores),
                (sample, count) ->
                    Optional.of(count)
                        .filter(scored -> scored > known || scored == kept.size())
                        .flatMap(fit::apply)
                        .map(ShapleyFit::relativeError)
                        .orElse(Double.POSITIVE_INFINITY));
    ShapleyFit last =
        fit.apply((int) drawn.samples().get(0))
            .orElseThrow(
                () ->
                    new SaliencyException(
                        Message.of(
                            "%s coalitions do not determine the values of %s segments.\n"
                                + "Maybe use more coalitions, or fewer segments.",
                            kept.size(), players)));
    return new SegmentGame.Estimate(last.values(), last.standardErrors(), drawn);
  }
}
