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
 * Do the attributions of n pixels sum to the drop of the score after their removal? Over random
 * subsets S of n pixels,
 *
 * <pre>
 *   sensitivity-n = Pearson correlation of sum over S of A_i and f(x) - f(x with S replaced)
 * </pre>
 *
 * <p>Higher is better, at most 1. For a linear model, the map of weights times the difference from
 * the replacement has 1 for every n. All channels of a pixel are removed together; their
 * attributions are summed with their signs.
 *
 * <p>Costs one forward pass for each subset, plus one.
 *
 * <p>Source: Ancona, Ceolini, &Ouml;ztireli and Gross, <i>Towards Better Understanding of
 * Gradient-based Attribution Methods for Deep Neural Networks</i>, ICLR 2018, the definition, <a
 * href="https://arxiv.org/abs/1711.06104">arXiv:1711.06104</a>. There n runs from 1 to 80% of the
 * features and zero is the replacement.
 *
 * <p>Does not show errors of scale: a map that is twice as large has the same correlation. A few
 * pixels of a photograph change nothing, and then the correlation only measures rounding errors;
 * report several n. It cannot be perfect for all n if the model is not linear.
 *
 * @since 0.1.0
 */
public final class SensitivityN extends Value {
  private static final long serialVersionUID = 1;

  /** The default number of random subsets. */
  public static final int DEFAULT_SUBSETS = 100;

  private final int n;
  private final Baseline replacement;
  private final int subsets;
  private final long seed;
  private final int batchSize;
  private final Optional<FeatureGroups> groups;

  private SensitivityN(
      int n,
      Baseline replacement,
      int subsets,
      long seed,
      int batchSize,
      Optional<FeatureGroups> groups) {
    this.replacement = requireNonNull(replacement, "replacement");
    checkArgument(n > 0, "The number of pixels in a subset (%s) must be at least 1.", n);
    RandomSubsets.checkCount(subsets);
    Batches.checkSize(batchSize);
    this.n = n;
    this.subsets = subsets;
    this.seed = seed;
    this.batchSize = batchSize;
    this.groups = requireNonNull(groups, "groups");
  }

  /**
   * Sensitivity-n with default settings.
   *
   * @param n the number of pixels that are removed together, at least 1
   * @param replacement the replacement of a pixel
   * @return the metric
   * @throws IllegalArgumentException if n is not positive
   */
  public static SensitivityN of(int n, Baseline replacement) {
    return new SensitivityN(
        n, replacement, DEFAULT_SUBSETS, 0, Batches.DEFAULT_SIZE, Optional.empty());
  }

  /**
   * The same with another number of subsets.
   *
   * @param newSubsets at least 2; {@value #DEFAULT_SUBSETS} by default
   * @return the metric
   * @throws IllegalArgumentException if there are fewer than 2, or more than 1,000,000
   */
  public SensitivityN withSubsets(int newSubsets) {
    return new SensitivityN(n, replacement, newSubsets, seed, batchSize, groups);
  }

  /**
   * The same with other random subsets.
   *
   * @param newSeed equal seeds give equal subsets; 0 by default
   * @return the metric
   */
  public SensitivityN withSeed(long newSeed) {
    return new SensitivityN(n, replacement, subsets, newSeed, batchSize, groups);
  }

  /**
   * The same with another batch size.
   *
   * @param newBatchSize how many samples are scored at once, at least 1; 16 by default. It does not
   *     change the result
   * @return the metric
   * @throws IllegalArgumentException if it is not positive
   */
  public SensitivityN withBatchSize(int newBatchSize) {
    return new SensitivityN(n, replacement, subsets, seed, newBatchSize, groups);
  }

  /**
   * The same with subsets of n groups of features instead of n pixels. The features of a group are
   * removed together, and the input may have any shape.
   *
   * @param newGroups the groups of the input; by default each pixel is a group
   * @return the metric
   */
  public SensitivityN withGroups(FeatureGroups newGroups) {
    return new SensitivityN(n, replacement, subsets, seed, batchSize, Optional.of(newGroups));
  }

  /**
   * Compares a map with the drops of the score after removals.
   *
   * @param model scores the target that the map explains
   * @param input {@code [H, W, C]} or {@code [features]}, one sample as the model expects it
   * @param map the input's shape, or {@code [H, W, 1]} or {@code [H, W]}
   * @return from -1 to 1; NaN if all sums or all drops are equal, which is always so if n is the
   *     number of pixels
   * @throws IllegalArgumentException if shapes do not fit, or there are fewer than n pixels
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
      checkArgument(
          n <= grouped.count(),
          "A subset of %s groups cannot be drawn from %s.",
          n,
          grouped.count());
      return grouped
          .removal(model, replacement, batchSize)
          .correlationOfRegions(
              new RandomSubsets(grouped.count(), n, subsets, seed),
              grouped.relevance(map.values(), Pooling.SUM),
              Correlation.PEARSON);
    }
    Sample sample = Sample.of(input);
    checkArgument(
        n <= sample.pixelCount(),
        "A subset of %s pixels cannot be drawn from an input of %s.",
        n,
        sample.pixelCount());
    return over(
        new RandomSubsets(sample.pixelCount(), n, subsets, seed), model, sample, map.values());
  }

  /** The correlation over given subsets of the pixels. */
  double over(Subsets chosen, ScoreFunction model, Sample sample, FloatNdArray map) {
    return new Removal(model, sample, Regions.pixels(sample), replacement, batchSize)
        .correlation(chosen, sample.relevance(map, Pooling.SUM), Correlation.PEARSON);
  }
}
