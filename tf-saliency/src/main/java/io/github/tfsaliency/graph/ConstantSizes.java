package io.github.tfsaliency.graph;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Refuses sizes that are constants and cannot be meant. TensorFlow computes constants already to
 * infer shapes, so that a tensor may fill the memory before its shape is known to us.
 */
final class ConstantSizes {
  /** A gigabyte of floats. */
  private static final double MAX_ELEMENTS = 1 << 28;

  /** Which input says the size of each dimension of the result, or how often to repeat it. */
  private static final ImmutableMap<String, Integer> PRODUCTS =
      ImmutableMap.<String, Integer>builder()
          .put("BroadcastTo", 1)
          .put("Conv2DBackpropInput", 0)
          .put("Conv3DBackpropInputV2", 0)
          .put("Fill", 0)
          .put("LinSpace", 2)
          .put("OneHot", 1)
          .put("ResizeArea", 1)
          .put("ResizeBicubic", 1)
          .put("ResizeBilinear", 1)
          .put("ResizeNearestNeighbor", 1)
          .put("ScatterNd", 2)
          .put("Tile", 1)
          .buildOrThrow();

  private final Map<String, NodeDef> nodes;

  ConstantSizes(Map<String, NodeDef> nodes) {
    this.nodes = nodes;
  }

  /** Looks at a node whose inputs fit its op. */
  void check(NodeDef node) {
    Integer input = PRODUCTS.get(node.getOp());
    double elements = input == null ? 0 : input(node, input, 1, true);
    if (node.getOp().equals("Range")) {
      double step = Math.abs(input(node, 2, 1, false));
      elements = Math.abs(input(node, 1, 0, false) - input(node, 0, 0, false)) / Math.max(step, 1);
    }
    if (elements > MAX_ELEMENTS) {
      throw NodeValidator.broken(
          node, "makes %.0f elements of a constant, more than %.0f", elements, MAX_ELEMENTS);
    }
  }

  /** The product of a constant, or its only value; the default if it is no constant. */
  private double input(NodeDef node, int index, double otherwise, boolean product) {
    NodeDef constant = nodes.get(TensorRef.parse(node.getInput(index)).node());
    if (constant == null || !constant.getOp().equals("Const")) {
      return otherwise;
    }
    TensorProto tensor = constant.getAttrOrThrow("value").getTensor();
    double elements = 1;
    for (TensorShapeProto.Dim dimension : tensor.getTensorShape().getDimList()) {
      elements *= dimension.getSize();
    }
    double result = product ? 1 : 0;
    double last = otherwise;
    for (int i = 0; i < Math.min(elements, AttributeValidator.MAX_RANK); i++) {
      Double value = Constants.element(tensor, i);
      last = value == null ? last : value;
      result = product ? result * Math.max(1, last) : last;
    }
    return result;
  }
}
