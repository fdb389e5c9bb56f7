package io.github.tfsaliency.channels;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.opgradient.LinearOp;
import java.util.Optional;
import org.tensorflow.proto.NodeDef;

/** Where the channels that a linear op reads, its data's last dimension, lie in its weights. */
public final class WeightLayout {
  private WeightLayout() {}

  /**
   * The shape in which a vector of the data's channels is multiplied with the weights.
   *
   * @param node the op
   * @param roles how it is read
   * @return with -1 for the channels; empty if the op reads its data in another way
   */
  public static Optional<ImmutableList<Integer>> of(NodeDef node, LinearOp.Roles roles) {
    ImmutableList<Integer> rows = ImmutableList.of(-1, 1);
    ImmutableList<Integer> columns = ImmutableList.of(-1);
    return switch (node.getOp()) {
      case "Conv2D", "Conv3D", "DepthwiseConv2dNative" -> Optional.of(rows);
      case "Conv2DBackpropInput", "Conv3DBackpropInputV2" -> Optional.of(columns);
      case "MatMul" -> product(node, roles, "transpose_a", "transpose_b", rows, columns);
      case "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3" ->
          product(node, roles, "adj_x", "adj_y", rows, columns);
      default -> Optional.empty();
    };
  }

  private static Optional<ImmutableList<Integer>> product(
      NodeDef node,
      LinearOp.Roles roles,
      String first,
      String second,
      ImmutableList<Integer> rows,
      ImmutableList<Integer> columns) {
    if (roles.data() != 0 || NodeOutputs.attribute(node, first).getB()) {
      return Optional.empty();
    }
    return Optional.of(NodeOutputs.attribute(node, second).getB() ? columns : rows);
  }
}
