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
 * Kernel SHAP: the Shapley value of each segment, which is what it adds to the score, averaged over
 * all orders in which segments could appear. Needs no gradient.
 *
 * <pre>
 * A = argmin over a of the sum over z of k(z) (S(z) - S(x0) - a.z)^2, so that sum a = S(x) - S(x0)
 * k(z) = (M - 1) / (binom(M, |z|) |z| (M - |z|))</pre>
 *
 * with z saying which of the M segments are kept; the others are replaced by the baseline. Where
 * all 2^M - 2 coalitions fit into the number of samples, the values are exact. Otherwise the
 * smallest and the largest coalitions are taken as they are, and the rest is drawn by the kernel,
 * each with its complement. The values of all segments sum to S(x) - S(x0) in either case, up to
 * rounding.
 *
 * <p>The {@linkplain io.github.tfsaliency.attribution.Attribution#standardErrors() standard errors}
 * are those of the regression under the single assumption that pairs of a coalition and its
 * complement are drawn independently (White 1980, in the form HC2 of MacKinnon and White 1985, each
 * pair one row); coalitions that are there for every seed add nothing to it. They are 0 where
 * values are exact.
 *
 * <p>Each pixel of the map {@code [N, H, W, 1]} has the value of its whole segment, not a share of
 * it: the map itself sums to nothing in particular, and has no gaps. The features of {@code [N, F]}
 * are players one by one unless {@link Segments} of one row group them. Cost: {@value
 * #DEFAULT_SAMPLES} forward passes, and two. Does not show differences within a segment, nor
 * segments that look like the baseline; scores of cut-out images may be of no meaning to the model.
 *
 * <p>Source: Lundberg, Lee, <i>A Unified Approach to Interpreting Model Predictions</i>, NeurIPS
 * 2017, theorem 2; coalitions as in the authors' package {@code shap}.
 */
public final class KernelShap extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  /** Coalitions by default. */
  public static final int DEFAULT_SAMPLES = 1000;

  /** About how many segments by default. */
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
   * Chooses how many coalitions there are at most.
   *
   * @param newSamples {@value #DEFAULT_SAMPLES} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive
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
   * Chooses what is put instead of hidden segments.
   *
   * @param newBaseline zero by default
   * @return a new method
   */
  public KernelShap withBaseline(Baseline newBaseline) {
    return new KernelShap(samples, segmentation, newBaseline, seed, tolerance);
  }

  /**
   * Chooses other coalitions.
   *
   * @param newSeed 1 by default
   * @return a new method
   */
  public KernelShap withSeed(long newSeed) {
    return new KernelShap(samples, segmentation, baseline, newSeed, tolerance);
  }

  /**
   * Draws no more coalitions than it takes: as soon as the root mean square of the segments'
   * standard errors is so small beside that of their values. It is asked after every {@value
   * Rounds#SIZE} coalitions, of each sample by itself, once those that are not drawn are there, and
   * more pairs than segments; if all of them do not suffice, the map has a warning. How many are
   * not drawn depends on {@link #withSamples}.
   *
   * @param newTolerance as a fraction of the values; none by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public KernelShap withTolerance(double newTolerance) {
    return new KernelShap(samples, segmentation, baseline, seed, Optional.of(newTolerance));
  }

  /** {@return how many coalitions at most} */
  public int samples() {
    return samples;
  }

  /** {@return what cuts each sample; features are cut one by one} */
  public Segmentation segmentation() {
    return segmentation;
  }

  /** {@return what is put instead of hidden segments} */
  public Baseline baseline() {
    return baseline;
  }

  /** {@return the seed of the coalitions} */
  public long seed() {
    return seed;
  }

  /** {@return how large the standard errors may be beside the values; empty for a fixed number} */
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
                                + "Maybe take more coalitions, or fewer segments.",
                            kept.size(), players)));
    return new SegmentGame.Estimate(last.values(), last.standardErrors(), drawn);
  }
}
