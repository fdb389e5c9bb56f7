package io.github.tfsaliency.method;

import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Noise;

/**
 * SmoothGrad squared: the mean of the squared maps of noisy copies of the input, over any other
 * method.
 *
 * <pre>A = mean over k of A(x + noise_k)^2</pre>
 *
 * <p>Cost: for each copy one map of the inner method, and one forward pass in total. Does not show
 * signs: evidence for the target looks like evidence against it.
 *
 * <p>Source: Hooker, Erhan, Kindermans, Kim, <i>A Benchmark for Interpretability Methods in Deep
 * Neural Networks</i>, NeurIPS 2019, section 3.2.
 *
 * @since 0.1.0
 */
public final class SmoothGradSquared {
  private SmoothGradSquared() {}

  /**
   * {@value Noise#DEFAULT_SAMPLES} copies with noise of {@value Noise#DEFAULT_LEVEL}.
   *
   * @param inner explains each copy
   * @return the method
   */
  public static NoisyMethod of(AttributionMethod inner) {
    return NoisyMethod.of(inner, GraphForm.Statistic.MEAN_SQUARE);
  }
}
