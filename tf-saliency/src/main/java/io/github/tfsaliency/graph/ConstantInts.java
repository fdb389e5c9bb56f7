package io.github.tfsaliency.graph;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Integers that a constant holds, such as axes, paddings and orders of dimensions. */
public final class ConstantInts {
  /** Twice the number of dimensions that a tensor may have is all that such a constant needs. */
  private static final long MOST = 1024;

  private ConstantInts() {}

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
