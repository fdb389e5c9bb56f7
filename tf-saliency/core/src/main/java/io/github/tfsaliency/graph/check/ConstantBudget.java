package io.github.tfsaliency.graph.check;

import io.github.tfsaliency.graph.TypeSizes;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Checks constants, and adds up what they need: a few bytes may stand for a tensor that is filled
 * with one value.
 */
public final class ConstantBudget {
  private long used;

  /** Adds a node of the op Const, whose attributes have their declared kinds. */
  void add(NodeDef node) {
    TensorProto tensor = node.getAttrOrThrow("value").getTensor();
    DataType type = tensor.getDtype();
    if (type != node.getAttrOrThrow("dtype").getType()) {
      throw NodeRefusal.broken(
          node,
          "holds a constant of the type %s, but declares %s",
          type,
          node.getAttrOrThrow("dtype").getType());
    }
    int size = TypeSizes.bytes(type);
    if (size == 0) {
      throw NodeRefusal.broken(node, "holds a constant of the type %s, which is none", type);
    }
    long elements = elements(node, tensor.getTensorShape());
    if (!tensor.getTensorContent().isEmpty()
        && type != DataType.DT_STRING
        && tensor.getTensorContent().size() != elements * size) {
      throw NodeRefusal.broken(
          node,
          "holds %s bytes, where its shape needs %s",
          tensor.getTensorContent().size(),
          elements * size);
    }
    used += elements * size;
    if (used > TensorLimits.CONSTANT_BYTES) {
      throw NodeRefusal.broken(
          node,
          "and the constants before it need %s bytes, more than %s",
          used,
          TensorLimits.CONSTANT_BYTES);
    }
  }

  private static long elements(NodeDef node, TensorShapeProto shape) {
    AttributeValidator.requireShape(node, "value", shape);
    long elements = 1;
    for (TensorShapeProto.Dim dimension : shape.getDimList()) {
      if (dimension.getSize() < 0 || shape.getUnknownRank()) {
        throw NodeRefusal.broken(node, "holds a constant of unknown shape");
      }
      elements *= dimension.getSize();
    }
    return elements;
  }
}
