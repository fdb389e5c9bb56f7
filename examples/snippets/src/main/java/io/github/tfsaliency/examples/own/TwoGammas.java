package io.github.tfsaliency.examples.own;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.Parameter;
import io.github.tfsaliency.gradient.WeightPart;
import io.github.tfsaliency.rule.LrpRule;
import io.github.tfsaliency.rule.Redistribution;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * LRP-gamma with a number for each sign of the weights: the terms are x (w + p w+ + n w-).
 *
 * @param positive p, what positive weights count more
 * @param negative n, what negative weights count more
 */
public record TwoGammas(Parameter positive, Parameter negative) implements LrpRule {
  /**
   * A rule.
   *
   * @param positive what positive weights count more
   * @param negative what negative weights count more
   */
  public TwoGammas(double positive, double negative) {
    this(Parameter.of("positive", positive), Parameter.of("negative", negative));
  }

  @Override
  public ImmutableSet<WeightPart> weightParts(boolean nonNegativeInput) {
    return ImmutableSet.of(WeightPart.POSITIVE, WeightPart.NEGATIVE);
  }

  // tag::rule[]
  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    Operand<T> more = times(node, positive, WeightPart.POSITIVE);
    Operand<T> less = times(node, negative, WeightPart.NEGATIVE);
    return Redistribution.of(node)
        .plus(node.input(), node.tf().math.addN(List.of(node.linear().weights(), more, less)))
        .share(node.upstreamGradient());
  }

  private static <T extends TNumber> Operand<T> times(
      MarkedNode<T> node, Parameter number, WeightPart part) {
    return node.tf().math.mul(node.value(number), node.linear().weights(part));
  }
  // end::rule[]
}
