package io.github.tfsaliency.engine.build;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.engine.forward.ForwardCopy;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceMin;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The bias terms of FullGrad: Srinivas, Fleuret, <i>Full-Gradient Representation for Neural Network
 * Visualization</i>, NeurIPS 2019, equations 3 and 7.
 *
 * @param tf the builder
 * @param terms each bias times the gradient where it is added
 */
record FullGradient(Ops tf, ImmutableList<Operand<TFloat32>> terms) {
  /** As in the authors' code, where a map is constant. */
  private static final float STABILIZER = 1e-6f;

  static FullGradient of(
      Ops tf,
      ImmutableList<BiasSite> sites,
      List<Operand<TFloat32>> gradients,
      ForwardCopy forward) {
    ImmutableList.Builder<Operand<TFloat32>> terms = ImmutableList.builder();
    for (int i = 0; i < sites.size(); i++) {
      terms.add(sites.get(i).term(tf, forward, gradients.get(i)));
    }
    return new FullGradient(tf, terms.build());
  }

  /**
   * The sum of all terms that lie on a grid, each post-processed.
   *
   * @param inputTerms the gradients times the inputs
   * @return {@code [N, H, W, 1]} of each input {@code [N, H, W, C]}; an input of another rank keeps
   *     its own term alone
   */
  ImmutableMap<String, Operand<TFloat32>> maps(ImmutableMap<String, Operand<TFloat32>> inputTerms) {
    return ImmutableMap.copyOf(Maps.transformValues(inputTerms, this::map));
  }

  private Operand<TFloat32> map(Operand<TFloat32> inputTerm) {
    if (!isImage(inputTerm)) {
      return inputTerm;
    }
    Operand<TInt32> size = LayerMaps.size(tf, inputTerm);
    Operand<TFloat32> sum = processed(inputTerm, size);
    for (Operand<TFloat32> term : terms) {
      if (isImage(term)) {
        sum = tf.math.add(sum, processed(term, size));
      }
    }
    return sum;
  }

  private static boolean isImage(Operand<TFloat32> term) {
    return term.shape().numDimensions() == 4;
  }

  /**
   * Absolute values, scaled to [0, 1] a sample, resized, and summed over the channels: the sum
   * first, as it commutes with the interpolation.
   */
  private Operand<TFloat32> processed(Operand<TFloat32> term, Operand<TInt32> size) {
    Operand<TFloat32> magnitude = tf.math.abs(term);
    Operand<TInt32> all = tf.array(1, 2, 3);
    Operand<TFloat32> above =
        tf.math.sub(magnitude, tf.reduceMin(magnitude, all, ReduceMin.keepDims(true)));
    Operand<TFloat32> scaled =
        tf.math.div(
            above,
            tf.math.add(
                tf.reduceMax(above, all, ReduceMax.keepDims(true)), tf.constant(STABILIZER)));
    Operand<TFloat32> sum = tf.reduceSum(scaled, tf.constant(3), ReduceSum.keepDims(true));
    return tf.image.resizeBilinear(sum, size, ResizeBilinear.alignCorners(true));
  }
}
