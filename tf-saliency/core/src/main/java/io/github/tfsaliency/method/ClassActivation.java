package io.github.tfsaliency.method;

import io.github.tfsaliency.gradient.ChannelWeighting;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/** The formulas of class activation maps, each as its method's class has it. */
enum ClassActivation implements ChannelWeighting {
  GRAD_CAM {
    @Override
    public boolean ignoresScale() {
      return true;
    }

    @Override
    public Operand<TFloat32> map(Ops tf, Operand<TFloat32> a, Operand<TFloat32> g) {
      return channels(tf, tf.math.mul(tf.math.mean(g, tf.array(1, 2), Mean.keepDims(true)), a));
    }
  },
  GRAD_CAM_PLUS_PLUS {
    @Override
    public Operand<TFloat32> map(Ops tf, Operand<TFloat32> a, Operand<TFloat32> g) {
      Operand<TFloat32> square = tf.math.square(g);
      Operand<TFloat32> denominator =
          tf.math.add(
              tf.math.mul(tf.constant(2f), square),
              tf.math.mul(places(tf, a), tf.math.mul(square, g)));
      Operand<TFloat32> alpha =
          tf.math.div(square, tf.math.add(denominator, tf.constant(STABILIZER)));
      Operand<TFloat32> weights = places(tf, tf.math.mul(alpha, tf.nn.relu(g)));
      return channels(tf, tf.math.mul(weights, a));
    }
  },
  X_GRAD_CAM {
    @Override
    public boolean ignoresScale() {
      return true;
    }

    @Override
    public Operand<TFloat32> map(Ops tf, Operand<TFloat32> a, Operand<TFloat32> g) {
      Operand<TFloat32> weights =
          tf.math.div(
              places(tf, tf.math.mul(g, a)), tf.math.add(places(tf, a), tf.constant(STABILIZER)));
      return channels(tf, tf.math.mul(weights, a));
    }
  },
  HI_RES_CAM {
    @Override
    public boolean ignoresScale() {
      return true;
    }

    @Override
    public Operand<TFloat32> map(Ops tf, Operand<TFloat32> a, Operand<TFloat32> g) {
      return channels(tf, tf.math.mul(g, a));
    }
  },
  LAYER_CAM {
    @Override
    public Operand<TFloat32> map(Ops tf, Operand<TFloat32> a, Operand<TFloat32> g) {
      return channels(tf, tf.math.mul(tf.nn.relu(g), a));
    }
  };

  /** Of denominators, as in pytorch-grad-cam. */
  private static final float STABILIZER = 1e-6f;

  private static Operand<TFloat32> channels(Ops tf, Operand<TFloat32> values) {
    return tf.reduceSum(values, tf.constant(-1), ReduceSum.keepDims(true));
  }

  private static Operand<TFloat32> places(Ops tf, Operand<TFloat32> values) {
    return tf.reduceSum(values, tf.array(1, 2), ReduceSum.keepDims(true));
  }
}
