package io.github.tfsaliency.channels;

import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/** Where a linear layer's output channels lie in its filter. */
public final class FilterLayout {
  private final int channels;
  private final int[] scaleShape;

  private FilterLayout(long channels, int... scaleShape) {
    this.channels = Math.toIntExact(channels);
    this.scaleShape = scaleShape;
  }

  public static boolean isLinear(NodeDef node) {
    return OpTable.is(node.getOp(), OpTrait.LINEAR) && !node.getOp().equals("Einsum");
  }

  /** The layout of a layer with channels last; empty where it is another or not known. */
  public static Optional<FilterLayout> of(NodeDef linear, StaticShapes shapes) {
    Shape filter = shapes.of(TensorRef.parse(linear.getInput(1)));
    if (!hasSizes(filter) || !hasChannelsLast(linear)) {
      return Optional.empty();
    }
    return switch (linear.getOp()) {
      case "Conv2D" -> Optional.of(new FilterLayout(filter.get(3), -1));
      case "Conv3D" -> Optional.of(new FilterLayout(filter.get(4), -1));
      case "DepthwiseConv2dNative" ->
          Optional.of(
              new FilterLayout(
                  filter.get(2) * filter.get(3),
                  Math.toIntExact(filter.get(2)),
                  Math.toIntExact(filter.get(3))));
      case "Conv2DBackpropInput", "Conv3DBackpropInputV2" -> ofTransposed(linear, filter, shapes);
      case "MatMul" -> Optional.of(ofProduct(filter, has(linear, "transpose_b")));
      case "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3" ->
          filter.numDimensions() == 2 && !has(linear, "adj_x")
              ? Optional.of(ofProduct(filter, has(linear, "adj_y")))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** In doubles: the product of what a damaged file claims may overflow. */
  private static boolean hasSizes(Shape filter) {
    return !filter.isUnknown()
        && Arrays.stream(filter.asArray()).allMatch(size -> size > 0)
        && Arrays.stream(filter.asArray()).asDoubleStream().reduce(1, (a, b) -> a * b)
            <= Integer.MAX_VALUE;
  }

  /**
   * In groups the filter has the channels of one group, and only the output tells their number.
   * TensorFlow does not compare the two ranks.
   */
  private static Optional<FilterLayout> ofTransposed(
      NodeDef linear, Shape filter, StaticShapes shapes) {
    Shape output = shapes.of(new TensorRef(linear.getName(), 0));
    int rank = filter.numDimensions();
    return !output.isUnknown()
            && output.numDimensions() == rank
            && output.get(rank - 1) == filter.get(rank - 2)
        ? Optional.of(new FilterLayout(filter.get(rank - 2), -1, 1))
        : Optional.empty();
  }

  private static FilterLayout ofProduct(Shape matrix, boolean transposed) {
    return transposed
        ? new FilterLayout(matrix.get(0), -1, 1)
        : new FilterLayout(matrix.get(1), -1);
  }

  /** Whether a node says that the channels are the last dimension, or leaves it to the default. */
  public static boolean hasChannelsLast(NodeDef node) {
    if (!node.containsAttr("data_format")) {
      return true;
    }
    String format = node.getAttrOrThrow("data_format").getS().toStringUtf8();
    return format.endsWith("C") && !format.startsWith("NC");
  }

  /** The number of output channels. */
  public int channels() {
    return channels;
  }

  /** The shape that a vector of output channels needs to be multiplied with the filter. */
  public int[] scaleShape() {
    return scaleShape.clone();
  }

  private static boolean has(NodeDef linear, String attribute) {
    return linear.containsAttr(attribute) && linear.getAttrOrThrow(attribute).getB();
  }
}
