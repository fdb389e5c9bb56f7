package io.github.tfsaliency.rule;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.gradient.LinearMap;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.NextActivation;
import io.github.tfsaliency.gradient.Replaces;
import io.github.tfsaliency.gradient.WeightPart;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * DeepLIFT's RevealCancel rule, at a linear layer z and the activation f after it. Contributions
 * that raise z and contributions that lower z have separate multipliers, so both are visible even
 * if they cancel.
 *
 * <pre>
 * dz+ = the sum of all positive w (x - x0),  dz- = the sum of all negative ones
 * dy+ = (f(z0 + dz+) - f(z0)) / 2 + (f(z0 + dz- + dz+) - f(z0 + dz-)) / 2,  dy- the same with + and - exchanged
 * m+ = dy+ / dz+,  m- = dy- / dz-
 * </pre>
 *
 * <p>As in the authors' code, an input has one multiplier, chosen by the sign of its difference x -
 * x0. An input without a difference has (m+ + m-) / 2. Source: Shrikumar, Greenside, Kundaje,
 * <i>Learning Important Features Through Propagating Activation Differences</i>, ICML 2017,
 * sections 3.5.1 and 3.5.3.
 *
 * @since 0.1.0
 */
public record RevealCancel() implements Replaces {
  /** The authors' pseudocount. */
  private static final double NEAR_ZERO = 1e-7;

  @Override
  public String id() {
    return "deeplift-reveal-cancel";
  }

  @Override
  public ImmutableSet<WeightPart> weightParts(boolean nonNegativeInput) {
    return ImmutableSet.of(WeightPart.POSITIVE, WeightPart.NEGATIVE);
  }

  @Override
  public boolean usesReference() {
    return true;
  }

  @Override
  public boolean readsActivation() {
    return true;
  }

  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    Ops tf = node.tf();
    LinearMap<T> linear = node.linear();
    NextActivation<T> next = node.nextActivation();
    Operand<T> change = tf.math.sub(node.input(), node.referenceInput());
    Operand<T> zero = tf.zerosLike(change);
    Operand<T> raised = tf.math.maximum(change, zero);
    Operand<T> lowered = tf.math.minimum(change, zero);
    Operand<T> positive = linear.weights(WeightPart.POSITIVE);
    Operand<T> negative = linear.weights(WeightPart.NEGATIVE);
    Operand<T> more =
        awayFromZero(
            tf, tf.math.add(linear.apply(raised, positive), linear.apply(lowered, negative)), 1);
    Operand<T> less =
        awayFromZero(
            tf, tf.math.add(linear.apply(raised, negative), linear.apply(lowered, positive)), -1);
    Operand<T> start = tf.broadcastTo(node.referenceOutput(), tf.shape(more));
    Operand<T> y0 = next.apply(start);
    Operand<T> withMore = next.apply(tf.math.add(start, more));
    Operand<T> withLess = next.apply(tf.math.add(start, less));
    Operand<T> y = next.apply(tf.math.add(tf.math.add(start, more), less));
    Operand<T> half = tf.math.mul(next.upstreamGradient(), number(tf, 0.5, y));
    Operand<T> ofMore = multiplier(tf, half, withMore, y0, y, withLess, more);
    Operand<T> ofLess = multiplier(tf, half, withLess, y0, y, withMore, less);
    Operand<T> whereRaised =
        tf.math.add(linear.transposed(ofMore, positive), linear.transposed(ofLess, negative));
    Operand<T> whereLowered =
        tf.math.add(linear.transposed(ofMore, negative), linear.transposed(ofLess, positive));
    Operand<T> mean =
        tf.math.mul(tf.math.add(whereRaised, whereLowered), number(tf, 0.5, whereRaised));
    return tf.select(
        tf.math.greater(change, zero),
        whereRaised,
        tf.select(tf.math.less(change, zero), whereLowered, mean));
  }

  /** g ((f1 - f0) + (f3 - f2)) / 2 d. */
  private static <T extends TNumber> Operand<T> multiplier(
      Ops tf,
      Operand<T> half,
      Operand<T> one,
      Operand<T> none,
      Operand<T> both,
      Operand<T> other,
      Operand<T> change) {
    Operand<T> sum = tf.math.add(tf.math.sub(one, none), tf.math.sub(both, other));
    return tf.math.mul(half, tf.math.div(sum, change));
  }

  private static <T extends TNumber> Operand<T> awayFromZero(Ops tf, Operand<T> values, int sign) {
    Operand<T> near = number(tf, NEAR_ZERO, values);
    return tf.select(
        tf.math.less(tf.math.abs(values), tf.math.mul(number(tf, 0.5, values), near)),
        tf.math.add(values, tf.math.mul(number(tf, sign, values), near)),
        values);
  }

  private static <T extends TNumber> Operand<T> number(Ops tf, double value, Operand<T> like) {
    return tf.dtypes.cast(tf.constant(value), like.type());
  }
}
