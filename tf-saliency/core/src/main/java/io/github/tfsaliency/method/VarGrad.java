package io.github.tfsaliency.method;

import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Noise;

/**
 * VarGrad: the variance of the maps of noisy copies of the input, over any other method.
 *
 * <pre>A = mean over k of A(x + noise_k)^2 - (mean over k of A(x + noise_k))^2</pre>
 *
 * <p>Cost: for each copy one map of the inner method, and one forward pass in total. Does not show
 * values whose relevance does not change with the noise: a model that is linear around the input
 * gets a map of zeros.
 *
 * <p>Source: Adebayo, Gilmer, Goodfellow, Kim, <i>Local Explanation Methods for Deep Neural
 * Networks Lack Sensitivity to Parameter Values</i>, ICLR workshop 2018; the biased variance, as in
 * the peers.
 *
 * @since 0.1.0
 */
public final class VarGrad {
  private VarGrad() {}

  /**
   * {@value Noise#DEFAULT_SAMPLES} copies with noise of {@value Noise#DEFAULT_LEVEL}.
   *
   * @param inner explains each copy
   * @return the method
   */
  public static NoisyMethod of(AttributionMethod inner) {
    return NoisyMethod.of(inner, GraphForm.Statistic.VARIANCE);
  }
}
