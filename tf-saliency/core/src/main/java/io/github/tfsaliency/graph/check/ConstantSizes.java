package io.github.tfsaliency.graph.check;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.ConstantValues;
import io.github.tfsaliency.graph.PartialTensor;
import io.github.tfsaliency.graph.ShapeArithmetic;
import io.github.tfsaliency.graph.TensorRef;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Refuses sizes that are constants and cannot be meant. TensorFlow computes constants already to
 * infer shapes, so that a tensor may fill the memory before its shape is known to us.
 */
final class ConstantSizes {
  /** Which input says the size of each dimension of the result, or how often to repeat it. */
  static final ImmutableMap<String, Integer> PRODUCTS =
      ImmutableMap.<String, Integer>builder()
          .put("AvgPoolGrad", 0)
          .put("Bincount", 1)
          .put("BroadcastTo", 1)
          .put("Conv2DBackpropFilter", 1)
          .put("Conv2DBackpropInput", 0)
          .put("Conv3DBackpropInputV2", 0)
          .put("CropAndResize", 3)
          .put("DenseBincount", 1)
          .put("ExtractGlimpse", 1)
          .put("ExtractGlimpseV2", 1)
          .put("Fill", 0)
          .put("HistogramFixedWidth", 2)
          .put("IRFFT", 1)
          .put("IRFFT2D", 1)
          .put("IRFFT3D", 1)
          .put("ImageProjectiveTransformV2", 2)
          .put("ImageProjectiveTransformV3", 2)
          .put("LinSpace", 2)
          .put("OneHot", 1)
          .put("RFFT", 1)
          .put("RFFT2D", 1)
          .put("RFFT3D", 1)
          .put("ResizeArea", 1)
          .put("ResizeBicubic", 1)
          .put("ResizeBilinear", 1)
          .put("ResizeNearestNeighbor", 1)
          .put("ScaleAndTranslate", 1)
          .put("ScatterNd", 2)
          .put("SegmentMaxV2", 2)
          .put("SegmentMinV2", 2)
          .put("SegmentProdV2", 2)
          .put("SegmentSumV2", 2)
          .put("Tile", 1)
          .put("UnsortedSegmentMax", 2)
          .put("UnsortedSegmentMin", 2)
          .put("UnsortedSegmentProd", 2)
          .put("UnsortedSegmentSum", 2)
          .buildOrThrow();

  private final Map<String, NodeDef> nodes;
  private final ShapeArithmetic constants;

  ConstantSizes(Map<String, NodeDef> nodes) {
    this.nodes = nodes;
    constants = new ShapeArithmetic(nodes::get, tensor -> Shape.unknown());
  }

  /** Looks at a node whose inputs fit its op. */
  void check(NodeDef node) {
    double elements = Math.max(product(node), SegmentRows.rows(node, nodes));
    if (elements > TensorLimits.ELEMENTS) {
      throw NodeRefusal.broken(
          node,
          "makes %.0f elements of a constant, more than %.0f",
          elements,
          TensorLimits.ELEMENTS);
    }
  }

  /**
   * How many elements the result has, or how often it repeats its input, by the constants that say
   * so; 0 if none does.
   */
  double product(NodeDef node) {
    if (node.getOp().equals("Range")) {
      double step = Math.abs(input(node, 2, 1, false));
      return Math.abs(input(node, 1, 0, false) - input(node, 0, 0, false)) / Math.max(step, 1);
    }
    Integer input = PRODUCTS.get(node.getOp());
    return input == null ? 0 : input(node, input, 1, true);
  }

  /** How many times as large a constant padding makes its input at most. */
  double padding(NodeDef node) {
    return input(node, 1, 0, true, 1);
  }

  private double input(NodeDef node, int index, double otherwise, boolean product) {
    return input(node, index, otherwise, product, 0);
  }

  /**
   * The product of a constant, each of its values made larger by a number, or its only value; the
   * default if it is no constant.
   */
  private double input(NodeDef node, int index, double otherwise, boolean product, int added) {
    TensorRef source = TensorRef.parse(node.getInput(index));
    NodeDef constant = nodes.get(source.node());
    if (constant == null || !constant.getOp().equals("Const")) {
      return computed(source, otherwise, product, added);
    }
    TensorProto tensor = constant.getAttrOrThrow("value").getTensor();
    double elements = 1;
    for (TensorShapeProto.Dim dimension : tensor.getTensorShape().getDimList()) {
      elements *= dimension.getSize();
    }
    double result = product ? 1 : 0;
    double last = otherwise;
    for (int i = 0; i < Math.min(elements, TensorLimits.DIMENSIONS_COUNTED); i++) {
      Double value = ConstantValues.element(tensor, i);
      last = value == null ? last : value;
      result = product ? result * Math.max(1, last + added) : last;
    }
    return result;
  }

  /** The same of what is computed from constants. */
  private double computed(TensorRef tensor, double otherwise, boolean product, int added) {
    PartialTensor known = constants.of(tensor);
    if (known == null) {
      return otherwise;
    }
    double result = product ? 1 : otherwise;
    for (Long value : known.values()) {
      if (value != null) {
        result = product ? result * Math.max(1, value + (double) added) : value;
      }
    }
    return result;
  }
}
