package io.github.tfsaliency.rule;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.Parameter;
import io.github.tfsaliency.gradient.WeightPart;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * LRP-gamma: contributions with the output's sign count more.
 *
 * <pre>
 * z_j &gt; 0:  [x+_i (w + gamma w+)_ij + x-_i (w + gamma w-)_ij] R_j / (the same summed + b + gamma b+)
 * z_j &lt; 0:  the same with w+ and w- exchanged, and b-
 * </pre>
 *
 * <p>It costs one more forward convolution than the gradient, and one more backward unless the
 * input is known to be non-negative and no relevance arrives at negative outputs, as before a ReLU.
 *
 * <p>Source: Montavon et al., <i>Layer-wise Relevance Propagation: An Overview</i>, 2019, section
 * 10.2.3; for inputs of both signs, Andéol et al., <i>Learning Domain Invariant Representations by
 * Joint Wasserstein Distance Minimization</i>, 2021.
 *
 * @param gamma at least 0; 0 is LRP-0, a large one LRP-z+
 * @since 0.1.0
 */
public record Gamma(Parameter gamma) implements LrpRule {
  /** The usual value for the lower layers of a network. */
  public static final double DEFAULT_GAMMA = 0.25;

  /**
   * Checks the number.
   *
   * @param gamma at least 0
   * @throws IllegalArgumentException if {@code gamma} is negative or not finite
   */
  public Gamma {
    checkArgument(
        gamma.value() >= 0, "The gamma (%s) must be finite and not negative.", gamma.value());
  }

  /**
   * A rule.
   *
   * @param gamma at least 0
   * @throws IllegalArgumentException if {@code gamma} is negative or not finite
   */
  public Gamma(double gamma) {
    this(Parameter.of("gamma", gamma));
  }

  @Override
  public boolean isProportionalToInput() {
    return true;
  }

  @Override
  public ImmutableSet<WeightPart> weightParts(boolean nonNegativeInput) {
    return ImmutableSet.of(WeightPart.MAGNITUDE);
  }

  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    Ops tf = node.tf();
    // w+ is half of w + |w|. Divided by 1 + gamma / 2, all weights count once, magnitudes m times.
    Operand<TFloat64> number = node.parameter(gamma);
    Operand<TFloat64> one = tf.constant(1.0);
    Operand<TFloat64> two = tf.constant(2.0);
    Operand<TFloat64> multiple = tf.math.div(one, tf.math.add(one, tf.math.div(two, number)));
    Operand<TFloat64> epsilon =
        tf.math.div(tf.constant(2 * Stabilizer.EPSILON), tf.math.add(two, number));
    return ByMagnitude.of(node, Optional.of(multiple), epsilon).share();
  }
}
