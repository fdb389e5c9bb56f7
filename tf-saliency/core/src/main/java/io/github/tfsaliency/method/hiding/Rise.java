package io.github.tfsaliency.method.hiding;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.message.Limits;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.sampling.PixelGrid;
import io.github.tfsaliency.sampling.Rounds;
import io.github.tfsaliency.sampling.Samples;
import io.github.tfsaliency.sampling.Variants;
import java.util.Optional;

/**
 * RISE: the mean score of images with random hidden parts, over the images in which the pixel is
 * visible. Needs no gradient.
 *
 * <pre>A = sum over i of S(m_i x + (1 - m_i) x0) m_i / sum over i of m_i</pre>
 *
 * <p>Each mask m is a coarse grid of cells, each randomly kept or hidden. The grid is enlarged
 * bilinearly to one cell more than the image's size, and cropped at a random position. The paper
 * divides by the number of masks times the probability that a cell is kept, which is the expected
 * sum of the masks. Dividing by the sum itself makes the map a mean of scores at every pixel. It
 * avoids the noise of how often a pixel was kept, and the bias at the border.
 *
 * <p>The {@linkplain io.github.tfsaliency.attribution.Attribution#standardErrors() standard error}
 * is the linearized error of a ratio of two sums (Cochran, <i>Sampling Techniques</i>, 1977, 6.3):
 *
 * <pre>sqrt(n / (n - 1) sum over i of m_i^2 (S_i - A)^2) / sum over i of m_i</pre>
 *
 * <p>The map has one value for each pixel: for {@code [N, H, W, C]} it is {@code [N, H, W, 1]}. A
 * sequence {@code [N, L, C]} is an image of one row. The features of {@code [N, F]} have no
 * neighbours and are hidden one by one. Values of maps lie between the smallest and the largest
 * score, so zero has no special meaning: compare pixels with each other. Cost: {@value
 * #DEFAULT_SAMPLES} forward passes; the map's noise decreases with the square root of their number.
 * Does not show details smaller than a cell, effects of hiding several parts together, or values
 * near the baseline.
 *
 * <p>Source: Petsiuk, Das, Saenko, <i>RISE: Randomized Input Sampling for Explanation of Black-box
 * Models</i>, BMVC 2018, equations 5 and 6; the masks as in the authors' code.
 *
 * @since 0.1.0
 */
public final class Rise extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  /** The default number of masks. */
  public static final int DEFAULT_SAMPLES = 2000;

  /** The default number of rows and columns of the grid, as in the paper. */
  public static final int DEFAULT_CELLS = 7;

  /** The default probability that a cell is kept, as in the paper. */
  public static final double DEFAULT_KEEP = 0.5;

  private final int samples;
  private final int cells;
  private final double keep;
  private final Baseline baseline;
  private final long seed;
  private final Optional<Double> tolerance;

  private Rise(
      int samples,
      int cells,
      double keep,
      Baseline baseline,
      long seed,
      Optional<Double> tolerance) {
    checkArgument(samples > 0, "The number of masks (%s) must be positive.", samples);
    Limits.requireAtMost("number of masks", samples, Limits.SAMPLES);
    checkArgument(cells > 0, "The number of cells (%s) must be positive.", cells);
    Limits.requireAtMost("number of cells", cells, Limits.CELLS);
    checkArgument(
        keep > 0 && keep < 1,
        "The probability to keep a cell (%s) must lie between 0 and 1.\n"
            + "Maybe use 0.5, as in the paper.",
        keep);
    this.samples = samples;
    this.cells = cells;
    this.keep = keep;
    this.baseline = requireNonNull(baseline, "baseline");
    this.seed = seed;
    this.tolerance = Rounds.requireTolerance(tolerance);
  }

  /**
   * {@value #DEFAULT_SAMPLES} masks of {@value #DEFAULT_CELLS} x {@value #DEFAULT_CELLS} cells,
   * half of them hidden by zero.
   *
   * @return the method
   */
  public static Rise of() {
    return new Rise(
        DEFAULT_SAMPLES, DEFAULT_CELLS, DEFAULT_KEEP, Baseline.constant(0), 1, Optional.empty());
  }

  /**
   * Chooses the number of masks, at most with a tolerance.
   *
   * @param newSamples {@value #DEFAULT_SAMPLES} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, or above 1,000,000
   */
  public Rise withSamples(int newSamples) {
    return new Rise(newSamples, cells, keep, baseline, seed, tolerance);
  }

  /**
   * Chooses the number of cells.
   *
   * @param newCells rows and columns, {@value #DEFAULT_CELLS} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, or above 1,000
   */
  public Rise withCells(int newCells) {
    return new Rise(samples, newCells, keep, baseline, seed, tolerance);
  }

  /**
   * Chooses the kept fraction of the image.
   *
   * @param newKeep the probability that a cell is kept, {@value #DEFAULT_KEEP} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not between 0 and 1
   */
  public Rise withKeep(double newKeep) {
    return new Rise(samples, cells, newKeep, baseline, seed, tolerance);
  }

  /**
   * Chooses the values of hidden pixels.
   *
   * @param newBaseline zero by default
   * @return a new method
   */
  public Rise withBaseline(Baseline newBaseline) {
    return new Rise(samples, cells, keep, newBaseline, seed, tolerance);
  }

  /**
   * Chooses the seed of the masks.
   *
   * @param newSeed 1 by default
   * @return a new method
   */
  public Rise withSeed(long newSeed) {
    return new Rise(samples, cells, keep, baseline, newSeed, tolerance);
  }

  /**
   * Stops drawing masks when the root mean square of the standard errors is at most a fraction of
   * the map's root mean square. The map has the size of the scores. This is checked after every
   * {@value Rounds#SIZE} masks, for each sample separately. If all masks are not enough, the map
   * has a warning.
   *
   * @param newTolerance as a fraction of the map; none by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public Rise withTolerance(double newTolerance) {
    return new Rise(samples, cells, keep, baseline, seed, Optional.of(newTolerance));
  }

  /** {@return the number of masks} */
  public int samples() {
    return samples;
  }

  /** {@return rows and columns of the coarse grid} */
  public int cells() {
    return cells;
  }

  /** {@return the probability that a cell is kept} */
  public double keep() {
    return keep;
  }

  /** {@return the values of hidden pixels} */
  public Baseline baseline() {
    return baseline;
  }

  /** {@return the seed of the masks} */
  public long seed() {
    return seed;
  }

  /**
   * {@return the largest standard errors, as a fraction of the map; empty for a fixed number of
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
    return new GraphForm.None("draws its masks in Java");
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    Samples originals = Samples.of(passes, batch);
    Parts parts = Parts.of(originals, "RISE", Parts::pixels);
    Scores scores = passes.scores(batch, targets);
    RiseMasks masks =
        batch.groups().isPresent()
            ? RiseMasks.ofGroups(keep, seed, parts.count())
            : RiseMasks.of(cells, keep, seed, PixelGrid.of(originals, "RISE"));
    Variants variants =
        Variants.of(
            originals,
            samples,
            parts.blend(originals, parts.hidden(originals, baseline), masks::mask));
    ResolvedTargets chosen = scores.chosen(targets);
    WeightedMeans means = new WeightedMeans(scores.values().toArray(), parts.count());
    Rounds.Drawn drawn =
        Rounds.of(samples, tolerance)
            .run(
                originals.count(),
                range ->
                    variants
                        .in(range)
                        .score(
                            passes,
                            chosen,
                            (sample, variant, score) ->
                                means.add(sample, masks.mask(variant), score)),
                means::relativeError);
    requireKept(means, drawn.samples(), parts);
    ImmutableLongArray counts = drawn.samples();
    return new GradientResult(
        parts.maps(originals.count(), means::mean),
        scores.targets(),
        scores.values(),
        Optional.empty(),
        drawn.sampling(
            parts.maps(
                originals.count(),
                (sample, part) -> means.standardError(sample, part, (int) counts.get(sample)))));
  }

  private static void requireKept(WeightedMeans means, ImmutableLongArray drawn, Parts parts) {
    for (int sample = 0; sample < drawn.length(); sample++) {
      for (int part = 0; part < parts.count(); part++) {
        if (!means.isKnown(sample, part)) {
          throw new SaliencyException(
              Message.of(
                  "None of the %s masks keeps %s.\nMaybe use more of them, or keep more.",
                  drawn.get(sample), parts.name(part)));
        }
      }
    }
  }
}
