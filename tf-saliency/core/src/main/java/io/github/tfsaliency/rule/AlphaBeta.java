package io.github.tfsaliency.rule;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.Parameter;
import io.github.tfsaliency.gradient.WeightPart;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * LRP-alpha-beta: relevance is distributed over the positive and the negative contributions
 * separately, with weights alpha and beta.
 *
 * <pre>
 * R_i = sum over j of  alpha (x_i w_ij)+ R_j / (sum of (x w)+ + b+)
 *                     - beta (x_i w_ij)- R_j / (sum of (x w)- + b-)
 * </pre>
 *
 * <p>With alpha 1 and beta 0 it is {@linkplain ZPlus LRP-z+}. If the input is known to be
 * non-negative, it costs two more forward convolutions than the gradient and one more backward.
 * Otherwise all convolutions of the rule are doubled. If no relevance arrives at negative outputs,
 * as before a ReLU, the sum of positive contributions needs no convolution. Source: Bach et al.
 * 2015, equation 60; Montavon et al., <i>Explaining Nonlinear Classification Decisions with Deep
 * Taylor Decomposition</i>, 2017.
 *
 * @param alpha the weight of positive contributions
 * @param beta the weight of negative contributions, {@code alpha - 1}
 * @since 0.1.0
 */
public record AlphaBeta(Parameter alpha, Parameter beta) implements LrpRule {
  /**
   * Checks the numbers.
   *
   * @param alpha at least 1
   * @param beta {@code alpha - 1}
   * @throws IllegalArgumentException if relevance would not be conserved or a number is negative
   */
  public AlphaBeta {
    checkArgument(
        beta.value() >= 0 && Math.abs(alpha.value() - beta.value() - 1) < 1e-9,
        "Alpha (%s) minus beta (%s) must be 1, and beta must not be negative.",
        alpha.value(),
        beta.value());
  }

  /**
   * A rule.
   *
   * @param alpha at least 1
   * @param beta {@code alpha - 1}
   * @throws IllegalArgumentException if relevance would not be conserved or a number is negative
   */
  public AlphaBeta(double alpha, double beta) {
    this(Parameter.of("alpha", alpha), Parameter.of("beta", beta));
  }

  /**
   * A rule that does not compute negative contributions if their weight is zero.
   *
   * @param alpha at least 1
   * @param beta {@code alpha - 1}
   * @return {@link ZPlus} if {@code beta} is 0
   * @throws IllegalArgumentException if relevance would not be conserved or a number is negative
   */
  public static LrpRule of(double alpha, double beta) {
    return new AlphaBeta(alpha, beta).simplest();
  }

  /** The rule that computes no negative contributions where their weight is zero. */
  LrpRule simplest() {
    return beta.value() == 0 ? new ZPlus() : this;
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
    Operand<T> relevance = node.upstreamGradient();
    Ops tf = node.tf();
    return ZPlus.part(node, WeightPart.POSITIVE)
        .shareLess(
            tf.math.mul(node.value(alpha), relevance),
            ZPlus.part(node, WeightPart.NEGATIVE),
            tf.math.mul(node.value(beta), relevance),
            node.isIrrelevantBelowZero() ? Optional.of(node.output()) : Optional.empty());
  }
}
