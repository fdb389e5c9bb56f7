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
 * What happens when squares of the picture are replaced in the order of their relevance, the most
 * relevant first (MoRF) or the least relevant first (LeRF)?
 *
 * <pre>
 *   relevance of a square = sum of that of its pixels
 *   AOPC = mean over k = 0 ... L of f(x) - f(x after k squares)      {@link PerturbationCurve#aopc}
 *   ABPC = mean height of the LeRF curve - mean height of the MoRF curve          {@link #abpc}
 * </pre>
 *
 * <p>Higher is better for the AOPC of MoRF and for ABPC. ABPC takes away what any replaced square
 * does to the score wherever it lies, which a map without knowledge gets too: its ABPC is about 0.
 * Squares do not overlap; those at the right and bottom edges may be cut off, and sum over fewer
 * pixels. Features of a vector are a picture of one row. Fractions of the curves count squares.
 *
 * <p>Costs L + 1 forward passes for a curve, 2 (L + 1) for ABPC.
 *
 * <p>Source: Samek, Binder, Montavon, Lapuschkin and M&uuml;ller, <i>Evaluating the Visualization
 * of What a Deep Neural Network Has Learned</i>, IEEE Transactions on Neural Networks and Learning
 * Systems 2017, <a href="https://arxiv.org/abs/1509.06321">arXiv:1509.06321</a>. There squares of 9
 * x 9 pixels are replaced by uniform noise in 100 steps, and the mean is taken over several draws
 * of it. Areas here follow the trapezoid rule.
 *
 * <p>Does not show detail within a square, nor what squares do together. A map whose sign means
 * nothing has no least relevant end: take {@link Pooling#SUM_ABSOLUTE}.
 */
public final class RegionPerturbation extends Value {
  private static final long serialVersionUID = 1;

  /** The side of a square in pixels by default. */
  public static final int DEFAULT_SIDE = 8;

  /** How many squares are replaced by default. */
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
   * Region perturbation with the other settings as usual.
   *
   * @param replacement what takes the place of a square
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
   *     sign means nothing
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
   * @param newSteps how many squares are replaced one by one, at least 1, or all if there are not
   *     as many; {@value #DEFAULT_STEPS} by default
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
   * The same with groups of features in the place of squares, each replaced as a whole. The input
   * may be of any shape then. The relevance of a group is that of its values, pooled.
   *
   * @param newGroups of the input; without any, pixels are cut into squares
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
   * @param input {@code [H, W, C]} or {@code [features]}, one sample as the model takes it
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
   * @param input {@code [H, W, C]} or {@code [features]}, one sample as the model takes it
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
   * The area between the perturbation curves: LeRF's less MoRF's.
   *
   * @param model scores the target that the map explains
   * @param input {@code [H, W, C]} or {@code [features]}, one sample as the model takes it
   * @param map the input's shape, or {@code [H, W, 1]} or {@code [H, W]}
   * @return in units of the score; negative if the map is worse than none
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
