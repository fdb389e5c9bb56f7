package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.Value;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Does the map show which parts of the picture matter, on a coarse grid? Over random subsets S of
 * the cells of a grid,
 *
 * <pre>
 *   mu-fidelity = correlation of sum over S of A_i and f(x) - f(x with S replaced)
 * </pre>
 *
 * <p>Higher is better, at most 1. It is like {@link SensitivityN}, with cells instead of single
 * pixels: removing a cell changes the score enough to be measured. The grid has the same number of
 * cells in both directions, at most one per pixel. A vector of features is a picture of one row.
 * Each subset has the same number of cells: the number closest to the chosen fraction, at least 1.
 * Channels are summed with their signs.
 *
 * <p>Costs one forward pass for each subset, plus one.
 *
 * <p>Source: Bhatt, Weller and Moura, <i>Evaluating and Aggregating Feature-based Model
 * Explanations</i>, IJCAI 2020, the definition of faithfulness, <a
 * href="https://arxiv.org/abs/2005.00631">arXiv:2005.00631</a>, with Pearson's correlation. Grid
 * and fraction are the defaults of Xplique's MuFidelity, which uses Spearman's correlation and
 * draws each cell independently.
 *
 * <p>Does not show errors of scale, or detail within a cell.
 *
 * @since 0.1.0
 */
public final class MuFidelity extends Value {
  private static final long serialVersionUID = 1;

  /** The default number of cells of the grid in each direction. */
  public static final int DEFAULT_GRID = 9;

  /** The default fraction of the cells in a subset. */
  public static final double DEFAULT_SHARE = 0.2;

  /** The default number of random subsets. */
  public static final int DEFAULT_SUBSETS = 200;

  private final Baseline replacement;
  private final int grid;
  private final double share;
  private final Correlation correlation;
  private final int subsets;
  private final long seed;
  private final int batchSize;
  private final Optional<FeatureGroups> groups;

  private MuFidelity(
      Baseline replacement,
      int grid,
      double share,
      Correlation correlation,
      int subsets,
      long seed,
      int batchSize,
      Optional<FeatureGroups> groups) {
    checkArgument(grid > 0, "The grid (%s) must have at least 1 cell in each direction.", grid);
    checkArgument(
        share > 0 && share < 1,
        "The fraction of the cells in a subset (%s) must lie between 0 and 1.\n"
            + "Maybe divide percent by 100.",
        share);
    RandomSubsets.checkCount(subsets);
    Batches.checkSize(batchSize);
    this.replacement = requireNonNull(replacement, "replacement");
    this.grid = grid;
    this.share = share;
    this.correlation = requireNonNull(correlation, "correlation");
    this.subsets = subsets;
    this.seed = seed;
    this.batchSize = batchSize;
    this.groups = requireNonNull(groups, "groups");
  }

  /**
   * Mu-fidelity with default settings.
   *
   * @param replacement the replacement of a cell
   * @return the metric
   */
  public static MuFidelity of(Baseline replacement) {
    return new MuFidelity(
        replacement,
        DEFAULT_GRID,
        DEFAULT_SHARE,
        Correlation.PEARSON,
        DEFAULT_SUBSETS,
        0,
        Batches.DEFAULT_SIZE,
        Optional.empty());
  }

  /**
   * The same with another grid.
   *
   * @param newGrid the number of cells in each direction, at least 1; {@value #DEFAULT_GRID} by
   *     default
   * @return the metric
   * @throws IllegalArgumentException if it is not positive
   */
  public MuFidelity withGrid(int newGrid) {
    return new MuFidelity(
        replacement, newGrid, share, correlation, subsets, seed, batchSize, groups);
  }

  /**
   * The same with larger or smaller subsets.
   *
   * @param newShare the fraction of the cells in a subset, above 0 and below 1; {@value
   *     #DEFAULT_SHARE} by default
   * @return the metric
   * @throws IllegalArgumentException if it is out of range
   */
  public MuFidelity withShare(double newShare) {
    return new MuFidelity(
        replacement, grid, newShare, correlation, subsets, seed, batchSize, groups);
  }

  /**
   * The same with another correlation.
   *
   * @param newCorrelation the correlation of relevance and drops; {@link Correlation#PEARSON} by
   *     default
   * @return the metric
   */
  public MuFidelity withCorrelation(Correlation newCorrelation) {
    return new MuFidelity(
        replacement, grid, share, newCorrelation, subsets, seed, batchSize, groups);
  }

  /**
   * The same with another number of subsets.
   *
   * @param newSubsets at least 2; {@value #DEFAULT_SUBSETS} by default
   * @return the metric
   * @throws IllegalArgumentException if there are fewer than 2, or more than 1,000,000
   */
  public MuFidelity withSubsets(int newSubsets) {
    return new MuFidelity(
        replacement, grid, share, correlation, newSubsets, seed, batchSize, groups);
  }

  /**
   * The same with other random subsets.
   *
   * @param newSeed equal seeds give equal subsets; 0 by default
   * @return the metric
   */
  public MuFidelity withSeed(long newSeed) {
    return new MuFidelity(
        replacement, grid, share, correlation, subsets, newSeed, batchSize, groups);
  }

  /**
   * The same with another batch size.
   *
   * @param newBatchSize how many samples are scored at once, at least 1; 16 by default. It does not
   *     change the result
   * @return the metric
   * @throws IllegalArgumentException if it is not positive
   */
  public MuFidelity withBatchSize(int newBatchSize) {
    return new MuFidelity(
        replacement, grid, share, correlation, subsets, seed, newBatchSize, groups);
  }

  /**
   * The same with groups of features instead of cells. The features of a group are replaced
   * together, and the input may have any shape.
   *
   * @param newGroups the groups of the input; by default pixels are divided into cells
   * @return the metric
   */
  public MuFidelity withGroups(FeatureGroups newGroups) {
    return new MuFidelity(
        replacement, grid, share, correlation, subsets, seed, batchSize, Optional.of(newGroups));
  }

  /**
   * Compares a map with the drops of the score after removals.
   *
   * @param model scores the target that the map explains
   * @param input {@code [H, W, C]} or {@code [features]}, one sample as the model expects it
   * @param map the input's shape, or {@code [H, W, 1]} or {@code [H, W]}
   * @return from -1 to 1; NaN if all sums or all drops are equal
   * @throws IllegalArgumentException if shapes do not fit
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if the input, the map or a
   *     score has a NaN or an infinity
   */
  public double measure(ScoreFunction model, FloatNdArray input, Attribution map) {
    if (map.isChannelsFirst()) {
      return measure(
          model.withChannelsLast(), ChannelAxis.sampleToLast(input), map.withChannelsLast());
    }
    if (groups.isPresent()) {
      GroupedSample grouped = new GroupedSample(input, groups.get());
      return grouped
          .removal(model, replacement, batchSize)
          .correlationOfRegions(
              subsetsOf(grouped.count()),
              grouped.relevance(map.values(), Pooling.SUM),
              correlation);
    }
    Sample sample = Sample.of(input);
    return over(subsetsOf(cells(sample).count()), model, sample, map.values());
  }

  private Subsets subsetsOf(int cells) {
    int size = (int) Math.max(1, Math.round(share * cells));
    return new RandomSubsets(cells, size, subsets, seed);
  }

  Regions cells(Sample sample) {
    return Regions.grid(sample, grid);
  }

  /** The correlation over given subsets of the cells. */
  double over(Subsets chosen, ScoreFunction model, Sample sample, FloatNdArray map) {
    return new Removal(model, sample, cells(sample), replacement, batchSize)
        .correlation(chosen, sample.relevance(map, Pooling.SUM), correlation);
  }
}
