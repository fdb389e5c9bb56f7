package io.github.tfsaliency.graph.check;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.Pruner;
import io.github.tfsaliency.graph.TensorRef;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Compares the nodes that will be executed with what their ops declare, before native code sees
 * them: attributes, inputs, types, constants. TensorFlow checks much of this too, but what it does
 * not expect can end the process.
 */
public final class NodeValidator {
  /** What TensorFlow accepts as a name, without the leading underscore of its internal nodes. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.][A-Za-z0-9_.\\\\/>-]*+");

  private static final int MAX_NAME_LENGTH = 10_000;

  /** The shapes of what each one reads are inferred anew. */
  private static final int MAX_ENCODERS = 100;

  /** Each reads what the one before it has bounded. */
  private static final ImmutableList<Function<Map<String, NodeDef>, InputGuard>> GUARDS =
      ImmutableList.of(
          DimensionOrders::new,
          HueShifts::new,
          GatherAxes::new,
          TransformLengths::new,
          ShapeLengths::new);

  private final ImmutableMap<String, NodeDef> nodes;
  private final Map<String, NodeDef> validated = new LinkedHashMap<>();
  private final ConstantBudget constants;
  private final ConstantSizes sizes;
  private final StringSizes strings;
  private final EncodedPictures pictures = new EncodedPictures();
  private final RepeatedSums sums = new RepeatedSums();
  private final Map<String, List<DataType>> outputTypes = new HashMap<>();
  private int encoders;

  private NodeValidator(ImmutableMap<String, NodeDef> nodes, ConstantBudget constants) {
    this.nodes = nodes;
    this.constants = constants;
    sizes = new ConstantSizes(nodes);
    strings = new StringSizes(sizes);
  }

  /**
   * The same nodes without the attributes that only TensorFlow's own passes may set; numbers that
   * kernels take for granted are bounded where only the running model knows them.
   *
   * @param nodes each after the nodes that it reads
   * @throws UnsupportedModelException if a node is not what its op declares
   */
  public static ImmutableMap<String, NodeDef> validate(ImmutableMap<String, NodeDef> nodes) {
    return validateAll(
        new SparseSizes(new SegmentRows(nodes).bounded()).bounded(), new ConstantBudget());
  }

  /**
   * The same of a part of a graph, where rows of segments that nothing bounds are refused, and
   * where shapes may depend on what it is called with.
   *
   * @param nodes each after the nodes that it reads
   * @param constants what the constants of all parts may need together
   * @throws UnsupportedModelException if a node is not what its op declares
   */
  public static ImmutableMap<String, NodeDef> validate(
      ImmutableMap<String, NodeDef> nodes, ConstantBudget constants) {
    return validateAll(new ScatterRanks(nodes).bounded(), constants);
  }

  private static ImmutableMap<String, NodeDef> validateAll(
      ImmutableMap<String, NodeDef> nodes, ConstantBudget constants) {
    ImmutableMap<String, NodeDef> bounded = nodes;
    for (Function<Map<String, NodeDef>, InputGuard> guard : GUARDS) {
      bounded = guard.apply(bounded).bounded();
    }
    NodeValidator validator = new NodeValidator(bounded, constants);
    Map<String, NodeDef> variables = new HashMap<>();
    for (NodeDef node : bounded.values()) {
      NodeDef clean = withoutInternalAttributes(node);
      validator.validate(clean);
      requireOwnVariable(clean, variables);
      validator.validated.put(clean.getName(), clean);
    }
    TextPath.require(validator.validated, validator.outputTypes);
    validator.validated.values().forEach(validator::validateSizes);
    return ImmutableMap.copyOf(validator.validated);
  }

  /**
   * An underscore marks what steers TensorFlow's passes: which kernel, where to place, what to
   * compile, which gradient. None of it belongs to what a model computes.
   */
  private static NodeDef withoutInternalAttributes(NodeDef node) {
    if (node.getAttrMap().keySet().stream().noneMatch(NodeValidator::isInternal)
        && node.getDevice().isEmpty()) {
      return node;
    }
    return node.toBuilder()
        .clearDevice()
        .clearAttr()
        .putAllAttr(Maps.filterKeys(node.getAttrMap(), name -> !isInternal(name)))
        .build();
  }

  /** A session is a container of its own, so a container's name adds nothing. */
  private static boolean isInternal(String attribute) {
    return attribute.startsWith("_") || attribute.equals("container");
  }

  /** Two handles of one name are one variable, so they must agree on what it is. */
  private static void requireOwnVariable(NodeDef node, Map<String, NodeDef> variables) {
    if (!node.getOp().equals("VarHandleOp")) {
      return;
    }
    String name = node.getAttrOrThrow("shared_name").getS().toStringUtf8();
    NodeDef other = variables.putIfAbsent(name, node);
    if (other != null
        && !(node.getAttrOrThrow("dtype").equals(other.getAttrOrThrow("dtype"))
            && node.getAttrOrThrow("shape").equals(other.getAttrOrThrow("shape")))) {
      throw NodeRefusal.broken(
          node,
          "shares the variable '%s' with node '%s', which declares it differently",
          name,
          other.getName());
    }
  }

  private void validate(NodeDef node) {
    if (node.getName().length() > MAX_NAME_LENGTH || !NAME.matcher(node.getName()).matches()) {
      throw NodeRefusal.broken(node, "has a name that TensorFlow does not accept");
    }
    OpDef op = NodeOutputs.op(node);
    AttributeValidator.validate(node, op);
    validateInputs(node, op);
    outputTypes.put(node.getName(), types(node, op, op.getOutputArgList(), NodeOutputs.MAX_COUNT));
    if (node.getOp().equals("Const")) {
      constants.add(node);
    }
  }

  /** Of nodes that are what their ops declare. */
  private void validateSizes(NodeDef node) {
    sizes.check(node);
    sums.check(node);
    OpPreconditions.check(node, nodes);
    List<DataType> outputs = requireNonNull(outputTypes.get(node.getName()));
    if (EncodedPictures.ENCODERS.contains(node.getOp())) {
      Shape picture = pictureOf(node);
      strings.encoded(node, picture);
      pictures.encoded(node, picture);
    } else {
      strings.check(node, outputs.contains(DataType.DT_STRING));
    }
    pictures.check(node, outputs);
  }

  /**
   * The kernels of encoders end the process when a picture is empty, so its sizes must be known.
   */
  private Shape pictureOf(NodeDef encoder) {
    if (++encoders > MAX_ENCODERS) {
      throw NodeRefusal.of(
          encoder,
          "Maybe export the model without them.",
          "is one of more than %s that encode pictures",
          MAX_ENCODERS);
    }
    TensorRef picture = TensorRef.parse(encoder.getInput(0));
    ImmutableMap<String, NodeDef> path = Pruner.ancestors(picture, validated);
    try (StaticShapes shapes = StaticShapes.of(path.values(), Path.of(""))) {
      Shape shape = shapes.of(picture);
      boolean fits =
          !shape.isUnknown()
              && shape.numDimensions() >= 3
              && Arrays.stream(shape.asArray()).allMatch(size -> size > 0);
      if (!fits) {
        throw NodeRefusal.of(
            encoder,
            "Maybe export the model with pictures of a fixed size, or without it.",
            "encodes a picture of shape %s, where all sizes must be known and at least 1",
            shape);
      }
      return shape;
    }
  }

  private void validateInputs(NodeDef node, OpDef op) {
    List<DataType> declared = types(node, op, op.getInputArgList(), node.getInputCount());
    if (declared.size() != node.getInputCount()) {
      throw NodeRefusal.broken(
          node, "reads %s tensors, but its op takes %s", node.getInputCount(), declared.size());
    }
    for (int i = 0; i < declared.size(); i++) {
      TensorRef source = TensorRef.parse(node.getInput(i));
      List<DataType> offered = outputTypes.get(source.node());
      if (offered == null || !nodes.containsKey(source.node())) {
        throw NodeRefusal.broken(node, "reads '%s', which the graph lacks", source.node());
      }
      if (source.index() >= offered.size()) {
        throw NodeRefusal.broken(
            node,
            "reads output %s of node '%s', which has %s",
            source.index(),
            source.node(),
            offered.size());
      }
      DataType given = offered.get(source.index());
      if (given != declared.get(i)) {
        throw NodeRefusal.broken(
            node,
            "takes %s as input %s, but '%s' is %s",
            declared.get(i),
            i,
            source.toString(),
            given);
      }
    }
  }

  private static List<DataType> types(
      NodeDef node, OpDef op, List<OpDef.ArgDef> arguments, int most) {
    List<DataType> types = new ArrayList<>();
    for (OpDef.ArgDef argument : arguments) {
      if (!argument.getTypeListAttr().isEmpty()) {
        types.addAll(
            NodeOutputs.attribute(node, op, argument.getTypeListAttr()).getList().getTypeList());
        continue;
      }
      DataType type =
          argument.getTypeAttr().isEmpty()
              ? argument.getType()
              : NodeOutputs.attribute(node, op, argument.getTypeAttr()).getType();
      long count =
          argument.getNumberAttr().isEmpty()
              ? 1
              : NodeOutputs.attribute(node, op, argument.getNumberAttr()).getI();
      boolean counted = !argument.getNumberAttr().isEmpty();
      if (counted && (count < 0 || count > most - types.size())) {
        throw NodeRefusal.broken(
            node,
            "has %s as its attribute '%s', where there are at most %s tensors",
            count,
            argument.getNumberAttr(),
            most);
      }
      for (long i = 0; i < count; i++) {
        types.add(type);
      }
    }
    return types;
  }
}
