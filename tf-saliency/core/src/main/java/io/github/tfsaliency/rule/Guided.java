package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.Ahead;
import io.github.tfsaliency.gradient.MarkedNode;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * Guided backpropagation at an activation: only a positive gradient passes, times the activation's
 * own derivative.
 *
 * <pre>f'(x) max(g, 0);  at ReLU 1[x &gt; 0] 1[g &gt; 0] g</pre>
 *
 * <p>The authors define it for ReLU, whose derivative is 0 or 1.
 *
 * <p>Source: Springenberg, Dosovitskiy, Brox, Riedmiller, <i>Striving for Simplicity: The All
 * Convolutional Net</i>, ICLR 2015 workshop, section 3.4.
 *
 * @since 0.1.0
 */
public record Guided() implements Ahead {
  @Override
  public <T extends TNumber> Operand<T> ahead(MarkedNode<T> node) {
    return node.tf().nn.relu(node.upstreamGradient());
  }
}
