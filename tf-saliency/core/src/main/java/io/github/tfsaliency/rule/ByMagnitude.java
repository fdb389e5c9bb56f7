package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.LinearMap;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.WeightPart;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * Relevance in proportion to the contributions, of which those with the output's sign count more.
 *
 * <pre>
 * R_i = sum over j of  (x_i w_ij + m sign(z_j) |x_i w_ij|) R_j
 *                      / (z_j + sign(z_j) (m sum over i of |x_i w_ij| + m |b_j| + epsilon))
 * </pre>
 *
 * <p>The contributions of one sign are half the sum, or half the difference, of all contributions
 * and their magnitudes. So one more product with the weights replaces one for each sign of inputs
 * and of weights. A sum with the sign of z is at least as large as any of its terms, so nothing is
 * lost by rounding.
 *
 * @param node a linear layer
 * @param multiple m, a scalar from 0 to 1; empty for 1
 * @param epsilon a scalar, in units of the layer's output
 * @param <T> the type in which relevance is computed
 */
record ByMagnitude<T extends TNumber>(
    MarkedNode<T> node, Optional<Operand<T>> multiple, Operand<T> epsilon) {
  static <T extends TNumber> ByMagnitude<T> of(
      MarkedNode<T> node, Optional<Operand<TFloat64>> multiple, Operand<TFloat64> epsilon) {
    Class<T> type = node.output().type();
    return new ByMagnitude<>(
        node,
        multiple.map(number -> node.tf().dtypes.cast(number, type)),
        node.tf().dtypes.cast(epsilon, type));
  }

  /** The relevance of the layer's input; outputs of exactly zero pass none. */
  Operand<T> share() {
    Operand<T> magnitudes = node.linear().hasNonNegativeInput() ? node.input() : abs(node.input());
    return node.isIrrelevantBelowZero() ? ofPositive(magnitudes) : ofBothSigns(magnitudes);
  }

  private Operand<T> ofPositive(Operand<T> magnitudes) {
    Ops tf = node.tf();
    LinearMap<T> linear = node.linear();
    Operand<T> ratio =
        tf.math.divNoNan(node.upstreamGradient(), add(node.output(), increase(magnitudes)));
    if (multiple.isPresent() && linear.hasNonNegativeInput()) {
      return mul(
          magnitudes,
          linear.transposedSum(ratio, linear.weights(), absoluteWeights(), multiple.get()));
    }
    return sum(magnitudes, ratio, ratio);
  }

  private Operand<T> ofBothSigns(Operand<T> magnitudes) {
    Ops tf = node.tf();
    Operand<T> sign = tf.math.sign(node.output());
    Operand<T> ratio =
        mul(
            sign,
            tf.math.divNoNan(
                node.upstreamGradient(), add(abs(node.output()), increase(magnitudes))));
    return sum(magnitudes, ratio, mul(sign, ratio));
  }

  /** The summand of the magnitude of z. */
  private Operand<T> increase(Operand<T> magnitudes) {
    LinearMap<T> linear = node.linear();
    Operand<T> sum =
        multiple.isPresent()
            ? linear.apply(magnitudes, absoluteWeights(), multiple.get())
            : linear.apply(magnitudes, absoluteWeights());
    Optional<Operand<T>> bias =
        linear.bias().map(this::abs).map(b -> multiple.map(m -> mul(m, b)).orElse(b));
    return add(sum, bias.map(b -> add(b, epsilon)).orElse(epsilon));
  }

  /** x times the transpose of w, and |x| times that of m |w|. */
  private Operand<T> sum(Operand<T> magnitudes, Operand<T> ratio, Operand<T> ratioOfMagnitudes) {
    LinearMap<T> linear = node.linear();
    Operand<T> ofAll = linear.transposed(ratio, linear.weights());
    Operand<T> ofMagnitudes =
        multiple.isPresent()
            ? linear.transposed(ratioOfMagnitudes, absoluteWeights(), multiple.get())
            : linear.transposed(ratioOfMagnitudes, absoluteWeights());
    return linear.hasNonNegativeInput()
        ? mul(magnitudes, add(ofAll, ofMagnitudes))
        : add(mul(node.input(), ofAll), mul(magnitudes, ofMagnitudes));
  }

  private Operand<T> absoluteWeights() {
    return node.linear().weights(WeightPart.MAGNITUDE);
  }

  private Operand<T> abs(Operand<T> operand) {
    return node.tf().math.abs(operand);
  }

  private Operand<T> add(Operand<T> one, Operand<T> other) {
    return node.tf().math.add(one, other);
  }

  private Operand<T> mul(Operand<T> one, Operand<T> other) {
    return node.tf().math.mul(one, other);
  }
}
