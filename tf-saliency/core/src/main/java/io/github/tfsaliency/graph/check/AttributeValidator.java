package io.github.tfsaliency.graph.check;

import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorShapeProto;

/** Compares a node's attributes with what its op declares. */
final class AttributeValidator {
  /** A width and a height. */
  private static final String BLOCK = "block_size";

  /** Lengths and steps: none can be zero, and kernels divide by them. */
  private static final ImmutableSet<String> POSITIVE =
      ImmutableSet.of(
          "strides",
          "dilations",
          "ksize",
          "ksizes",
          "rates",
          BLOCK,
          "block_shape",
          "pooling_ratio",
          "num_split");

  private static final double MOST_STEPS = Integer.MAX_VALUE;

  private AttributeValidator() {}

  static void validate(NodeDef node, OpDef op) {
    for (Map.Entry<String, AttrValue> given : node.getAttrMap().entrySet()) {
      OpDef.AttrDef attribute = declared(op, given.getKey());
      if (attribute == null) {
        throw NodeRefusal.broken(
            node, "has an attribute '%s', which its op does not have", given.getKey());
      }
      validate(node, attribute, given.getValue());
    }
    for (OpDef.AttrDef attribute : op.getAttrList()) {
      if (!attribute.hasDefaultValue() && !node.containsAttr(attribute.getName())) {
        throw NodeRefusal.broken(node, "lacks its attribute '%s'", attribute.getName());
      }
    }
  }

  private static OpDef.@Nullable AttrDef declared(OpDef op, String name) {
    for (OpDef.AttrDef attribute : op.getAttrList()) {
      if (attribute.getName().equals(name)) {
        return attribute;
      }
    }
    return null;
  }

  private static void validate(NodeDef node, OpDef.AttrDef attribute, AttrValue value) {
    String type = attribute.getType();
    boolean fits =
        type.startsWith("list(")
            ? value.getValueCase() == AttrValue.ValueCase.LIST
                && listFits(type.substring(5, type.length() - 1), value.getList())
            : value.getValueCase() == valueCase(type);
    if (!fits) {
      throw NodeRefusal.broken(
          node,
          "has a %s as its attribute '%s', which is declared as %s",
          value.getValueCase(),
          attribute.getName(),
          type);
    }
    requireMinimum(node, attribute, value);
    requireAllowed(node, attribute, value);
    types(value)
        .forEach(
            number -> {
              if (DataType.forNumber(number) == null || number == 0) {
                throw NodeRefusal.broken(
                    node,
                    "has an unknown type (%s) as its attribute '%s'",
                    number,
                    attribute.getName());
              }
            });
    Stream.concat(
            value.hasShape() ? Stream.of(value.getShape()) : Stream.of(),
            value.getList().getShapeList().stream())
        .forEach(shape -> requireShape(node, attribute.getName(), shape));
    if (POSITIVE.contains(attribute.getName())) {
      requirePositive(node, attribute.getName(), value);
    }
  }

  private static AttrValue.ValueCase valueCase(String type) {
    return switch (type) {
      case "string" -> AttrValue.ValueCase.S;
      case "int" -> AttrValue.ValueCase.I;
      case "float" -> AttrValue.ValueCase.F;
      case "bool" -> AttrValue.ValueCase.B;
      case "type" -> AttrValue.ValueCase.TYPE;
      case "shape" -> AttrValue.ValueCase.SHAPE;
      case "tensor" -> AttrValue.ValueCase.TENSOR;
      default -> AttrValue.ValueCase.FUNC;
    };
  }

  /** A list holds one kind of value. */
  private static boolean listFits(String type, AttrValue.ListValue list) {
    int all =
        list.getSCount()
            + list.getICount()
            + list.getFCount()
            + list.getBCount()
            + list.getTypeCount()
            + list.getShapeCount()
            + list.getTensorCount()
            + list.getFuncCount();
    return all == size(type, list);
  }

  private static int size(String type, AttrValue.ListValue list) {
    return switch (type) {
      case "string" -> list.getSCount();
      case "int" -> list.getICount();
      case "float" -> list.getFCount();
      case "bool" -> list.getBCount();
      case "type" -> list.getTypeCount();
      case "shape" -> list.getShapeCount();
      case "tensor" -> list.getTensorCount();
      default -> list.getFuncCount();
    };
  }

  private static void requireMinimum(NodeDef node, OpDef.AttrDef attribute, AttrValue value) {
    String type = attribute.getType();
    long measured =
        type.startsWith("list(")
            ? size(type.substring(5, type.length() - 1), value.getList())
            : value.getI();
    if (attribute.getHasMinimum() && measured < attribute.getMinimum()) {
      throw NodeRefusal.broken(
          node,
          "has %s as its attribute '%s', which is at least %s",
          measured,
          attribute.getName(),
          attribute.getMinimum());
    }
  }

  private static void requireAllowed(NodeDef node, OpDef.AttrDef attribute, AttrValue value) {
    if (!attribute.hasAllowedValues()) {
      return;
    }
    List<ByteString> strings = attribute.getAllowedValues().getList().getSList();
    List<Integer> allowed = attribute.getAllowedValues().getList().getTypeValueList();
    boolean isString = attribute.getType().contains("string");
    boolean fits =
        isString
            ? Stream.concat(
                    value.hasS() ? Stream.of(value.getS()) : Stream.of(),
                    value.getList().getSList().stream())
                .allMatch(strings::contains)
            : types(value).allMatch(allowed::contains);
    if (!fits) {
      throw NodeRefusal.broken(
          node,
          "has a value of its attribute '%s' that is not among the allowed ones %s",
          attribute.getName(),
          isString
              ? strings.stream().map(ByteString::toStringUtf8).toList()
              : attribute.getAllowedValues().getList().getTypeList());
    }
  }

  private static Stream<Integer> types(AttrValue value) {
    return value.getValueCase() == AttrValue.ValueCase.TYPE
        ? Stream.of(value.getTypeValue())
        : value.getList().getTypeValueList().stream();
  }

  /** Unknown sizes are -1; what is known must have a product that fits a long. */
  static void requireShape(NodeDef node, String name, TensorShapeProto shape) {
    double elements = 1;
    boolean fits = shape.getDimCount() <= TensorLimits.DIMENSIONS_GIVEN;
    for (TensorShapeProto.Dim dimension : shape.getDimList()) {
      fits &= dimension.getSize() >= -1;
      elements *= Math.max(1, dimension.getSize());
    }
    if (!fits || elements > TensorLimits.CONSTANT_BYTES) {
      throw NodeRefusal.broken(node, "has an impossible shape as its attribute '%s'", name);
    }
  }

  /** Kernels multiply those of a list by each other, and those of blocks by themselves. */
  private static void requirePositive(NodeDef node, String name, AttrValue value) {
    boolean isOne = value.getValueCase() == AttrValue.ValueCase.I;
    List<Long> steps = isOne ? List.of(value.getI()) : value.getList().getIList();
    boolean fits =
        steps.stream().allMatch(step -> step > 0)
            && value.getList().getFList().stream().allMatch(step -> step > 0);
    if (!fits) {
      throw NodeRefusal.broken(node, "has a value of its attribute '%s' below 1", name);
    }
    double product = steps.stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
    if ((BLOCK.equals(name) ? product * product : product) > MOST_STEPS) {
      throw NodeRefusal.broken(
          node, "has the value %s of its attribute '%s', which kernels cannot count", steps, name);
    }
  }
}
