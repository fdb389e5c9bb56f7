package io.github.tfsaliency.metric;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.Value;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Does the map, used as a linear model, predict how the score responds to changes of the input?
 * Over perturbations I of the input x,
 *
 * <pre>
 *   infidelity = E[(I . A - (f(x) - f(x - I)))^2]
 * </pre>
 *
 * <p>Lower is better. The minimum is 0, for example for the gradient of a linear model. The
 * normalized infidelity first scales the map by the best factor, so that methods with different
 * scales can be compared:
 *
 * <pre>
 *   beta = E[(I . A) (f(x) - f(x - I))] / E[(I . A)^2]
 *   infidelity = E[(beta I . A - (f(x) - f(x - I)))^2]
 * </pre>
 *
 * <p>The map is a slope, in units of the score per unit of the input. A map that the method has
 * multiplied by the input, such as gradient x input or LRP, is not a slope. For such maps use
 * {@link #withMultipliedMap}: it divides the perturbation by the input, element by element (by 1 if
 * the input is 0).
 *
 * <p>Costs one forward pass for each perturbation, plus one.
 *
 * <p>Source: Yeh, Hsieh, Suggala, Inouye and Ravikumar, <i>On the (In)fidelity and Sensitivity of
 * Explanations</i>, NeurIPS 2019, definition 2.1, <a
 * href="https://arxiv.org/abs/1901.09392">arXiv:1901.09392</a>; normalized and multiplied as in
 * Captum's {@code infidelity}.
 *
 * <p>Shows nothing about perturbations that were not tried: noise favours gradients, squares favour
 * smooth maps. Without normalization it grows with the square of the score.
 *
 * @since 0.1.0
 */
public final class Infidelity extends Value {
  private static final long serialVersionUID = 1;

  private final Perturbations perturbations;
  private final boolean normalized;
  private final boolean multipliedMap;
  private final int batchSize;

  private Infidelity(
      Perturbations perturbations, boolean normalized, boolean multipliedMap, int batchSize) {
    Batches.checkSize(batchSize);
    this.perturbations = requireNonNull(perturbations, "perturbations");
    this.normalized = normalized;
    this.multipliedMap = multipliedMap;
    this.batchSize = batchSize;
  }

  /**
   * Infidelity with default settings.
   *
   * @param perturbations the perturbations that are subtracted from the input, such as {@link
   *     Perturbations#gaussian} or {@link Perturbations#squares}
   * @return the metric
   */
  public static Infidelity of(Perturbations perturbations) {
    return new Infidelity(perturbations, false, false, Batches.DEFAULT_SIZE);
  }

  /**
   * The same under given perturbations.
   *
   * @param newPerturbations {@code [n, ...]}, each of the input's shape, finite; copied
   * @return the metric
   * @throws IllegalArgumentException if there are none
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if a value is not finite
   */
  public Infidelity withPerturbations(FloatNdArray newPerturbations) {
    return new Infidelity(
        Perturbations.given(newPerturbations), normalized, multipliedMap, batchSize);
  }

  /**
   * The same with or without the best scale of the map.
   *
   * @param newNormalized whether the map is scaled first; false by default
   * @return the metric
   */
  public Infidelity withNormalized(boolean newNormalized) {
    return new Infidelity(perturbations, newNormalized, multipliedMap, batchSize);
  }

  /**
   * The same for maps that the method has multiplied by the input, or not.
   *
   * @param newMultipliedMap whether the method multiplied by the input; false by default
   * @return the metric
   */
  public Infidelity withMultipliedMap(boolean newMultipliedMap) {
    return new Infidelity(perturbations, normalized, newMultipliedMap, batchSize);
  }

  /**
   * The same with another batch size.
   *
   * @param newBatchSize how many samples are scored at once, at least 1; 16 by default. It does not
   *     change the result
   * @return the metric
   * @throws IllegalArgumentException if it is not positive
   */
  public Infidelity withBatchSize(int newBatchSize) {
    return new Infidelity(perturbations, normalized, multipliedMap, newBatchSize);
  }

  /**
   * Compares a map with the score's responses.
   *
   * @param model scores the target that the map explains
   * @param input {@code [H, W, C]} or {@code [features]}, one sample as the model expects it
   * @param map the input's shape; of one channel also {@code [H, W]}
   * @return 0 or more, in units of the score squared
   * @throws IllegalArgumentException if shapes do not fit
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if the input, the map or a
   *     score has a NaN or an infinity
   */
  public double measure(ScoreFunction model, FloatNdArray input, Attribution map) {
    if (map.isChannelsFirst()) {
      return measure(
          model.withChannelsLast(), ChannelAxis.sampleToLast(input), map.withChannelsLast());
    }
    Sample sample = perturbations.sample(input);
    double[] slopes = slopes(sample, sample.elementRelevance(map.values()));
    IntFunction<float[]> changes = perturbations.of(sample);
    double[] scores =
        new Batches(sample, batchSize)
            .scores(
                model,
                perturbations.samples() + 1,
                k -> k == 0 ? sample.copy() : difference(sample.copy(), changes.apply(k - 1)));
    int n = perturbations.samples();
    double[] expected =
        IntStream.range(0, n).mapToDouble(i -> dot(slopes, changes.apply(i))).toArray();
    double[] drops = IntStream.range(0, n).mapToDouble(i -> scores[0] - scores[i + 1]).toArray();
    double scale = normalized ? bestScale(expected, drops) : 1;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double error = scale * expected[i] - drops[i];
      sum += error * error;
    }
    return sum / n;
  }

  private double[] slopes(Sample sample, double[] map) {
    if (multipliedMap) {
      float[] input = sample.copy();
      for (int i = 0; i < map.length; i++) {
        map[i] /= input[i] == 0 ? 1 : input[i];
      }
    }
    return map;
  }

  /** Any scale is the best if the map expects nothing. */
  private static double bestScale(double[] expected, double[] drops) {
    double products = 0;
    double squares = 0;
    for (int i = 0; i < expected.length; i++) {
      products += expected[i] * drops[i];
      squares += expected[i] * expected[i];
    }
    return squares > 0 ? products / squares : 1;
  }

  private static float[] difference(float[] values, float[] change) {
    for (int i = 0; i < values.length; i++) {
      values[i] -= change[i];
    }
    return values;
  }

  private static double dot(double[] slopes, float[] change) {
    double sum = 0;
    for (int i = 0; i < slopes.length; i++) {
      sum += slopes[i] * change[i];
    }
    return sum;
  }
}
