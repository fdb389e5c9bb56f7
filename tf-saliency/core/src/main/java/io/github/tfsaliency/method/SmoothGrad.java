package io.github.tfsaliency.method;

import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Noise;

/**
 * SmoothGrad: the mean of the maps of noisy copies of the input, over any other method.
 *
 * <pre>A = mean over k of A(x + noise_k)</pre>
 *
 * <p>Cost: for each copy one map of the inner method, and one forward pass in total. Shows the
 * model around the input, not at the input itself. If the noise moves the copies far from the data,
 * the map shows the model where it was never trained.
 *
 * <p>Source: Smilkov, Thorat, Kim, Vi&eacute;gas, Wattenberg, <i>SmoothGrad: Removing Noise by
 * Adding Noise</i>, ICML workshop 2017, section 3.
 *
 * @since 0.1.0
 */
public final class SmoothGrad {
  private SmoothGrad() {}

  /**
   * {@value Noise#DEFAULT_SAMPLES} copies with noise of {@value Noise#DEFAULT_LEVEL}.
   *
   * @param inner explains each copy
   * @return the method
   */
  public static NoisyMethod of(AttributionMethod inner) {
    return NoisyMethod.of(inner, GraphForm.Statistic.MEAN);
  }
}
