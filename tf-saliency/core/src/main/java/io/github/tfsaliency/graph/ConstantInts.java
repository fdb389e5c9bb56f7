package io.github.tfsaliency.graph;

import com.google.common.primitives.Ints;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Integers that a constant holds, such as axes, paddings and orders of dimensions. */
public final class ConstantInts {
  /** Twice the number of dimensions that a tensor may have is all that such a constant needs. */
  private static final long MOST = 1024;

  private static final int MOST_STEPS = 8;

  private ConstantInts() {}

  /**
   * The values of a tensor that is a constant, or is put together of some, as exporters write the
   * order of dimensions ahead of a matrix product.
   *
   * @param tensor the tensor
   * @param nodes a checked graph
   * @return in row-major order; empty if they are no integers, many, or not known
   */
  public static Optional<int[]> of(TensorRef tensor, Map<String, NodeDef> nodes) {
    return of(tensor, nodes, MOST_STEPS);
  }

  private static Optional<int[]> of(TensorRef tensor, Map<String, NodeDef> nodes, int steps) {
    NodeDef node = nodes.get(tensor.node());
    if (node == null || steps == 0) {
      return Optional.empty();
    }
    return switch (node.getOp()) {
      case "Const" -> of(node);
      case "Identity", "ExpandDims" -> joined(node, 1, nodes, steps);
      case "Pack" -> joined(node, node.getInputCount(), nodes, steps);
      case "ConcatV2" -> joined(node, node.getInputCount() - 1, nodes, steps);
      case "Range" -> joined(node, 3, nodes, steps).flatMap(ConstantInts::range);
      default -> Optional.empty();
    };
  }

  private static Optional<int[]> joined(
      NodeDef node, int inputs, Map<String, NodeDef> nodes, int steps) {
    int[] all = {};
    for (int i = 0; i < inputs; i++) {
      Optional<int[]> part = of(TensorRef.parse(node.getInput(i)), nodes, steps - 1);
      if (part.isEmpty() || all.length + part.get().length > MOST) {
        return Optional.empty();
      }
      all = Ints.concat(all, part.get());
    }
    return Optional.of(all);
  }

  private static Optional<int[]> range(int[] bounds) {
    boolean small =
        bounds.length == 3 && bounds[2] > 0 && ((long) bounds[1] - bounds[0]) / bounds[2] < MOST;
    return small
        ? Optional.of(
            IntStream.iterate(bounds[0], i -> i < bounds[1], i -> i + bounds[2]).toArray())
        : Optional.empty();
  }

  /**
   * The values of a constant.
   *
   * @param node a node of a checked graph, or null
   * @return in row-major order; empty if the node is no small constant of integers
   */
  public static Optional<int[]> of(@Nullable NodeDef node) {
    if (node == null || !node.getOp().equals("Const")) {
      return Optional.empty();
    }
    TensorProto tensor = node.getAttrOrThrow("value").getTensor();
    boolean wide = tensor.getDtype() == DataType.DT_INT64;
    if (!wide && tensor.getDtype() != DataType.DT_INT32) {
      return Optional.empty();
    }
    long size = 1;
    for (TensorShapeProto.Dim dimension : tensor.getTensorShape().getDimList()) {
      size *= Math.min(MOST + 1, dimension.getSize());
      if (size > MOST) {
        return Optional.empty();
      }
    }
    int[] values = new int[(int) size];
    ByteString content = tensor.getTensorContent();
    int written = wide ? tensor.getInt64ValCount() : tensor.getIntValCount();
    if (content.isEmpty() && written == 0) {
      return Optional.of(values);
    }
    ByteBuffer bytes = content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      long value;
      if (!content.isEmpty()) {
        value = wide ? bytes.getLong() : bytes.getInt();
      } else {
        // The last value stands for all that follow.
        int index = Math.min(i, written - 1);
        value = wide ? tensor.getInt64Val(index) : tensor.getIntVal(index);
      }
      if (value != (int) value) {
        return Optional.empty();
      }
      values[i] = (int) value;
    }
    return Optional.of(values);
  }
}
