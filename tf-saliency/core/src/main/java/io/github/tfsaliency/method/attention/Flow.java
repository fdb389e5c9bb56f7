package io.github.tfsaliency.method.attention;

import io.github.tfsaliency.gradient.AttentionFlow;
import io.github.tfsaliency.gradient.DynamicShape;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** How attention is followed through the blocks, each as its method's class has it. */
enum Flow implements AttentionFlow {
  ROLLOUT {
    @Override
    public boolean usesGradient() {
      return false;
    }

    @Override
    Operand<TFloat32> added(
        Ops tf,
        Operand<TFloat32> flow,
        Operand<TFloat32> share,
        List<Operand<TFloat32>> gradients,
        int block) {
      Operand<TFloat32> mixed =
          tf.math.mul(
              tf.math.add(tf.math.mean(share, tf.constant(1)), identity(tf, share)),
              tf.constant(0.5f));
      return product(tf, mixed, flow);
    }
  },

  GENERIC {
    @Override
    public boolean usesGradient() {
      return true;
    }

    @Override
    Operand<TFloat32> added(
        Ops tf,
        Operand<TFloat32> flow,
        Operand<TFloat32> share,
        List<Operand<TFloat32>> gradients,
        int block) {
      Operand<TFloat32> speaking = tf.nn.relu(tf.math.mul(share, gradients.get(block)));
      return tf.math.add(flow, product(tf, tf.math.mean(speaking, tf.constant(1)), flow));
    }
  };

  abstract Operand<TFloat32> added(
      Ops tf,
      Operand<TFloat32> flow,
      Operand<TFloat32> share,
      List<Operand<TFloat32>> gradients,
      int block);

  @Override
  public Operand<TFloat32> follow(
      Ops tf, List<Operand<TFloat32>> shares, List<Operand<TFloat32>> gradients) {
    Operand<TFloat32> first = shares.get(0);
    Operand<TFloat32> flow =
        tf.broadcastTo(
            identity(tf, first),
            tf.stack(List.of(size(tf, first, 0), size(tf, first, 2), size(tf, first, 3))));
    for (int block = 0; block < shares.size(); block++) {
      flow = added(tf, flow, shares.get(block), gradients, block);
    }
    return flow;
  }

  private static Operand<TInt32> size(Ops tf, Operand<TFloat32> shares, int dimension) {
    return DynamicShape.size(tf, shares, dimension);
  }

  private static Operand<TFloat32> identity(Ops tf, Operand<TFloat32> shares) {
    Operand<TInt32> places = tf.range(tf.constant(0), size(tf, shares, 2), tf.constant(1));
    return tf.dtypes.cast(
        tf.math.equal(tf.expandDims(places, tf.constant(1)), tf.expandDims(places, tf.constant(0))),
        TFloat32.class);
  }

  private static Operand<TFloat32> product(
      Ops tf, Operand<TFloat32> left, Operand<TFloat32> right) {
    return tf.train.batchMatMul(left, right, TFloat32.class);
  }
}
