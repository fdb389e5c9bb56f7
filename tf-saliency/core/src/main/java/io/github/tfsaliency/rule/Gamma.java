package io.github.tfsaliency.rule;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.gradient.LinearMap;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.Parameter;
import io.github.tfsaliency.gradient.WeightPart;
import java.util.Optional;
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
 * <p>If the input is known to be non-negative and no relevance arrives at negative outputs, as
 * before a ReLU, it costs one more forward convolution than the gradient. Each of the two
 * conditions that does not hold doubles the convolutions of the rule.
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
    return ImmutableSet.of(WeightPart.POSITIVE, WeightPart.NEGATIVE);
  }

  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    Ops tf = node.tf();
    Operand<T> relevance = node.upstreamGradient();
    if (node.isIrrelevantBelowZero()) {
      return favouring(node, WeightPart.POSITIVE, relevance);
    }
    Operand<T> zero = tf.zerosLike(relevance);
    return tf.math.add(
        favouring(
            node,
            WeightPart.POSITIVE,
            tf.select(tf.math.greater(node.output(), zero), relevance, zero)),
        favouring(
            node,
            WeightPart.NEGATIVE,
            tf.select(tf.math.less(node.output(), zero), relevance, zero)));
  }

  /** Distributes relevance that is zero where the output does not have the sign. */
  private <T extends TNumber> Operand<T> favouring(
      MarkedNode<T> node, WeightPart sign, Operand<T> relevance) {
    Ops tf = node.tf();
    LinearMap<T> linear = node.linear();
    if (linear.hasNonNegativeInput()) {
      Operand<T> ratio = ratio(node, sign, increase(node, node.input(), sign), relevance);
      return share(node, node.input(), sign, ratio);
    }
    WeightPart other = sign == WeightPart.POSITIVE ? WeightPart.NEGATIVE : WeightPart.POSITIVE;
    Parts<T> x = new Parts<>(tf, node.input());
    Operand<T> positive = x.positive();
    Operand<T> negative = x.negative();
    Operand<T> increase =
        tf.math.add(increase(node, positive, sign), increase(node, negative, other));
    Operand<T> ratio = ratio(node, sign, increase, relevance);
    return tf.math.add(share(node, positive, sign, ratio), share(node, negative, other, ratio));
  }

  /** gamma x w+, or with w-. */
  private <T extends TNumber> Operand<T> increase(
      MarkedNode<T> node, Operand<T> values, WeightPart part) {
    return node.linear().apply(values, node.linear().weights(part), node.value(gamma));
  }

  /** R / s(z + increase + gamma b+), where z has the sign, and so has the whole. */
  private <T extends TNumber> Operand<T> ratio(
      MarkedNode<T> node, WeightPart sign, Operand<T> increase, Operand<T> relevance) {
    Ops tf = node.tf();
    Optional<Operand<T>> bias =
        node.linear().bias().map(b -> tf.math.mul(node.value(gamma), new Parts<>(tf, b).of(sign)));
    Operand<T> denominator =
        Stabilizer.ofSign(sign).applyToSum(tf, tf.math.add(node.output(), increase), bias);
    return tf.math.divNoNan(relevance, denominator);
  }

  /** The relevance of the values, by the transpose of w + gamma w+, or with w-. */
  private <T extends TNumber> Operand<T> share(
      MarkedNode<T> node, Operand<T> values, WeightPart part, Operand<T> ratio) {
    LinearMap<T> linear = node.linear();
    return node.tf()
        .math
        .mul(
            values,
            linear.transposedSum(ratio, linear.weights(), linear.weights(part), node.value(gamma)));
  }
}
