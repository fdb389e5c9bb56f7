package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.Replaces;
import org.tensorflow.Operand;
import org.tensorflow.op.NnOps;
import org.tensorflow.types.family.TNumber;

/**
 * Guided backpropagation at a rectifier: a gradient passes only where it is positive and the unit
 * was active.
 *
 * <pre>1[x &gt; 0] 1[g &gt; 0] g;  at ReLU6 also 1[x &lt; 6]</pre>
 *
 * <p>Source: Springenberg, Dosovitskiy, Brox, Riedmiller, <i>Striving for Simplicity: The All
 * Convolutional Net</i>, ICLR 2015 workshop, section 3.4.
 */
public record Guided() implements Replaces {
  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    NnOps nn = node.tf().nn;
    Operand<T> positive = nn.relu(node.upstreamGradient());
    // The activation's own derivative is 1[x > 0], at ReLU6 1[0 < x < 6]: one op where it exists.
    return node.op().equals("Relu6")
        ? nn.relu6Grad(positive, node.input())
        : nn.reluGrad(positive, node.input());
  }
}
