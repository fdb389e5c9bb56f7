package io.github.tfsaliency.examples.training;

import com.google.common.collect.ImmutableList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Three times convolution, ReLU and max pooling, then two dense layers: the architecture of {@code
 * savedmodels/garments}.
 */
final class Architecture {
  private static final int[] CHANNELS = {16, 32, 64};
  private static final int KERNEL = 3;
  private static final int HIDDEN = 64;
  private static final String SAME = "SAME";
  private static final List<Long> EACH = List.of(1L, 1L, 1L, 1L);
  private static final long[] SECOND = {1, 2, 2, 1};

  private Architecture() {}

  /**
   * A tensor to be learned.
   *
   * @param name unique
   * @param shape its shape
   * @param deviation of its first values, which are normally distributed around 0
   */
  record Weight(String name, Shape shape, double deviation) {
    /** He et al., <i>Delving Deep into Rectifiers</i>, ICCV 2015, equation 10. */
    static Weight kernel(String layer, Shape shape) {
      double inputs = shape.size() / (double) shape.get(shape.numDimensions() - 1);
      return new Weight(layer + "/kernel", shape, Math.sqrt(2 / inputs));
    }

    float[] firstValues(Random random) {
      float[] values = new float[Math.toIntExact(shape.size())];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
      return values;
    }

    static Weight bias(String layer, long size) {
      return new Weight(layer + "/bias", Shape.of(size), 0);
    }
  }

  /** Kernel and bias of each layer, from the input to the logits. */
  static ImmutableList<Weight> weights(Shape picture, int classes) {
    ImmutableList.Builder<Weight> weights = ImmutableList.builder();
    long height = picture.get(0);
    long width = picture.get(1);
    long channels = picture.get(2);
    for (int i = 0; i < CHANNELS.length; i++) {
      String layer = "conv" + (i + 1);
      weights.add(
          Weight.kernel(layer, Shape.of(KERNEL, KERNEL, channels, CHANNELS[i])),
          Weight.bias(layer, CHANNELS[i]));
      height = (height + 1) / 2;
      width = (width + 1) / 2;
      channels = CHANNELS[i];
    }
    return weights
        .add(
            Weight.kernel("dense1", Shape.of(height * width * channels, HIDDEN)),
            Weight.bias("dense1", HIDDEN),
            Weight.kernel("dense2", Shape.of(HIDDEN, classes)),
            Weight.bias("dense2", classes))
        .build();
  }

  /**
   * A first bias of the first layer that takes the mean colour for zero. Without it a bright
   * picture leaves many a ReLU at zero for all pictures, and some trainings learn nothing.
   *
   * @param kernel of the first layer, flattened
   * @param meanColour one value a channel
   */
  static float[] centringBias(float[] kernel, float[] meanColour) {
    float[] bias = new float[CHANNELS[0]];
    for (int i = 0; i < kernel.length; i++) {
      bias[i % bias.length] -= kernel[i] * meanColour[i / bias.length % meanColour.length];
    }
    return bias;
  }

  /** From pictures {@code [N, H, W, C]} to logits {@code [N, classes]}. */
  static Operand<TFloat32> logits(
      Ops tf, Operand<TFloat32> pictures, List<? extends Operand<TFloat32>> weights) {
    Iterator<? extends Operand<TFloat32>> next = weights.iterator();
    Operand<TFloat32> hidden = pictures;
    for (int i = 0; i < CHANNELS.length; i++) {
      Operand<TFloat32> sum =
          tf.nn.biasAdd(tf.nn.conv2d(hidden, next.next(), EACH, SAME), next.next());
      hidden = maxPool(tf, tf.nn.relu(sum));
    }
    Operand<TFloat32> kernel = next.next();
    hidden = tf.reshape(hidden, tf.constant(new long[] {-1, kernel.shape().get(0)}));
    hidden = tf.nn.relu(tf.nn.biasAdd(tf.linalg.matMul(hidden, kernel), next.next()));
    return tf.nn.biasAdd(tf.linalg.matMul(hidden, next.next()), next.next());
  }

  /** The op that other trainers write; the one of {@code tf.nn} takes its sizes as tensors. */
  private static Operand<TFloat32> maxPool(Ops tf, Operand<TFloat32> hidden) {
    OperationBuilder pool = tf.scope().opBuilder("MaxPool", "MaxPool");
    pool.addInput(hidden.asOutput());
    pool.setAttr("ksize", SECOND);
    pool.setAttr("strides", SECOND);
    pool.setAttr("padding", SAME);
    return pool.build().output(0);
  }
}
