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
import io.github.tfsaliency.sampling.PixelGrid;
import io.github.tfsaliency.sampling.Samples;
import io.github.tfsaliency.segment.Segmentation;
import io.github.tfsaliency.segment.Segments;
import io.github.tfsaliency.segment.Slic;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * LIME: the coefficients of a linear model of the score near the sample, which knows of each
 * segment only whether it is there. Needs no gradient.
 *
 * <pre>A = argmin over a of min over b of the sum over z of p(z) (S(z) - b - a.z)^2 + |a|^2
 * p(z) = sqrt(exp(-d^2 / width^2)), d = 1 - sqrt(|z| / M)</pre>
 *
 * with z saying which of the M segments are kept, each with probability 1/2 and all of them in the
 * first, and d the cosine distance from keeping all. Ridge, kernel and draws are those of the
 * authors' package {@code lime}; it hides a segment by its mean colour, here an {@linkplain
 * #withMeanColor() option}.
 *
 * <p>Each pixel of the map {@code [N, H, W, 1]} has the value of its whole segment, in units of the
 * score; values do not sum to anything. The features of {@code [N, F]} are by themselves unless
 * {@link Segments} of one row group them. Cost: {@value #DEFAULT_SAMPLES} forward passes. Does not
 * show differences within a segment, nor what segments do together; the ridge makes all values
 * smaller where the sum of the weights p(z) is of the order of 1.
 *
 * <p>Source: Ribeiro, Singh, Guestrin, <i>"Why Should I Trust You?": Explaining the Predictions of
 * Any Classifier</i>, KDD 2016, equation 2 and algorithm 1.
 */
public final class Lime extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  /** Variants unless told otherwise. */
  public static final int DEFAULT_SAMPLES = 1000;

  /** About how many segments unless told otherwise. */
  public static final int DEFAULT_SEGMENTS = 50;

  /** Width of the kernel unless told otherwise, as in the authors' package. */
  public static final double DEFAULT_WIDTH = 0.25;

  private static final double RIDGE = 1;

  private final int samples;
  private final Segmentation segmentation;
  private final Optional<Baseline> baseline;
  private final double width;
  private final long seed;

  private Lime(
      int samples,
      Segmentation segmentation,
      Optional<Baseline> baseline,
      double width,
      long seed) {
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
        1);
  }

  /**
   * Chooses how many variants there are.
   *
   * @param newSamples {@value #DEFAULT_SAMPLES} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive
   */
  public Lime withSamples(int newSamples) {
    return new Lime(newSamples, segmentation, baseline, width, seed);
  }

  /**
   * Chooses the segments.
   *
   * @param newSegmentation about {@value #DEFAULT_SEGMENTS} of {@link Slic} by default
   * @return a new method
   */
  public Lime withSegmentation(Segmentation newSegmentation) {
    return new Lime(samples, newSegmentation, baseline, width, seed);
  }

  /**
   * Chooses what is put in the place of hidden segments.
   *
   * @param newBaseline zero by default
   * @return a new method
   */
  public Lime withBaseline(Baseline newBaseline) {
    return new Lime(samples, segmentation, Optional.of(newBaseline), width, seed);
  }

  /**
   * Hides a segment by its own mean colour, as the authors' package does: a segment of one colour
   * then gets nothing.
   *
   * @return a new method
   */
  public Lime withMeanColor() {
    return new Lime(samples, segmentation, Optional.empty(), width, seed);
  }

  /**
   * Chooses how near is near.
   *
   * @param newWidth {@value #DEFAULT_WIDTH} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive
   */
  public Lime withWidth(double newWidth) {
    return new Lime(samples, segmentation, baseline, newWidth, seed);
  }

  /**
   * Chooses other variants.
   *
   * @param newSeed 1 by default
   * @return a new method
   */
  public Lime withSeed(long newSeed) {
    return new Lime(samples, segmentation, baseline, width, newSeed);
  }

  /** {@return how many variants of the sample, the sample itself among them} */
  public int samples() {
    return samples;
  }

  /** {@return what cuts each sample; features are cut one by one} */
  public Segmentation segmentation() {
    return segmentation;
  }

  /** {@return what is put in the place of hidden segments; empty for the segment's mean colour} */
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
    return SegmentGame.each("LIME", segmentation, this::hide, this::values, passes, batch, targets);
  }

  private float[] hide(Samples sample, PixelGrid grid, Segments segments) {
    if (baseline.isPresent()) {
      return sample.baseline(baseline.get(), grid.input());
    }
    float[] pixels = sample.values(grid.input());
    float[] hidden = new float[grid.size()];
    for (int[] segment : segments.pixels()) {
      for (int channel = 0; channel < grid.channels(); channel++) {
        double sum = 0;
        for (int pixel : segment) {
          sum += pixels[pixel * grid.channels() + channel];
        }
        for (int pixel : segment) {
          hidden[pixel * grid.channels() + channel] = (float) (sum / segment.length);
        }
      }
    }
    return hidden;
  }

  private double[] values(SegmentGame game, double score) {
    List<Coalition> coalitions = coalitions(game.players());
    return fit(
        coalitions, game.players(), game.scores(coalitions.stream().map(Coalition::kept).toList()));
  }

  private List<Coalition> coalitions(int players) {
    SplittableRandom random = Draws.of(seed, 0);
    List<Coalition> coalitions = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      BitSet kept = new BitSet(players);
      for (int player = 0; player < players; player++) {
        kept.set(player, i == 0 || random.nextBoolean());
      }
      coalitions.add(coalition(kept, players));
    }
    return coalitions;
  }

  /** Weighs what is kept by how near it is to keeping all. */
  Coalition coalition(BitSet kept, int players) {
    double distance = 1 - Math.sqrt(kept.cardinality() / (double) players);
    return new Coalition(kept, Math.sqrt(Math.exp(-distance * distance / (width * width))));
  }

  /** Ridge regression with an intercept, which costs nothing: that is, about the means. */
  static double[] fit(List<Coalition> coalitions, int players, double[] scores) {
    double total = 0;
    double meanScore = 0;
    double[] meanRow = new double[players];
    for (int i = 0; i < scores.length; i++) {
      double weight = coalitions.get(i).weight();
      total += weight;
      meanScore += weight * scores[i];
      coalitions.get(i).kept().stream().forEach(player -> meanRow[player] += weight);
    }
    LeastSquares centred = new LeastSquares(players);
    for (int i = 0; i < scores.length; i++) {
      double[] row = coalitions.get(i).row(players);
      for (int player = 0; player < players; player++) {
        row[player] -= meanRow[player] / total;
      }
      centred.add(row, scores[i] - meanScore / total, coalitions.get(i).weight());
    }
    // the ridge makes every matrix regular
    return centred.solve(RIDGE).orElseThrow();
  }
}
