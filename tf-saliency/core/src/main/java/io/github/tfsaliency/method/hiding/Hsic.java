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
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.message.Limits;
import io.github.tfsaliency.sampling.Draws;
import io.github.tfsaliency.sampling.Samples;
import io.github.tfsaliency.sampling.Variants;
import java.util.SplittableRandom;

/**
 * HSIC attribution: how much the score depends on the visibility of a cell of the image, by the
 * Hilbert-Schmidt independence criterion. Needs no gradient.
 *
 * <pre>
 * A_i = tr(K_i H L H) / n^2, with H = 1 - 1/n
 * K_i(m, m') = 3/2 where both keep cell i or neither does, otherwise 1/2
 * L(s, s') = exp(-(s - s')^2 / (2 w^2)), w the median of the scores</pre>
 *
 * with masks m that keep each cell with probability 1/2. Kernels and width are those of the
 * authors' package Xplique, whose values are n times as large. Its masks are a low-discrepancy
 * sequence; the masks here are independent. Because w is a median of scores, not of their
 * differences, a constant added to all scores changes the map. So use the method for probabilities,
 * or for logits whose median is not near zero.
 *
 * <p>There are no standard errors. If the score does not depend on a cell, its criterion is not
 * distributed like a mean: it lies above zero by about a multiple of 1/n.
 *
 * <p>Each pixel of the map {@code [N, H, W, 1]} has the value of its cell, which is not negative. A
 * sequence {@code [N, L, C]} is an image of one row; each feature of {@code [N, F]} is a cell.
 * Cost: 1 + {@value #DEFAULT_SAMPLES} forward passes, independent of the number of cells. Does not
 * show whether a cell is evidence for or against the target, details smaller than a cell, effects
 * of hiding several cells together, or values near the baseline.
 *
 * <p>Source: Novello, Fel, Vigouroux, <i>Making Sense of Dependence: Efficient Black-box
 * Explanations Using Dependence Measure</i>, NeurIPS 2022.
 *
 * @since 0.1.0
 */
public final class Hsic extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  /** The default number of rows and columns of the grid, as in the authors' package. */
  public static final int DEFAULT_CELLS = 8;

  /** The default number of masks, as in the authors' package. */
  public static final int DEFAULT_SAMPLES = 500;

  private final int cells;
  private final int samples;
  private final Baseline baseline;
  private final long seed;

  private Hsic(int cells, int samples, Baseline baseline, long seed) {
    checkArgument(cells > 0, "The number of cells (%s) must be positive.", cells);
    Limits.requireAtMost("number of cells", cells, Limits.CELLS);
    checkArgument(samples > 0, "The number of masks (%s) must be positive.", samples);
    Limits.requireAtMost(
        "number of masks, all pairs of which are compared,", samples, Limits.PAIRED);
    this.cells = cells;
    this.samples = samples;
    this.baseline = requireNonNull(baseline, "baseline");
    this.seed = seed;
  }

  /**
   * {@value #DEFAULT_SAMPLES} masks of {@value #DEFAULT_CELLS} x {@value #DEFAULT_CELLS} cells,
   * hidden by zero.
   *
   * @return the method
   */
  public static Hsic of() {
    return new Hsic(DEFAULT_CELLS, DEFAULT_SAMPLES, Baseline.constant(0), 1);
  }

  /**
   * Chooses the number of cells.
   *
   * @param newCells the number of rows and of columns, {@value #DEFAULT_CELLS} by default; limited
   *     by the image's size
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, or above 1,000
   */
  public Hsic withCells(int newCells) {
    return new Hsic(newCells, samples, baseline, seed);
  }

  /**
   * Chooses the number of masks.
   *
   * @param newSamples {@value #DEFAULT_SAMPLES} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, or above 20,000, because each mask is
   *     compared with every other one
   */
  public Hsic withSamples(int newSamples) {
    return new Hsic(cells, newSamples, baseline, seed);
  }

  /**
   * Chooses the values of hidden cells.
   *
   * @param newBaseline zero by default
   * @return a new method
   */
  public Hsic withBaseline(Baseline newBaseline) {
    return new Hsic(cells, samples, newBaseline, seed);
  }

  /**
   * Chooses the seed of the masks.
   *
   * @param newSeed 1 by default
   * @return a new method
   */
  public Hsic withSeed(long newSeed) {
    return new Hsic(cells, samples, baseline, newSeed);
  }

  /** {@return rows and columns of the coarse grid} */
  public int cells() {
    return cells;
  }

  /** {@return the number of masks} */
  public int samples() {
    return samples;
  }

  /** {@return the values of hidden cells} */
  public Baseline baseline() {
    return baseline;
  }

  /** {@return the seed of the masks} */
  public long seed() {
    return seed;
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    return (long) batch.sampleCount() * (1 + samples);
  }

  @Override
  public GraphForm graphForm() {
    return new GraphForm.None("draws its masks in Java");
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    Samples originals = Samples.of(passes, batch);
    Parts parts = Parts.of(originals, "HSIC", grid -> Parts.cells(Cells.of(cells, grid)));
    Scores scores = passes.scores(batch, targets);
    double[][] ofMasks = new double[originals.count()][samples];
    Variants.of(
            originals,
            samples,
            parts.blend(
                originals,
                parts.hidden(originals, baseline),
                variant -> shares(mask(seed, variant, parts.count()))))
        .score(
            passes,
            scores.chosen(targets),
            (sample, variant, score) -> ofMasks[sample][variant] = score);
    boolean[][] kept = new boolean[samples][];
    for (int i = 0; i < samples; i++) {
      kept[i] = mask(seed, i, parts.count());
    }
    double[][] dependence = new double[originals.count()][];
    for (int sample = 0; sample < dependence.length; sample++) {
      dependence[sample] = Dependence.of(kept, ofMasks[sample]);
    }
    return new GradientResult(
        parts.maps(dependence.length, (sample, part) -> dependence[sample][part]),
        scores.targets(),
        scores.values());
  }

  /** Which cells a mask keeps. */
  static boolean[] mask(long seed, int variant, int cells) {
    SplittableRandom random = Draws.of(seed, variant);
    boolean[] kept = new boolean[cells];
    for (int cell = 0; cell < cells; cell++) {
      kept[cell] = random.nextBoolean();
    }
    return kept;
  }

  private static float[] shares(boolean[] kept) {
    float[] shares = new float[kept.length];
    for (int cell = 0; cell < kept.length; cell++) {
      shares[cell] = kept[cell] ? 1 : 0;
    }
    return shares;
  }
}
