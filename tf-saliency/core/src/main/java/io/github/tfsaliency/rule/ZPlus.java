package io.github.tfsaliency.rule;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.gradient.LinearMap;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.WeightPart;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * LRP-z+: only positive contributions, {@link AlphaBeta} with alpha 1 and beta 0.
 *
 * <pre>R_i = sum over j of  (x_i w_ij)+ R_j / (sum of (x w)+ + b+)</pre>
 *
 * <p>If the input is known to be non-negative, it costs one more forward convolution than the
 * gradient. Otherwise it costs two more forward convolutions, or one if no relevance arrives at
 * negative outputs, as before a ReLU, and one more backward.
 *
 * <p>Source: Bach et al. 2015, equation 60; Montavon et al. 2017.
 *
 * @since 0.1.0
 */
public record ZPlus() implements LrpRule {
  @Override
  public ImmutableSet<WeightPart> weightParts(boolean nonNegativeInput) {
    return nonNegativeInput
        ? ImmutableSet.of(WeightPart.POSITIVE)
        : ImmutableSet.of(WeightPart.POSITIVE, WeightPart.NEGATIVE, WeightPart.MAGNITUDE);
  }

  @Override
  public boolean isProportionalToInput() {
    return true;
  }

  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    if (node.isIrrelevantBelowZero() && !node.linear().hasNonNegativeInput()) {
      // Twice the positive contributions.
      return ByMagnitude.of(node, Optional.empty(), node.tf().constant(2 * Stabilizer.EPSILON))
          .share();
    }
    return part(node, WeightPart.POSITIVE).share(node.upstreamGradient());
  }

  /** The contributions of one sign. */
  static <T extends TNumber> Redistribution<T> part(MarkedNode<T> node, WeightPart sign) {
    LinearMap<T> linear = node.linear();
    WeightPart other = sign == WeightPart.POSITIVE ? WeightPart.NEGATIVE : WeightPart.POSITIVE;
    return Redistribution.bySign(node, linear.weights(sign), () -> linear.weights(other))
        .withBias(linear.bias().map(b -> new Parts<>(node.tf(), b).of(sign)))
        .withSign(sign);
  }
}
