package io.github.tfsaliency.metric;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Value;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * How much can an invisible change of the input change the map? Over perturbations d of the input
 * x,
 *
 * <pre>
 *   max-sensitivity = max ||A(x + d) - A(x)|| / ||A(x)||        the Euclidean norm
 * </pre>
 *
 * <p>Lower is better, at least 0. The scale of the map does not matter. A random search finds a
 * lower bound of the true maximum. The bound grows with the number of perturbations, so compare
 * methods with equal numbers.
 *
 * <p>Costs one map for each perturbation, plus one. Each map costs about 2 forward passes or more,
 * depending on the method.
 *
 * <p>Source: Yeh, Hsieh, Suggala, Inouye and Ravikumar, <i>On the (In)fidelity and Sensitivity of
 * Explanations</i>, NeurIPS 2019, <a href="https://arxiv.org/abs/1901.09392">arXiv:1901.09392</a>;
 * divided by the norm of the map as in Captum's {@code sensitivity_max}.
 *
 * <p>Does not show whether the map is right: a map that is the same for all inputs has 0. If the
 * model's decision changes within the radius, its map should change, too.
 *
 * @since 0.1.0
 */
public final class MaxSensitivity extends Value {
  private static final long serialVersionUID = 1;

  private final Perturbations perturbations;
  private final int batchSize;

  private MaxSensitivity(Perturbations perturbations, int batchSize) {
    Batches.checkSize(batchSize);
    this.perturbations = requireNonNull(perturbations, "perturbations");
    this.batchSize = batchSize;
  }

  /**
   * Max-sensitivity under uniform noise with default settings.
   *
   * @param radius the largest change of an element of the input, positive, in units of the model's
   *     input
   * @return the metric
   * @throws IllegalArgumentException if the radius is not positive
   */
  public static MaxSensitivity of(double radius) {
    return of(Perturbations.uniform(radius));
  }

  /**
   * Max-sensitivity with default settings.
   *
   * @param perturbations the perturbations that are added to the input
   * @return the metric
   */
  public static MaxSensitivity of(Perturbations perturbations) {
    return new MaxSensitivity(perturbations, Batches.DEFAULT_SIZE);
  }

  /**
   * The same under given perturbations.
   *
   * @param newPerturbations {@code [n, ...]}, each of the input's shape, finite; copied
   * @return the metric
   * @throws IllegalArgumentException if there are none
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if a value is not finite
   */
  public MaxSensitivity withPerturbations(FloatNdArray newPerturbations) {
    return new MaxSensitivity(Perturbations.given(newPerturbations), batchSize);
  }

  /**
   * The same with another batch size.
   *
   * @param newBatchSize how many samples are explained at once, at least 1; 16 by default. It does
   *     not change the result
   * @return the metric
   * @throws IllegalArgumentException if it is not positive
   */
  public MaxSensitivity withBatchSize(int newBatchSize) {
    return new MaxSensitivity(perturbations, newBatchSize);
  }

  /**
   * Searches for the perturbation that changes the map most.
   *
   * @param method makes the maps of one target
   * @param input {@code [H, W, C]} or {@code [features]}, one sample as the model expects it
   * @return 0 or more; NaN if the map of the input is zero everywhere
   * @throws IllegalArgumentException if shapes do not fit
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if the input or a map has a
   *     NaN or an infinity
   */
  public double measure(MapFunction method, FloatNdArray input) {
    Sample sample = Sample.of(input);
    IntFunction<float[]> changes = perturbations.of(sample);
    return Arrays.stream(
            new Batches(sample, batchSize)
                .comparedWithFirst(
                    method,
                    perturbations.samples() + 1,
                    k -> k == 0 ? sample.copy() : sum(sample.copy(), changes.apply(k - 1)),
                    (map, other) -> Elements.distance(other, map) / Elements.norm(map)))
        .max()
        .orElseThrow();
  }

  private static float[] sum(float[] values, float[] change) {
    for (int i = 0; i < values.length; i++) {
      values[i] += change[i];
    }
    return values;
  }
}
