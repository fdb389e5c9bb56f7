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
import io.github.tfsaliency.sampling.Rounds;
import io.github.tfsaliency.segment.Segmentation;
import io.github.tfsaliency.segment.Slic;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * LIME: the coefficients of a linear model of the score near the sample. The inputs of this model
 * are the segments, each hidden or visible. Needs no gradient.
 *
 * <pre>A = argmin over a of min over b of the sum over z of p(z) (S(z) - b - a.z)^2 + |a|^2
 * p(z) = sqrt(exp(-d^2 / width^2)), d = 1 - sqrt(|z| / M)</pre>
 *
 * where z selects the kept segments out of M, each with probability 1/2; the first variant keeps
 * all. d is the cosine distance from keeping all. Ridge, kernel and draws are those of the authors'
 * package {@code lime}. That package hides a segment by its mean colour, which is an {@linkplain
 * #withMeanColor() option} here.
 *
 * <p>The {@linkplain io.github.tfsaliency.attribution.Attribution#standardErrors() standard errors}
 * are those of the regression. The only assumption is that variants are drawn independently (White
 * 1980, in the form HC2 of MacKinnon and White 1985). The first variant is the same for every seed
 * and is left out. The errors describe the scatter of the values, but not how much the ridge
 * shrinks them.
 *
 * <p>Each pixel of the map {@code [N, H, W, 1]} has the value of its whole segment, in units of the
 * score; the sum of the values has no meaning. Each feature of {@code [N, F]} is a segment, unless
 * {@link io.github.tfsaliency.segment.Segments} of one row group them. Cost: {@value
 * #DEFAULT_SAMPLES} forward passes. Does not show differences within a segment, or effects of
 * several segments together. The ridge makes all values smaller if the sum of the weights p(z) is
 * of the order of 1.
 *
 * <p>Source: Ribeiro, Singh, Guestrin, <i>"Why Should I Trust You?": Explaining the Predictions of
 * Any Classifier</i>, KDD 2016, equation 2 and algorithm 1.
 *
 * @since 0.1.0
 */
public final class Lime extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  /** The default number of variants. */
  public static final int DEFAULT_SAMPLES = 1000;

  /** The default number of segments, approximately. */
  public static final int DEFAULT_SEGMENTS = 50;

  /** The default width of the kernel, as in the authors' package. */
  public static final double DEFAULT_WIDTH = 0.25;

  private final int samples;
  private final Segmentation segmentation;
  private final Optional<Baseline> baseline;
  private final double width;
  private final long seed;
  private final Optional<Double> tolerance;

  private Lime(
      int samples,
      Segmentation segmentation,
      Optional<Baseline> baseline,
      double width,
      long seed,
      Optional<Double> tolerance) {
    checkArgument(samples > 0, "The number of variants (%s) must be positive.", samples);
    Limits.requireAtMost("number of variants", samples, Limits.SAMPLES);
    checkArgument(
        width > 0 && Double.isFinite(width),
        "The width of the kernel (%s) must be positive and finite.",
        width);
    Limits.requireDivisor("width of the kernel", width);
    this.samples = samples;
    this.segmentation = requireNonNull(segmentation, "segmentation");
    this.baseline = requireNonNull(baseline, "baseline");
    this.width = width;
    this.seed = seed;
    this.tolerance = Rounds.requireTolerance(tolerance);
  }

  /**
   * {@value #DEFAULT_SAMPLES} variants of about {@value #DEFAULT_SEGMENTS} segments of {@link
   * Slic}, hidden by zero.
   *
   * @return the method
   */
  public static Lime of() {
    return new Lime(
        DEFAULT_SAMPLES,
        Slic.of(DEFAULT_SEGMENTS),
        Optional.of(Baseline.constant(0)),
        DEFAULT_WIDTH,
        1,
        Optional.empty());
  }

  /**
   * Chooses the number of variants, at most with a tolerance.
   *
   * @param newSamples {@value #DEFAULT_SAMPLES} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, or above 1,000,000
   */
  public Lime withSamples(int newSamples) {
    return new Lime(newSamples, segmentation, baseline, width, seed, tolerance);
  }

  /**
   * Chooses the segments.
   *
   * @param newSegmentation about {@value #DEFAULT_SEGMENTS} of {@link Slic} by default
   * @return a new method
   */
  public Lime withSegmentation(Segmentation newSegmentation) {
    return new Lime(samples, newSegmentation, baseline, width, seed, tolerance);
  }

  /**
   * Chooses the values of hidden segments.
   *
   * @param newBaseline zero by default
   * @return a new method
   */
  public Lime withBaseline(Baseline newBaseline) {
    return new Lime(samples, segmentation, Optional.of(newBaseline), width, seed, tolerance);
  }

  /**
   * Hides a segment by its own mean colour, as the authors' package does: a segment of one colour
   * then gets nothing.
   *
   * @return a new method
   */
  public Lime withMeanColor() {
    return new Lime(samples, segmentation, Optional.empty(), width, seed, tolerance);
  }

  /**
   * Chooses the width of the kernel: how near variants are to the sample.
   *
   * @param newWidth {@value #DEFAULT_WIDTH} by default
   * @return a new method
   * @throws IllegalArgumentException if it is less than 1e-6, or not finite
   */
  public Lime withWidth(double newWidth) {
    return new Lime(samples, segmentation, baseline, newWidth, seed, tolerance);
  }

  /**
   * Chooses the seed of the variants.
   *
   * @param newSeed 1 by default
   * @return a new method
   */
  public Lime withSeed(long newSeed) {
    return new Lime(samples, segmentation, baseline, width, newSeed, tolerance);
  }

  /**
   * Stops drawing variants when the root mean square of the segments' standard errors is at most a
   * fraction of their values' root mean square. This is checked after every {@value Rounds#SIZE}
   * variants, for each sample separately, as soon as there are more variants than segments. If all
   * variants are not enough, the map has a warning.
   *
   * @param newTolerance as a fraction of the values; none by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public Lime withTolerance(double newTolerance) {
    return new Lime(samples, segmentation, baseline, width, seed, Optional.of(newTolerance));
  }

  /** {@return the number of variants, including the sample itself} */
  public int samples() {
    return samples;
  }

  /** {@return the segmentation of each sample; each feature is a segment} */
  public Segmentation segmentation() {
    return segmentation;
  }

  /** {@return the values of hidden segments; empty for the segment's mean colour} */
  public Optional<Baseline> baseline() {
    return baseline;
  }

  /** {@return the width of the kernel, as a cosine distance} */
  public double width() {
    return width;
  }

  /** {@return the seed of the draws} */
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
    return (long) batch.sampleCount() * (1 + samples);
  }

  @Override
  public GraphForm graphForm() {
    return new GraphForm.None("fits a linear model to many variants of the input in Java");
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    return SegmentGame.each("LIME", segmentation, baseline, this::values, passes, batch, targets);
  }

  private SegmentGame.Estimate values(SegmentGame game, double score) {
    List<Coalition> coalitions = coalitions(game.players());
    List<BitSet> kept = coalitions.stream().map(Coalition::kept).toList();
    double[] scores = new double[samples];
    IntFunction<LimeFit> fit =
        count -> LimeFit.of(coalitions.subList(0, count), game.players(), scores);
    Rounds.Drawn drawn =
        Rounds.of(samples, tolerance)
            .run(
                1,
                range -> game.score(range, kept, scores),
                // fewer variants than segments leave no residuals to tell errors from
                (sample, count) ->
                    count > game.players() + 1 || count == samples
                        ? fit.apply(count).relativeError()
                        : Double.POSITIVE_INFINITY);
    LimeFit last = fit.apply((int) drawn.samples().get(0));
    return new SegmentGame.Estimate(last.values(), last.standardErrors(), drawn);
  }

  private List<Coalition> coalitions(int players) {
    SplittableRandom random = Draws.of(seed, 0);
    List<Coalition> coalitions = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      BitSet kept = new BitSet(players);
      for (int player = 0; player < players; player++) {
        kept.set(player, i == 0 || random.nextBoolean());
      }
      coalitions.add(coalition(kept, players, i == 0 ? 0 : 1));
    }
    return coalitions;
  }

  /** Weighs what is kept by how near it is to keeping all. */
  Coalition coalition(BitSet kept, int players, int draws) {
    double distance = 1 - Math.sqrt(kept.cardinality() / (double) players);
    return new Coalition(kept, Math.sqrt(Math.exp(-distance * distance / (width * width))), draws);
  }
}
