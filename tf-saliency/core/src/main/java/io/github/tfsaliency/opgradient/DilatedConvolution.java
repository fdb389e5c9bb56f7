package io.github.tfsaliency.opgradient;

import java.util.List;
import org.tensorflow.Operand;

/**
 * The gradient of a dilated convolution with respect to its input. On the CPU TensorFlow has that
 * kernel in oneDNN only, which is neither everywhere nor always on; but a dilated convolution is a
 * plain one on the pixels that lie a dilation apart, brought together by SpaceToBatch.
 *
 * <p>Sizes are computed in the graph: asking for a static shape while TensorFlow adds gradients
 * waits indefinitely.
 */
final class DilatedConvolution {
  private DilatedConvolution() {}

  /** Whether the convolution has channels last and stride 1. */
  static boolean applies(OpNode n) {
    return n.attribute("data_format").getS().toStringUtf8().equals("NHWC")
        && n.attribute("strides").getList().getIList().stream().allMatch(stride -> stride == 1);
  }

  static Operand<?> inputGradient(OpNode n, Operand<?> filter, Operand<?> upstreamGradient) {
    List<Long> dilations = n.attribute("dilations").getList().getIList();
    int rows = Math.toIntExact(dilations.get(1));
    int columns = Math.toIntExact(dilations.get(2));
    Operand<?> block = n.ints(rows, columns);
    Operand<?> reach = n.mul(n.sub(n.part(n.shape(n.x(1)), 0, 2), n.ints(1, 1)), block);
    Operand<?> before = before(n, reach);
    Operand<?> after = after(n, reach);
    Operand<?> shape = n.shape(n.x(0));
    Operand<?> padded = n.add(n.part(shape, 1, 3), n.add(before, after));
    // Rounds up to a multiple of the dilation: zeros that no output reads.
    Operand<?> more = n.apply("FloorMod", n.neg(padded), block);

    Operand<?> upstream =
        n.apply("SpaceToBatchND", upstreamGradient, block, pairs(n, n.zerosLike(more), more));
    Operand<?> samples = n.mul(n.element(shape, 0), n.ints(rows * columns));
    Operand<?> sizes = n.apply("FloorDiv", n.add(padded, more), block);
    Operand<?> gradient =
        n.call("Conv2DBackpropInput")
            .in(n.concat(samples, sizes, n.element(shape, 3)), filter, upstream)
            .with("strides", 1, 1, 1, 1)
            .with("padding", "VALID")
            .get();
    return n.apply("BatchToSpaceND", gradient, block, pairs(n, before, n.add(after, more)));
  }

  /** How many zeros are put above and to the left. */
  private static Operand<?> before(OpNode n, Operand<?> reach) {
    return switch (n.attribute("padding").getS().toStringUtf8()) {
      case "SAME" -> n.apply("FloorDiv", reach, n.ints(2, 2));
      case "EXPLICIT" -> n.ints(explicit(n, 2), explicit(n, 4));
      default -> n.ints(0, 0);
    };
  }

  /** How many zeros are put below and to the right. */
  private static Operand<?> after(OpNode n, Operand<?> reach) {
    return switch (n.attribute("padding").getS().toStringUtf8()) {
      case "SAME" -> n.sub(reach, before(n, reach));
      case "EXPLICIT" -> n.ints(explicit(n, 3), explicit(n, 5));
      default -> n.ints(0, 0);
    };
  }

  private static int explicit(OpNode n, int index) {
    return Math.toIntExact(n.attribute("explicit_paddings").getList().getI(index));
  }

  /** {@code [[before, after], [before, after]]}. */
  private static Operand<?> pairs(OpNode n, Operand<?> before, Operand<?> after) {
    return n.call("Pack").in(List.of(before, after)).with("axis", 1).get();
  }
}
