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
import io.github.tfsaliency.sampling.Rounds;
import io.github.tfsaliency.sampling.Samples;
import io.github.tfsaliency.sampling.Variants;
import java.util.Map;
import java.util.Optional;

/**
 * Total Sobol indices: the fraction of the score's variance that comes from the visibility of a
 * cell, alone or together with other cells. Needs no gradient.
 *
 * <pre>A_i = E[(S(m x + (1 - m) x0) - S(m' x + (1 - m') x0))^2] / (2 Var S(m x + (1 - m) x0))</pre>
 *
 * with m uniform in [0, 1], one number for each cell, and m' equal to m, except for cell i, which
 * is drawn again. This is Jansen's estimate. The variance is computed over the masks m, with the
 * divisor n - 1. The authors use a low-discrepancy sequence; the masks here are independent. So the
 * {@linkplain io.github.tfsaliency.attribution.Attribution#standardErrors() standard error} of an
 * index can be estimated: the linearized error of a ratio of two means over the designs.
 *
 * <p>Each pixel of the map {@code [N, H, W, 1]} has the index of its cell. Indices are not
 * negative. They sum to 1 for a score that is a sum over cells, and to more if cells interact. If
 * no mask changes the score, all indices are 0. A sequence {@code [N, L, C]} is an image of one
 * row; each feature of {@code [N, F]} is a cell. Cost: 1 forward pass, and for each of {@value
 * #DEFAULT_DESIGNS} designs one more than the number of cells. Does not show whether a cell is
 * evidence for or against the target, details smaller than a cell, or values near the baseline.
 *
 * <p>Sources: Fel, Cad&egrave;ne, Chalvidal, Cord, Vigouroux, Serre, <i>Look at the Variance!
 * Efficient Black-box Explanations with Sobol-based Sensitivity Analysis</i>, NeurIPS 2021; Jansen,
 * <i>Analysis of variance designs for model output</i>, Computer Physics Communications 1999.
 *
 * @since 0.1.0
 */
public final class Sobol extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  /** The default number of rows and columns of the grid, as in the authors' package. */
  public static final int DEFAULT_CELLS = 8;

  /** The default number of designs, as in the authors' package. */
  public static final int DEFAULT_DESIGNS = 32;

  private final int cells;
  private final int designs;
  private final Baseline baseline;
  private final long seed;
  private final Optional<Double> tolerance;

  private Sobol(int cells, int designs, Baseline baseline, long seed, Optional<Double> tolerance) {
    checkArgument(cells > 0, "The number of cells (%s) must be positive.", cells);
    Limits.requireAtMost("number of cells", cells, Limits.CELLS);
    checkArgument(
        designs > 1,
        "The number of designs (%s) must be at least 2, because their scores need a variance.",
        designs);
    Limits.requireAtMost("number of designs", designs, Limits.SAMPLES);
    this.cells = cells;
    this.designs = designs;
    this.baseline = requireNonNull(baseline, "baseline");
    this.seed = seed;
    this.tolerance = Rounds.requireTolerance(tolerance);
  }

  /**
   * {@value #DEFAULT_DESIGNS} designs of {@value #DEFAULT_CELLS} x {@value #DEFAULT_CELLS} cells,
   * hidden by zero.
   *
   * @return the method
   */
  public static Sobol of() {
    return new Sobol(DEFAULT_CELLS, DEFAULT_DESIGNS, Baseline.constant(0), 1, Optional.empty());
  }

  /**
   * Chooses the number of cells.
   *
   * @param newCells the number of rows and of columns, {@value #DEFAULT_CELLS} by default; limited
   *     by the image's size
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, or above 1,000
   */
  public Sobol withCells(int newCells) {
    return new Sobol(newCells, designs, baseline, seed, tolerance);
  }

  /**
   * Chooses the number of designs, at most with a tolerance.
   *
   * @param newDesigns {@value #DEFAULT_DESIGNS} by default
   * @return a new method
   * @throws IllegalArgumentException if it is less than 2, or above 1,000,000
   */
  public Sobol withDesigns(int newDesigns) {
    return new Sobol(cells, newDesigns, baseline, seed, tolerance);
  }

  /**
   * Chooses the values of hidden cells.
   *
   * @param newBaseline zero by default
   * @return a new method
   */
  public Sobol withBaseline(Baseline newBaseline) {
    return new Sobol(cells, designs, newBaseline, seed, tolerance);
  }

  /**
   * Chooses the seed of the masks.
   *
   * @param newSeed 1 by default
   * @return a new method
   */
  public Sobol withSeed(long newSeed) {
    return new Sobol(cells, designs, baseline, newSeed, tolerance);
  }

  /**
   * Stops drawing designs when the root mean square of the cells' standard errors is at most a
   * fraction of their indices' root mean square. This is checked after every {@value Rounds#SIZE}
   * designs, for each sample separately. If all designs are not enough, the map has a warning.
   *
   * @param newTolerance as a fraction of the indices; none by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public Sobol withTolerance(double newTolerance) {
    return new Sobol(cells, designs, baseline, seed, Optional.of(newTolerance));
  }

  /** {@return rows and columns of the coarse grid} */
  public int cells() {
    return cells;
  }

  /** {@return the largest number of designs} */
  public int designs() {
    return designs;
  }

  /** {@return the values of hidden cells} */
  public Baseline baseline() {
    return baseline;
  }

  /** {@return the seed of the masks} */
  public long seed() {
    return seed;
  }

  /**
   * {@return the largest standard errors, as a fraction of the indices; empty for a fixed number of
   * draws}
   */
  public Optional<Double> tolerance() {
    return tolerance;
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    return batch.sampleCount() * (1 + designs * (1L + parts(Samples.of(passes, batch)).count()));
  }

  private Parts parts(Samples samples) {
    return Parts.of(samples, "Sobol", grid -> Parts.cells(Cells.of(cells, grid)));
  }

  @Override
  public GraphForm graphForm() {
    return new GraphForm.None("draws its masks in Java");
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    Samples originals = Samples.of(passes, batch);
    Parts parts = parts(originals);
    Scores scores = passes.scores(batch, targets);
    ResolvedTargets chosen = scores.chosen(targets);
    Map<String, float[]> hidden = parts.hidden(originals, baseline);
    SobolIndices[] indices = new SobolIndices[originals.count()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = new SobolIndices(parts.count(), scores.values().get(i));
    }
    Rounds.Drawn drawn =
        Rounds.of(designs, tolerance)
            .run(
                originals.count(),
                range ->
                    range
                        .rounds()
                        .forEach(
                            round -> {
                              double[][] ofRound =
                                  scores(passes, originals, parts, chosen, hidden, round);
                              round
                                  .samples()
                                  .forEach(sample -> indices[sample].add(ofRound[sample]));
                            }),
                (sample, count) -> indices[sample].relativeError());
    return new GradientResult(
        parts.maps(indices.length, (sample, part) -> indices[sample].index(part)),
        scores.targets(),
        scores.values(),
        Optional.empty(),
        drawn.sampling(
            parts.maps(indices.length, (sample, part) -> indices[sample].standardError(part))));
  }

  /** Of some designs, one after the other. */
  private double[][] scores(
      Passes passes,
      Samples originals,
      Parts parts,
      ResolvedTargets chosen,
      Map<String, float[]> hidden,
      Rounds.Range round) {
    int each = 1 + parts.count();
    int count = round.count() * each;
    double[][] scores = new double[originals.count()][count];
    Variants.of(
            originals,
            count,
            parts.blend(
                originals,
                hidden,
                variant ->
                    SobolDesign.of(seed, round.from() + variant / each, parts.count())
                        .mask(variant % each)))
        .in(new Rounds.Range(round.samples(), 0, count))
        .score(passes, chosen, (sample, variant, score) -> scores[sample][variant] = score);
    return scores;
  }
}
