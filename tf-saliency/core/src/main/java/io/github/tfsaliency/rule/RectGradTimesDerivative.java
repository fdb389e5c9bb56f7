package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.Ahead;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.Parameter;
import io.github.tfsaliency.rule.RectGrad.Threshold;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * RectGrad with the activation's own derivative: if tau is low enough for every unit to pass, this
 * is the gradient. An extension of this library, for activations whose derivative is not 0 or 1.
 *
 * <pre>1[y g &gt; tau] f'(x) g</pre>
 *
 * @param threshold the source of tau
 * @param number q in {@code [0, 100]}, or tau itself
 * @param magnitude whether |y g| is compared, as in {@link RectGrad}
 * @since 0.1.0
 */
public record RectGradTimesDerivative(Threshold threshold, Parameter number, boolean magnitude)
    implements Ahead {
  @Override
  public String id() {
    return magnitude ? "rectgrad-mod-derivative" : "rectgrad-derivative";
  }

  @Override
  public <T extends TNumber> Operand<T> ahead(MarkedNode<T> node) {
    return new RectGrad(threshold, number, magnitude).passing(node);
  }
}
