package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.DynamicShape;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.Parameter;
import io.github.tfsaliency.gradient.Replaces;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.NthElement;
import org.tensorflow.op.nn.ReluGrad;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * RectGrad at an activation: the gradient passes only the units with the largest contributions.
 *
 * <pre>1[a g &gt; tau] g</pre>
 *
 * <p>a is the activation's output. The gradient is not multiplied by its derivative, and the
 * inequality is strict. {@code tau} is a number, or the q-th percentile of a g over all units of
 * each sample. The percentile is the value at index round((d - 1)(1 - q / 100)), half to even, of
 * the d values sorted descending, as in TensorFlow 1. On a GPU, TensorFlow cannot select the value
 * at a rank. There the largest values are sorted up to this rank, and tau is the same.
 *
 * <p>Source: Kim et al., <i>Why are Saliency Maps Noisy? Cause of and Solution to Noisy Saliency
 * Maps</i>, ICCV workshop 2019, equation 3.
 *
 * @param threshold the source of tau
 * @param number q in {@code [0, 100]}, or tau itself
 * @param magnitude whether |a g| is compared instead of a g, at activations whose name does not
 *     contain {@code Logits}
 * @since 0.1.0
 */
public record RectGrad(Threshold threshold, Parameter number, boolean magnitude)
    implements Replaces {
  /** The source of tau. */
  public enum Threshold {
    /** A percentile of each sample's contributions, in {@code [0, 100]}. */
    PERCENTILE,
    /** The same number everywhere. */
    CONSTANT
  }

  @Override
  public String id() {
    return magnitude ? "rectgrad-mod" : "rectgrad";
  }

  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    return passing(node);
  }

  /** The part of the upstream gradient that passes. */
  <T extends TNumber> Operand<T> passing(MarkedNode<T> node) {
    Ops tf = node.tf();
    Operand<T> g = node.upstreamGradient();
    Operand<T> contribution = tf.math.mul(node.output(), g);
    if (magnitude && !node.name().contains("Logits")) {
      contribution = tf.math.abs(contribution);
    }
    Operand<T> excess =
        threshold == Threshold.CONSTANT
            ? tf.math.sub(contribution, node.value(number))
            : excessOfPercentile(tf, contribution, node.parameter(number), node.isOnGpu());
    // Passes where the excess is positive, in less time than a comparison and a selection. On a
    // CPU, TensorFlow makes an excess below the smallest normal number zero.
    return ReluGrad.create(tf.scope(), g, excess);
  }

  private static <T extends TNumber> Operand<T> excessOfPercentile(
      Ops tf, Operand<T> contribution, Operand<TFloat64> percentile, boolean onGpu) {
    Operand<T> perSample = DynamicShape.perSample(tf, contribution);
    Operand<TInt32> units = DynamicShape.size(tf, perSample, 1);
    Operand<TFloat64> last = tf.dtypes.cast(tf.math.sub(units, tf.constant(1)), TFloat64.class);
    Operand<TFloat64> share =
        tf.math.sub(tf.constant(1.0), tf.math.div(percentile, tf.constant(100.0)));
    Operand<TInt32> rank = tf.dtypes.cast(tf.math.rint(tf.math.mul(last, share)), TInt32.class);
    Operand<T> excess = tf.math.sub(perSample, ofRank(tf, perSample, rank, onGpu));
    return tf.reshape(excess, tf.shape(contribution));
  }

  /** {@code [N, 1]}: the value of a rank among the values of each sample, the largest first. */
  static <T extends TNumber> Operand<T> ofRank(
      Ops tf, Operand<T> perSample, Operand<TInt32> rank, boolean onGpu) {
    if (!onGpu) {
      Operand<T> tau = tf.nn.nthElement(perSample, rank, NthElement.reverse(true));
      return tf.expandDims(tau, tf.constant(1));
    }
    Operand<TInt32> count = tf.math.add(rank, tf.constant(1));
    Operand<T> largest = tf.nn.topK(perSample, count, TInt32.class).values();
    return tf.gather(largest, tf.reshape(rank, tf.constant(new int[] {1})), tf.constant(1));
  }
}
