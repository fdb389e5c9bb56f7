package io.github.tfsaliency.canonical;

import io.github.tfsaliency.graph.StaticShapes;
import io.github.tfsaliency.graph.TensorRef;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/** Where a linear layer's output channels lie in its filter. */
final class FilterLayout {
  private final long channels;
  private final int[] scaleShape;

  private FilterLayout(long channels, int... scaleShape) {
    this.channels = channels;
    this.scaleShape = scaleShape;
  }

  /** The layout of a layer with channels last; empty where it is another or not known. */
  static Optional<FilterLayout> of(NodeDef linear, StaticShapes shapes) {
    Shape filter = shapes.of(TensorRef.parse(linear.getInput(1)));
    if (filter.isUnknown() || filter.hasUnknownDimension() || !channelsLast(linear)) {
      return Optional.empty();
    }
    return switch (linear.getOp()) {
      case "Conv2D" -> Optional.of(new FilterLayout(filter.get(3), -1));
      case "DepthwiseConv2dNative" ->
          Optional.of(
              new FilterLayout(
                  filter.get(2) * filter.get(3),
                  Math.toIntExact(filter.get(2)),
                  Math.toIntExact(filter.get(3))));
      case "MatMul" ->
          linear.containsAttr("transpose_b") && linear.getAttrOrThrow("transpose_b").getB()
              ? Optional.of(new FilterLayout(filter.get(0), -1, 1))
              : Optional.of(new FilterLayout(filter.get(1), -1));
      default -> Optional.empty();
    };
  }

  /** The number of output channels. */
  long channels() {
    return channels;
  }

  /** The shape that a vector of output channels needs to be multiplied with the filter. */
  int[] scaleShape() {
    return scaleShape.clone();
  }

  private static boolean channelsLast(NodeDef linear) {
    return !linear.containsAttr("data_format")
        || linear.getAttrOrThrow("data_format").getS().toStringUtf8().equals("NHWC");
  }
}
