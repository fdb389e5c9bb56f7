package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.Replaces;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * DeconvNet at an activation: the gradient passes if it is positive, whether the unit was active or
 * not.
 *
 * <pre>max(g, 0)</pre>
 *
 * <p>The authors define it for ReLU.
 *
 * <p>Source: Zeiler, Fergus, <i>Visualizing and Understanding Convolutional Networks</i>, ECCV
 * 2014, section 2.1.
 *
 * @since 0.1.0
 */
public record Deconv() implements Replaces {
  @Override
  public String id() {
    return "deconvnet";
  }

  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    return node.tf().nn.relu(node.upstreamGradient());
  }
}
