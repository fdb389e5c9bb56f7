package io.github.tfsaliency.rule;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.gradient.LinearMap;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.Parameter;
import io.github.tfsaliency.gradient.WeightPart;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * LRP-gamma: contributions with the output's sign count more.
 *
 * <pre>
 * z_j &gt; 0:  [x+_i (w + gamma w+)_ij + x-_i (w + gamma w-)_ij] R_j / (the same summed + b + gamma b+)
 * z_j &lt; 0:  the same with w+ and w- exchanged, and b-
 * </pre>
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
  public ImmutableSet<WeightPart> weightParts(boolean nonNegativeInput) {
    return ImmutableSet.of(WeightPart.POSITIVE, WeightPart.NEGATIVE);
  }

  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    Ops tf = node.tf();
    Operand<T> relevance = node.upstreamGradient();
    Operand<T> zero = tf.zerosLike(relevance);
    return tf.math.add(
        favouring(node, WeightPart.POSITIVE, WeightPart.NEGATIVE)
            .share(tf.select(tf.math.greater(node.output(), zero), relevance, zero)),
        favouring(node, WeightPart.NEGATIVE, WeightPart.POSITIVE)
            .share(tf.select(tf.math.less(node.output(), zero), relevance, zero)));
  }

  private <T extends TNumber> Redistribution<T> favouring(
      MarkedNode<T> node, WeightPart sign, WeightPart other) {
    return Redistribution.bySign(node, weights(node, sign), () -> weights(node, other))
        .withBias(
            node.linear().bias().map(b -> increased(node, b, new Parts<>(node.tf(), b).of(sign))));
  }

  private <T extends TNumber> Operand<T> weights(MarkedNode<T> node, WeightPart sign) {
    LinearMap<T> linear = node.linear();
    return increased(node, linear.weights(), linear.weights(sign));
  }

  /** w + gamma w+, or with w-. */
  private <T extends TNumber> Operand<T> increased(
      MarkedNode<T> node, Operand<T> whole, Operand<T> part) {
    Ops tf = node.tf();
    return tf.math.add(whole, tf.math.mul(node.value(gamma), part));
  }
}
