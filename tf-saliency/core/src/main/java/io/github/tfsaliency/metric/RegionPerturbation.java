package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.Value;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * How does the score change if squares of the picture are replaced in the order of their relevance,
 * the most relevant first (MoRF) or the least relevant first (LeRF)?
 *
 * <pre>
 *   relevance of a square = sum of the relevance of its pixels
 *   AOPC = mean over k = 0 ... L of f(x) - f(x after k squares)      {@link PerturbationCurve#aopc}
 *   ABPC = mean height of the LeRF curve - mean height of the MoRF curve          {@link #abpc}
 * </pre>
 *
 * <p>Higher is better for the AOPC of MoRF and for ABPC. Replacing any square changes the score,
 * wherever it lies. ABPC subtracts this effect: a map without information has an ABPC of about 0.
 * Squares do not overlap. Squares at the right and bottom edges may be cut off, and then sum over
 * fewer pixels. A vector of features is a picture of one row. Fractions of the curves count
 * squares.
 *
 * <p>Costs L + 1 forward passes for a curve, 2 (L + 1) for ABPC.
 *
 * <p>Source: Samek, Binder, Montavon, Lapuschkin and M&uuml;ller, <i>Evaluating the Visualization
 * of What a Deep Neural Network Has Learned</i>, IEEE Transactions on Neural Networks and Learning
 * Systems 2017, <a href="https://arxiv.org/abs/1509.06321">arXiv:1509.06321</a>. There squares of 9
 * x 9 pixels are replaced by uniform noise in 100 steps, and results are averaged over several
 * draws. Areas here follow the trapezoid rule.
 *
 * <p>Does not show detail within a square, or effects of several squares together. If the sign of a
 * map has no meaning, it has no least relevant squares: use {@link Pooling#SUM_ABSOLUTE}.
 *
 * @since 0.1.0
 */
public final class RegionPerturbation extends Value {
  private static final long serialVersionUID = 1;

  /** The default side of a square, in pixels. */
  public static final int DEFAULT_SIDE = 8;

  /** The default number of replaced squares. */
  public static final int DEFAULT_STEPS = 100;

  private final Baseline replacement;
  private final Pooling pooling;
  private final int side;
  private final int steps;
  private final int batchSize;
  private final Optional<FeatureGroups> groups;

  private RegionPerturbation(
      Baseline replacement,
      Pooling pooling,
      int side,
      int steps,
      int batchSize,
      Optional<FeatureGroups> groups) {
    checkArgument(side > 0, "The side of a square (%s) must be at least 1.", side);
    Removal.checkSteps(steps);
    Batches.checkSize(batchSize);
    this.replacement = requireNonNull(replacement, "replacement");
    this.pooling = requireNonNull(pooling, "pooling");
    this.side = side;
    this.steps = steps;
    this.batchSize = batchSize;
    this.groups = requireNonNull(groups, "groups");
  }

  /**
   * Region perturbation with default settings.
   *
   * @param replacement the replacement of a square
   * @return the metric
   */
  public static RegionPerturbation of(Baseline replacement) {
    return new RegionPerturbation(
        replacement,
        Pooling.SUM,
        DEFAULT_SIDE,
        DEFAULT_STEPS,
        Batches.DEFAULT_SIZE,
        Optional.empty());
  }

  /**
   * The same with another relevance of pixels.
   *
   * @param newPooling {@link Pooling#SUM} by default; {@link Pooling#SUM_ABSOLUTE} for maps whose
   *     sign has no meaning
   * @return the metric
   */
  public RegionPerturbation withPooling(Pooling newPooling) {
    return new RegionPerturbation(replacement, newPooling, side, steps, batchSize, groups);
  }

  /**
   * The same with squares of another size.
   *
   * @param newSide in pixels, at least 1; {@value #DEFAULT_SIDE} by default
   * @return the metric
   * @throws IllegalArgumentException if it is not positive
   */
  public RegionPerturbation withSide(int newSide) {
    return new RegionPerturbation(replacement, pooling, newSide, steps, batchSize, groups);
  }

  /**
   * The same with another number of steps.
   *
   * @param newSteps the number of squares that are replaced one by one, at least 1; all squares, if
   *     there are fewer; {@value #DEFAULT_STEPS} by default
   * @return the metric
   * @throws IllegalArgumentException if there are no steps
   */
  public RegionPerturbation withSteps(int newSteps) {
    return new RegionPerturbation(replacement, pooling, side, newSteps, batchSize, groups);
  }

  /**
   * The same with another batch size.
   *
   * @param newBatchSize how many samples are scored at once, at least 1; 16 by default. It does not
   *     change the result
   * @return the metric
   * @throws IllegalArgumentException if it is not positive
   */
  public RegionPerturbation withBatchSize(int newBatchSize) {
    return new RegionPerturbation(replacement, pooling, side, steps, newBatchSize, groups);
  }

  /**
   * The same with groups of features instead of squares. The features of a group are replaced
   * together, and the input may have any shape. The relevance of a group is the pooled relevance of
   * its values.
   *
   * @param newGroups the groups of the input; by default pixels are divided into squares
   * @return the metric
   */
  public RegionPerturbation withGroups(FeatureGroups newGroups) {
    return new RegionPerturbation(
        replacement, pooling, side, steps, batchSize, Optional.of(newGroups));
  }

  /**
   * Replaces the most relevant squares first.
   *
   * @param model scores the target that the map explains
   * @param input {@code [H, W, C]} or {@code [features]}, one sample as the model expects it
   * @param map the input's shape, or {@code [H, W, 1]} or {@code [H, W]}
   * @return the MoRF curve, which starts at the input
   * @throws IllegalArgumentException if shapes do not fit
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if the input, the map or a
   *     score has a NaN or an infinity
   */
  public PerturbationCurve mostRelevantFirst(
      ScoreFunction model, FloatNdArray input, Attribution map) {
    return curve(model, input, map, true);
  }

  /**
   * Replaces the least relevant squares first.
   *
   * @param model scores the target that the map explains
   * @param input {@code [H, W, C]} or {@code [features]}, one sample as the model expects it
   * @param map the input's shape, or {@code [H, W, 1]} or {@code [H, W]}
   * @return the LeRF curve, which starts at the input
   * @throws IllegalArgumentException if shapes do not fit
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if the input, the map or a
   *     score has a NaN or an infinity
   */
  public PerturbationCurve leastRelevantFirst(
      ScoreFunction model, FloatNdArray input, Attribution map) {
    return curve(model, input, map, false);
  }

  /**
   * The area between the perturbation curves: the mean of LeRF minus the mean of MoRF.
   *
   * @param model scores the target that the map explains
   * @param input {@code [H, W, C]} or {@code [features]}, one sample as the model expects it
   * @param map the input's shape, or {@code [H, W, 1]} or {@code [H, W]}
   * @return the area in units of the score; negative if the map is worse than a map without
   *     information
   * @throws IllegalArgumentException if shapes do not fit
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if the input, the map or a
   *     score has a NaN or an infinity
   */
  public double abpc(ScoreFunction model, FloatNdArray input, Attribution map) {
    return leastRelevantFirst(model, input, map).area()
        - mostRelevantFirst(model, input, map).area();
  }

  private PerturbationCurve curve(
      ScoreFunction model, FloatNdArray input, Attribution map, boolean mostFirst) {
    if (map.isChannelsFirst()) {
      return curve(
          model.withChannelsLast(),
          ChannelAxis.sampleToLast(input),
          map.withChannelsLast(),
          mostFirst);
    }
    if (groups.isPresent()) {
      GroupedSample grouped = new GroupedSample(input, groups.get());
      return curve(
          grouped.removal(model, replacement, batchSize),
          grouped.relevance(map.values(), pooling),
          mostFirst);
    }
    Sample sample = Sample.of(input);
    Regions squares = Regions.squares(sample, side);
    return curve(
        new Removal(model, sample, squares, replacement, batchSize),
        squares.sums(sample.relevance(map.values(), pooling)),
        mostFirst);
  }

  private PerturbationCurve curve(Removal removal, double[] relevance, boolean mostFirst) {
    return removal.removing(
        mostFirst ? Regions.placesFromLargest(relevance) : Regions.placesFromSmallest(relevance),
        IntStream.rangeClosed(0, Math.min(steps, relevance.length)).toArray());
  }
}
