package io.github.tfsaliency.graph;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.message.Message;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * A node's outputs as its op declares them. Function bodies name an output {@code
 * node:argument:index}, graphs {@code node:index}.
 */
public final class NodeOutputs {
  private static final ImmutableSet<DataType> FLOATING =
      ImmutableSet.of(
          DataType.DT_FLOAT, DataType.DT_DOUBLE, DataType.DT_HALF, DataType.DT_BFLOAT16);

  private static final ImmutableMap<String, OpDef> OPS =
      TensorFlow.registeredOpList().getOpList().stream()
          .collect(ImmutableMap.toImmutableMap(OpDef::getName, op -> op));

  private static final ImmutableSet<DataType> INTEGERS =
      ImmutableSet.of(
          DataType.DT_BOOL,
          DataType.DT_INT8,
          DataType.DT_INT16,
          DataType.DT_INT32,
          DataType.DT_INT64,
          DataType.DT_UINT8,
          DataType.DT_UINT16,
          DataType.DT_UINT32,
          DataType.DT_UINT64);

  /** What is larger was not written by an exporter, and would be counted through in vain. */
  public static final int MAX_COUNT = 65_536;

  private NodeOutputs() {}

  /**
   * Whether this TensorFlow has an op of that name.
   *
   * @param op the name
   * @return whether it is one of its ops
   */
  public static boolean isKnown(String op) {
    return OPS.containsKey(op);
  }

  /** The position of one output among all outputs of a node. */
  public static int flatIndex(NodeDef node, String argument, int index) {
    return flatIndex(node, op(node), argument, index);
  }

  /** The position of one output of a node whose op, or function, has the given signature. */
  public static int flatIndex(NodeDef node, OpDef op, String argument, int index) {
    int flat = 0;
    for (OpDef.ArgDef output : op.getOutputArgList()) {
      if (output.getName().equals(argument)) {
        return flat + index;
      }
      flat += size(output, node);
    }
    throw new UnsupportedModelException(
        Message.of(
            "Node '%s' (op '%s') has no output '%s'.", node.getName(), node.getOp(), argument));
  }

  /**
   * An output as function bodies name it.
   *
   * @param node the node
   * @param index which of its outputs, from 0
   * @return {@code node:argument:index}
   */
  public static String inFunction(NodeDef node, int index) {
    int flat = 0;
    for (OpDef.ArgDef output : op(node).getOutputArgList()) {
      int size = size(output, node);
      if (index < flat + size) {
        return node.getName() + ":" + output.getName() + ":" + (index - flat);
      }
      flat += size;
    }
    throw new IllegalArgumentException(node.getName() + ":" + index);
  }

  /**
   * A node without the attributes that have their default values: a TensorFlow that does not know
   * one of them can read it then.
   *
   * @param node the node
   * @return what exporters write
   */
  public static NodeDef withoutDefaults(NodeDef node) {
    NodeDef.Builder stripped = node.toBuilder();
    for (OpDef.AttrDef attribute : op(node).getAttrList()) {
      if (attribute.hasDefaultValue()
          && attribute.getDefaultValue().equals(node.getAttrMap().get(attribute.getName()))) {
        stripped.removeAttr(attribute.getName());
      }
    }
    return stripped.build();
  }

  /**
   * The type of one output of a node.
   *
   * @param node the node
   * @param index which of its outputs, from 0
   * @return its type
   */
  public static DataType type(NodeDef node, int index) {
    OpDef op = op(node);
    int flat = 0;
    for (OpDef.ArgDef output : op.getOutputArgList()) {
      int size = size(output, node);
      if (index < flat + size) {
        if (!output.getTypeListAttr().isEmpty()) {
          return node.getAttrOrThrow(output.getTypeListAttr()).getList().getType(index - flat);
        }
        return output.getTypeAttr().isEmpty()
            ? output.getType()
            : attribute(node, op, output.getTypeAttr()).getType();
      }
      flat += size;
    }
    throw new UnsupportedModelException(
        Message.of(
            "Node '%s' (op '%s') has %s outputs, so there is no '%s:%s'.",
            node.getName(), node.getOp(), flat, node.getName(), index));
  }

  /**
   * Whether a type has gradients.
   *
   * @param type the type of a tensor
   * @return true for the floating-point types
   */
  public static boolean isFloating(DataType type) {
    return FLOATING.contains(type);
  }

  /**
   * Whether a type holds complex numbers, which gradients come through.
   *
   * @param type the type of a tensor
   * @return true for those of both sizes
   */
  public static boolean isComplex(DataType type) {
    return type == DataType.DT_COMPLEX64 || type == DataType.DT_COMPLEX128;
  }

  /**
   * A type as messages write it.
   *
   * @param type the type of a tensor
   * @return for example {@code uint8}
   */
  public static String name(DataType type) {
    return Ascii.toLowerCase(type.name().replace("DT_", ""));
  }

  /**
   * Whether a type holds integers or truth values.
   *
   * @param type the type of a tensor
   * @return true for the integers of all sizes and bool
   */
  public static boolean isInteger(DataType type) {
    return INTEGERS.contains(type);
  }

  /**
   * How many outputs a node has.
   *
   * @param node the node
   * @return their number, lists counted element by element
   */
  public static int count(NodeDef node) {
    return op(node).getOutputArgList().stream().mapToInt(output -> size(output, node)).sum();
  }

  /**
   * An attribute of a node. One that has its default value may be absent: exporters strip it.
   *
   * @param node the node
   * @param name the attribute
   * @return its value
   * @throws UnsupportedModelException if the node and its op's definition lack it
   */
  public static AttrValue attribute(NodeDef node, String name) {
    return attribute(node, op(node), name);
  }

  public static AttrValue attribute(NodeDef node, OpDef op, String name) {
    AttrValue given = node.getAttrMap().get(name);
    if (given != null) {
      return given;
    }
    return op.getAttrList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UnsupportedModelException(
                    Message.of("Node '%s' has no attribute '%s'.", node.getName(), name)))
        .getDefaultValue();
  }

  public static OpDef op(NodeDef node) {
    OpDef op = OPS.get(node.getOp());
    if (op == null) {
      throw new UnsupportedModelException(
          Message.of(
              "TensorFlow does not know the op '%s' of node '%s'.", node.getOp(), node.getName()));
    }
    return op;
  }

  public static int size(OpDef.ArgDef output, NodeDef node) {
    if (!output.getNumberAttr().isEmpty()) {
      long size = node.getAttrOrThrow(output.getNumberAttr()).getI();
      if (size < 0 || size > MAX_COUNT) {
        throw new UnsupportedModelException(
            Message.of(
                "Node '%s' (op '%s') has %s as its attribute '%s', where there are at most %s"
                    + " tensors.",
                node.getName(), node.getOp(), size, output.getNumberAttr(), MAX_COUNT));
      }
      return (int) size;
    }
    if (!output.getTypeListAttr().isEmpty()) {
      return node.getAttrOrThrow(output.getTypeListAttr()).getList().getTypeCount();
    }
    return 1;
  }
}
