package io.github.tfsaliency.rule;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.gradient.LinearMap;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.WeightPart;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * LRP-alpha-beta: positive and negative contributions are shared among each other, and weighted.
 *
 * <pre>
 * R_i = sum over j of  alpha (x_i w_ij)+ R_j / (sum of (x w)+ + b+)
 *                     - beta (x_i w_ij)- R_j / (sum of (x w)- + b-)
 * </pre>
 *
 * <p>With alpha 1 and beta 0 it is {@linkplain #zPlus() LRP-z+}. Where the input is known not to be
 * negative, z+ costs one more convolution forward than the gradient, alpha-beta two forward and one
 * backward; elsewhere twice as many. Source: Bach et al. 2015, equation 60; Montavon et al.,
 * <i>Explaining Nonlinear Classification Decisions with Deep Taylor Decomposition</i>, 2017.
 *
 * @param alpha the weight of what is positive
 * @param beta the weight of what is negative, {@code alpha - 1}
 */
public record AlphaBeta(double alpha, double beta) implements LrpRule {
  private static final String ALPHA = "alpha";
  private static final String BETA = "beta";

  /**
   * Checks the numbers.
   *
   * @param alpha at least 1
   * @param beta {@code alpha - 1}
   * @throws IllegalArgumentException if relevance would not be conserved or a number is negative
   */
  public AlphaBeta {
    checkArgument(
        beta >= 0 && Math.abs(alpha - beta - 1) < 1e-9,
        "Alpha (%s) less beta (%s) must be 1, and beta must not be negative.",
        alpha,
        beta);
  }

  /**
   * LRP-z+: positive contributions alone.
   *
   * @return alpha 1, beta 0
   */
  public static AlphaBeta zPlus() {
    return new AlphaBeta(1, 0);
  }

  @Override
  public String id() {
    return beta == 0 ? "lrp-z-plus" : "lrp-alpha-beta";
  }

  @Override
  public ImmutableMap<String, Double> numbers() {
    return beta == 0 ? ImmutableMap.of() : ImmutableMap.of(ALPHA, alpha, BETA, beta);
  }

  @Override
  public LrpRule structure() {
    return beta == 0 ? this : new AlphaBeta(2, 1);
  }

  @Override
  public ImmutableSet<WeightPart> weightParts(boolean nonNegativeInput) {
    return beta == 0 && nonNegativeInput
        ? ImmutableSet.of(WeightPart.POSITIVE)
        : ImmutableSet.of(WeightPart.POSITIVE, WeightPart.NEGATIVE);
  }

  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    Operand<T> relevance = node.upstreamGradient();
    if (beta == 0) {
      return part(node, WeightPart.POSITIVE).share(relevance);
    }
    Ops tf = node.tf();
    Operand<T> alphaOf = tf.dtypes.cast(node.parameter(ALPHA), relevance.type());
    Operand<T> betaOf = tf.dtypes.cast(node.parameter(BETA), relevance.type());
    return tf.math.sub(
        part(node, WeightPart.POSITIVE).share(tf.math.mul(alphaOf, relevance)),
        part(node, WeightPart.NEGATIVE).share(tf.math.mul(betaOf, relevance)));
  }

  /** The contributions of one sign. */
  private static <T extends TNumber> Redistribution<T> part(MarkedNode<T> node, WeightPart sign) {
    LinearMap<T> linear = node.linear();
    WeightPart other = sign == WeightPart.POSITIVE ? WeightPart.NEGATIVE : WeightPart.POSITIVE;
    return Redistribution.bySign(node, linear.weights(sign), () -> linear.weights(other))
        .bias(linear.bias().map(b -> new Parts<>(node.tf(), b).of(sign)))
        .ofSign(sign);
  }
}
