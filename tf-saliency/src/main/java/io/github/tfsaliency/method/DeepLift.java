package io.github.tfsaliency.method;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.ModifiedGradient.Factor;
import io.github.tfsaliency.gradient.ModifiedGradient.Seed;
import io.github.tfsaliency.rule.DeepLiftRules;
import java.util.Optional;

/**
 * DeepLIFT with the Rescale rule: how much each input value's difference from a baseline
 * contributes to the difference of the score.
 *
 * <pre>A = (x - x0) m,  m by the chain rule, with (y - y0) / (z - z0) at each activation</pre>
 *
 * <p>The map sums to S(x) - S(x0) where there is no max pooling, or it is {@linkplain
 * #withRescaledMaxPool() rescaled} too; its {@linkplain
 * io.github.tfsaliency.attribution.Attribution#gaps() gap} is what is left. Cost: about 2 forward
 * passes, and one more for a single baseline sample. Does not show values near the baseline,
 * however relevant they are: with a baseline of zero the bias of input x gradient.
 *
 * <p>Source: Shrikumar, Greenside, Kundaje, <i>Learning Important Features Through Propagating
 * Activation Differences</i>, ICML 2017, section 3.5.2.
 *
 * @param baseline the value of every element of the baseline, in the model's own units
 * @param rescalesMaxPool whether max pooling is rescaled too; by default, as in the authors' code,
 *     it keeps its gradient
 */
public record DeepLift(double baseline, boolean rescalesMaxPool) implements SinglePassMethod {
  /**
   * Checks the baseline.
   *
   * @param baseline the value of every element of the baseline
   * @param rescalesMaxPool whether max pooling is rescaled too
   * @throws IllegalArgumentException if {@code baseline} is not finite
   */
  public DeepLift {
    checkArgument(Double.isFinite(baseline), "The baseline (%s) must be finite.", baseline);
  }

  /**
   * Rescales activations; max pooling keeps its gradient.
   *
   * @param baseline the value of every element of the baseline, in the model's own units
   * @return the method
   * @throws IllegalArgumentException if {@code baseline} is not finite
   */
  public static DeepLift of(double baseline) {
    return new DeepLift(baseline, false);
  }

  /**
   * Rescales max pooling too, so that the map is complete: what the input's largest value adds goes
   * to its place, what the baseline's takes away goes to that one's.
   *
   * @return a new method
   */
  public DeepLift withRescaledMaxPool() {
    return new DeepLift(baseline, true);
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.of(new DeepLiftRules(rescalesMaxPool))
        .from(Seed.ONE)
        .times(Factor.DIFFERENCE_FROM_REFERENCE);
  }

  @Override
  public Optional<Double> reference() {
    return Optional.of(baseline);
  }
}
