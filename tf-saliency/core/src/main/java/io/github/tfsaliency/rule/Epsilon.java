package io.github.tfsaliency.rule;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.gradient.LinearMap;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.Parameter;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * LRP-epsilon: relevance in proportion to the contributions themselves. Epsilon and the bias absorb
 * part of it.
 *
 * <pre>R_i = sum over j of  x_i w_ij R_j / s(z_j),  s(z) = z + epsilon sign(z)</pre>
 *
 * <p>With epsilon 0 it is LRP-0; outputs of exactly zero then pass no relevance. Needs no
 * additional forward convolution, because z is the layer's output. Source: Bach et al. 2015,
 * equation 58.
 *
 * @param epsilon at least 0, in units of the layer's output
 * @since 0.1.0
 */
public record Epsilon(Parameter epsilon) implements LrpRule {
  /** A value that only keeps denominators away from zero. */
  public static final double DEFAULT_EPSILON = 1e-6;

  /**
   * Checks the number.
   *
   * @param epsilon at least 0
   * @throws IllegalArgumentException if {@code epsilon} is negative or not finite
   */
  public Epsilon {
    checkArgument(
        epsilon.value() >= 0, "The epsilon (%s) must be finite and not negative.", epsilon.value());
  }

  /**
   * A rule.
   *
   * @param epsilon at least 0, in units of the layer's output
   * @throws IllegalArgumentException if {@code epsilon} is negative or not finite
   */
  public Epsilon(double epsilon) {
    this(Parameter.of("epsilon", epsilon));
  }

  @Override
  public boolean isProportionalToInput() {
    return true;
  }

  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    Ops tf = node.tf();
    LinearMap<T> linear = node.linear();
    // Where the output is negative, there is nothing to distribute, so its sign does not matter.
    Operand<T> denominator =
        node.isIrrelevantBelowZero()
            ? tf.math.add(node.output(), node.value(epsilon))
            : Stabilizer.apply(tf, node.output(), node.parameter(epsilon));
    Operand<T> ratio = tf.math.divNoNan(node.upstreamGradient(), denominator);
    return tf.math.mul(node.input(), linear.transposed(ratio, linear.weights()));
  }
}
