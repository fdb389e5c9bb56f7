package io.github.tfsaliency.concept;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Direction;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * The direction of a concept in a layer, learnt from examples that show the concept and examples
 * that do not.
 *
 * <pre>
 *   linear           w / |w|, where w and b minimise
 *                    sum_i log(1 + exp(-y_i (w z_i + b))) + |w|^2 / 2,   y_i = 1 or -1,
 *                    z_i = (a_i - mean of all a) / u,   u^2 = the mean of the channels' variances
 *   mean difference  d / |d|,   d = mean of the positive a - mean of the negative a
 * </pre>
 *
 * <p>An example is a layer's values, averaged over its positions: {@code Saliency.layerMeans}
 * computes them. LIBLINEAR computes the regression. Nothing is drawn at random, so equal examples
 * give equal vectors. Costs no forward pass.
 *
 * <p>Sources: Kim, Wattenberg, Gilmer, Cai, Wexler, Viégas and Sayres, <i>Interpretability Beyond
 * Feature Attribution: Quantitative Testing with Concept Activation Vectors</i>, ICML 2018, <a
 * href="https://arxiv.org/abs/1711.11279">arXiv:1711.11279</a>, section 3.2, for a linear
 * classifier; Brocki and Chung, <i>Concept Saliency Maps to Visualize Relevant Features in Deep
 * Generative Models</i>, ICMLA 2019, <a
 * href="https://arxiv.org/abs/1910.13140">arXiv:1910.13140</a>, for the difference of means. This
 * library defines the unit of the regression, so that its penalty does not depend on the scale of
 * the layer.
 *
 * <p>Does not show that the model uses the concept; {@link #tcav} tests this. Does not show that
 * the examples differ only in the concept: every other difference is in the vector, too. A high
 * {@link #accuracy} shows that the layer separates the two sides, but not why.
 *
 * @since 0.1.0
 */
public final class ConceptVector extends Value {
  private static final long serialVersionUID = 1;

  /** The number of folds of the examples; each fold is held out once. */
  public static final int FOLDS = 5;

  /** The number of random concepts that a concept is compared with. */
  public static final int RANDOM_CONCEPTS = 50;

  /** Of the length of the mean examples: less is rounding in single precision. */
  private static final double ROUNDING = 1e-6;

  private static final double UNIT = 1e-3;

  private final String layer;
  private final Fit fit;

  /** {@code [N, C]} in a row, as the next. */
  private final float[] positives;

  private final float[] negatives;

  /** {@code [C]}. */
  private final float[] vector;

  private ConceptVector(
      String layer, Fit fit, float[] positives, float[] negatives, float[] vector) {
    int channels = vector.length;
    checkArgument(!layer.isEmpty(), "The name of the concept's layer is empty.");
    checkArgument(
        channels > 0 && positives.length % channels == 0 && negatives.length % channels == 0,
        "The examples do not have %s channels.",
        channels);
    requireEnough("positive", positives.length / channels);
    requireEnough("negative", negatives.length / channels);
    requireFinite("positive", positives);
    requireFinite("negative", negatives);
    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    checkArgument(Math.abs(square - 1) < UNIT, "The vector of the concept is not of unit length.");
    this.layer = requireNonNull(layer, "layer");
    this.fit = requireNonNull(fit, "fit");
    this.positives = positives;
    this.negatives = negatives;
    this.vector = vector;
  }

  /**
   * Learns the normal of a logistic regression.
   *
   * @param layer the name of the examples' layer, as for {@link Target#direction}
   * @param positives {@code [N, C]}, at least {@value #FOLDS} examples of the concept, finite;
   *     copied
   * @param negatives {@code [M, C]}, at least {@value #FOLDS} examples without the concept, finite;
   *     copied
   * @return the vector, which points to the side of the positive examples
   * @throws IllegalArgumentException if there are too few examples, their shapes do not fit each
   *     other, a value is not finite, or both sides have the same mean, so that no direction leads
   *     from one to the other
   */
  public static ConceptVector linear(String layer, FloatNdArray positives, FloatNdArray negatives) {
    return of(requireNonNull(layer, "layer"), Fit.LINEAR, positives, negatives);
  }

  /**
   * Uses the difference of the means.
   *
   * @param layer as {@link #linear}
   * @param positives as {@link #linear}
   * @param negatives as {@link #linear}
   * @return as {@link #linear}
   * @throws IllegalArgumentException as {@link #linear}
   */
  public static ConceptVector meanDifference(
      String layer, FloatNdArray positives, FloatNdArray negatives) {
    return of(requireNonNull(layer, "layer"), Fit.MEAN_DIFFERENCE, positives, negatives);
  }

  private static ConceptVector of(
      String layer, Fit fit, FloatNdArray positives, FloatNdArray negatives) {
    requireNonNull(positives, "positives");
    requireNonNull(negatives, "negatives");
    float[] first = examples("positive", positives);
    float[] second = examples("negative", negatives);
    int channels = Math.toIntExact(positives.shape().get(1));
    checkArgument(
        negatives.shape().get(1) == channels,
        "The positive examples have %s channels and the negative ones %s, but all are of one"
            + " layer.",
        channels,
        negatives.shape().get(1));
    Sides sides = new Sides(rows(first, channels), rows(second, channels));
    requireApart(layer, sides);
    return new ConceptVector(layer, fit, first, second, fit.of(sides).direction());
  }

  private static float[] examples(String side, FloatNdArray given) {
    checkArgument(
        given.rank() == 2 && given.shape().get(1) > 0,
        "The %s examples have the shape %s, but must be [N, C]: one number for each channel.\n"
            + "Maybe average over the layer's positions, as Saliency.layerMeans does.",
        side,
        given.shape());
    requireEnough(side, given.shape().get(0));
    float[] values = new float[Math.toIntExact(given.size())];
    given.copyTo(DataBuffers.of(values, false, false));
    requireFinite(side, values);
    return values;
  }

  private static void requireEnough(String side, long count) {
    checkArgument(
        count >= FOLDS,
        "There are %s %s examples, but the accuracy is measured on %s folds, so each side needs at"
            + " least %s.\nMaybe add more of them.",
        count,
        side,
        FOLDS,
        FOLDS);
  }

  private static void requireFinite(String side, float[] values) {
    for (float value : values) {
      checkArgument(
          Float.isFinite(value),
          "A value of the %s examples is %s, but must be finite.",
          side,
          value);
    }
  }

  /** Where both means are the same, both vectors are zero. */
  private static void requireApart(String layer, Sides sides) {
    double[] first = Sides.mean(sides.positives());
    double[] second = Sides.mean(sides.negatives());
    double apart = 0;
    double length = 0;
    for (int i = 0; i < first.length; i++) {
      apart += (first[i] - second[i]) * (first[i] - second[i]);
      length += first[i] * first[i] + second[i] * second[i];
    }
    checkArgument(
        Math.sqrt(apart) > ROUNDING * Math.sqrt(length),
        "The positive and the negative examples have the same mean at the layer '%s', so no"
            + " direction leads from one side to the other.\n"
            + "Maybe both sides have the same examples, or the layer does not depend on them.",
        layer);
  }

  private static List<float[]> rows(float[] values, int channels) {
    List<float[]> rows = new ArrayList<>();
    for (int start = 0; start < values.length; start += channels) {
      float[] row = new float[channels];
      System.arraycopy(values, start, row, 0, channels);
      rows.add(row);
    }
    return rows;
  }

  private Sides sides() {
    return new Sides(rows(positives, vector.length), rows(negatives, vector.length));
  }

  /** {@return the name of the layer, as it was given} */
  public String layer() {
    return layer;
  }

  /** {@return the vector {@code [C]}, a copy: of unit length, pointing to the positive side} */
  public FloatNdArray vector() {
    return NdArrays.wrap(Shape.of(vector.length), DataBuffers.of(vector.clone(), false, false));
  }

  /**
   * The concept as a target: the dot product of the layer's mean with the vector.
   *
   * @return a target for every method
   */
  public Direction target() {
    return Target.direction(layer, vector());
  }

  /**
   * How well the layer separates the two sides: the fraction of examples on the correct side of a
   * plane that was fitted without them. Each example is held out once, in one of {@value #FOLDS}
   * folds. The examples of each side are spread evenly over the folds. For the difference of means
   * the plane lies half-way between the means.
   *
   * @param seed the seed of the folds; equal seeds give equal folds
   * @return from 0 to 1; if one side has more examples, compare it with that side's fraction of all
   *     examples
   */
  public double accuracy(long seed) {
    Sides shuffled = sides().shuffled(new Random(seed));
    int right = 0;
    for (int fold = 0; fold < FOLDS; fold++) {
      Hyperplane plane = fit.of(shuffled.fold(fold, FOLDS, false));
      right += shuffled.fold(fold, FOLDS, true).right(plane);
    }
    return (double) right / shuffled.all().size();
  }

  /**
   * Starts a test whether a class depends on the concept. {@value #RANDOM_CONCEPTS} random concepts
   * are learnt in the same way, each from all examples, split at random into two sides of the same
   * sizes.
   *
   * @param seed the seed of the splits; equal seeds give equal splits
   * @return a test without inputs
   */
  public Tcav tcav(long seed) {
    Sides sides = sides();
    Random random = new Random(seed);
    float[] vectors = new float[(1 + RANDOM_CONCEPTS) * vector.length];
    System.arraycopy(vector, 0, vectors, 0, vector.length);
    for (int i = 1; i <= RANDOM_CONCEPTS; i++) {
      float[] other = fit.of(sides.split(random)).direction();
      System.arraycopy(other, 0, vectors, i * vector.length, vector.length);
    }
    return Tcav.of(layer, vectors, vector.length);
  }

  @Override
  public String toString() {
    return Message.of(
        "the concept of %s positive and %s negative examples at the layer '%s'",
        positives.length / vector.length, negatives.length / vector.length, layer);
  }
}
