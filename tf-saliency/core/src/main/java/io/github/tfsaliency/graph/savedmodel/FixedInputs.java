package io.github.tfsaliency.graph.savedmodel;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Sets;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.ReachableNodes;
import io.github.tfsaliency.graph.ShapeProtos;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.inline.FlatGraph;
import io.github.tfsaliency.graph.inline.GraphDraft;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;

/**
 * Puts constants instead of inputs, before branches are resolved: a flag that says whether the
 * model is trained decides which ones there are. What an input has for each sample the constant is
 * repeated for.
 */
final class FixedInputs {
  private final ImmutableMap<String, FixedInput> values;
  private final ImmutableMap<String, TensorRef> tensors;
  private final FlatGraph flat;

  private FixedInputs(
      ImmutableMap<String, FixedInput> values,
      ImmutableMap<String, TensorRef> tensors,
      FlatGraph flat) {
    this.values = values;
    this.tensors = tensors;
    this.flat = flat;
  }

  /**
   * Finds what is to be fixed.
   *
   * @param values by the names of inputs of the signature, or of placeholders
   * @param inputs the signature's
   * @throws UnsupportedModelException if there is no such input
   */
  static FixedInputs of(
      ImmutableMap<String, FixedInput> values, Map<String, TensorInfo> inputs, FlatGraph flat) {
    ImmutableMap.Builder<String, TensorRef> tensors = ImmutableMap.builder();
    for (String name : values.keySet()) {
      TensorInfo input = inputs.get(name);
      TensorRef tensor = TensorRef.parse(input == null ? name : input.getName());
      NodeDef node = flat.nodes().get(tensor.node());
      if (input == null && (node == null || !isPlaceholder(node))) {
        throw new UnsupportedModelException(
            Message.of(
                "The model has no input '%s' that could be fixed.\nMaybe one of %s.",
                name,
                NearestNames.of(
                    name,
                    ImmutableSet.<String>builder()
                        .addAll(inputs.keySet())
                        .addAll(
                            flat.nodes().values().stream()
                                .filter(FixedInputs::isPlaceholder)
                                .map(NodeDef::getName)
                                .toList())
                        .build())));
      }
      // An input that no output of the signature depends on has no node.
      if (node != null) {
        tensors.put(name, tensor);
      }
    }
    return new FixedInputs(values, tensors.buildOrThrow(), flat);
  }

  /**
   * What may decide how a model is run, such as whether it is trained: flags, single numbers and
   * texts.
   *
   * @param graph the file's
   * @param name the signature's
   * @param fixed names that are no candidates any more
   * @return names that may be fixed, those of the signature first
   */
  static ImmutableSet<String> candidates(
      GraphDef graph, String name, SignatureDef signature, Set<String> fixed) {
    ImmutableSet.Builder<String> candidates = ImmutableSet.builder();
    Set<String> known = new HashSet<>();
    ImmutableSortedMap.copyOf(signature.getInputsMap())
        .forEach(
            (input, info) -> {
              known.add(TensorRef.parse(info.getName()).node());
              boolean scalar =
                  info.hasTensorShape()
                      && !info.getTensorShape().getUnknownRank()
                      && info.getTensorShape().getDimCount() == 0;
              boolean flag =
                  info.getDtype() == DataType.DT_BOOL || info.getDtype() == DataType.DT_STRING;
              if (scalar || flag) {
                candidates.add(input);
              }
            });
    Set<String> reached =
        ReachableNodes.inAnyCase(graph, ImmutableList.of(SignatureTensors.root(name, signature)))
            .nodes()
            .keySet();
    for (NodeDef node : graph.getNodeList()) {
      boolean beside =
          isPlaceholder(node)
              && reached.contains(node.getName())
              && !known.contains(node.getName());
      Shape shape = InputChoice.declaredShape(node);
      if (beside && (shape.isUnknown() || shape.numDimensions() == 0)) {
        candidates.add(node.getName());
      }
    }
    return ImmutableSet.copyOf(Sets.difference(candidates.build(), fixed));
  }

  private static boolean isPlaceholder(NodeDef node) {
    return OpTable.is(node.getOp(), OpTrait.PLACEHOLDER)
        || node.getOp().equals("PlaceholderWithDefault");
  }

  /**
   * Puts the constants into the graph.
   *
   * @param fed the other inputs
   */
  void put(GraphDraft graph, List<ModelInput> fed) {
    Optional<ModelInput> batched =
        fed.stream().filter(input -> hasFreeBatch(input.shape())).findFirst();
    tensors.forEach(
        (name, tensor) -> {
          NodeDef placeholder = flat.nodeOrThrow(tensor);
          DataType type = NodeOutputs.type(placeholder, 0);
          Shape declared = InputChoice.declaredShape(placeholder);
          FixedInput value = values.get(name);
          TensorProto constant =
              value instanceof FixedInput.Numbers numbers
                  ? numbers(name, type, numbers, declared)
                  : text(
                      name, type, ((FixedInput.Text) requireNonNull(value, name)).text(), declared);
          boolean repeated =
              batched.isPresent()
                  && hasFreeBatch(declared)
                  && constant.getTensorShape().getDim(0).getSize() == 1;
          if (repeated) {
            repeat(graph, tensor.node(), constant, batched.get());
          } else {
            graph.override(constant(constant).setName(tensor.node()).build());
          }
        });
  }

  private static boolean hasFreeBatch(Shape shape) {
    return !shape.isUnknown() && shape.numDimensions() > 0 && shape.get(0) == Shape.UNKNOWN_SIZE;
  }

  /** The constant as often as there are samples. */
  private static void repeat(
      GraphDraft graph, String name, TensorProto constant, ModelInput batched) {
    AttrValue index = type(DataType.DT_INT32);
    String one = graph.add(constant(constant), name + "/fixed");
    String shape =
        graph.add(
            NodeDef.newBuilder()
                .setOp("Shape")
                .addInput(batched.tensor().toString())
                .putAttr("T", type(batched.type()))
                .putAttr("out_type", index),
            name + "/fixed_shape");
    String samples =
        graph.add(
            NodeDef.newBuilder()
                .setOp("StridedSlice")
                .addInput(shape)
                .addInput(graph.add(constant(ints(0)), name + "/fixed_begin"))
                .addInput(graph.add(constant(ints(1)), name + "/fixed_end"))
                .addInput(graph.add(constant(ints(1)), name + "/fixed_stride"))
                .putAttr("T", index)
                .putAttr("Index", index),
            name + "/fixed_samples");
    int[] ones = new int[constant.getTensorShape().getDimCount() - 1];
    Arrays.fill(ones, 1);
    String multiples =
        graph.add(
            NodeDef.newBuilder()
                .setOp("ConcatV2")
                .addInput(samples)
                .addInput(graph.add(constant(ints(ones)), name + "/fixed_ones"))
                .addInput(
                    graph.add(
                        constant(ints(0).toBuilder().clearTensorShape().build()),
                        name + "/fixed_axis"))
                .putAttr("N", AttrValue.newBuilder().setI(2).build())
                .putAttr("T", index)
                .putAttr("Tidx", index),
            name + "/fixed_multiples");
    graph.override(
        NodeDef.newBuilder()
            .setName(name)
            .setOp("Tile")
            .addInput(one)
            .addInput(multiples)
            .putAttr("T", type(constant.getDtype()))
            .putAttr("Tmultiples", index)
            .build());
  }

  private static TensorProto ints(int... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(ShapeProtos.write(Shape.of(values.length)));
    Arrays.stream(values).forEach(tensor::addIntVal);
    return tensor.build();
  }

  private static NodeDef.Builder constant(TensorProto value) {
    return NodeDef.newBuilder()
        .setOp("Const")
        .putAttr("dtype", type(value.getDtype()))
        .putAttr("value", AttrValue.newBuilder().setTensor(value).build());
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  /** One value for all places; a constant that is written once stands for all of them. */
  private static TensorProto text(String name, DataType type, String text, Shape declared) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(type);
    if (!declared.isUnknown()) {
      tensor.setTensorShape(
          ShapeProtos.write(
              Shape.of(
                  Arrays.stream(declared.asArray())
                      .map(size -> size == Shape.UNKNOWN_SIZE ? 1 : size)
                      .toArray())));
    }
    if (type == DataType.DT_STRING) {
      return tensor.addStringVal(ByteString.copyFromUtf8(text)).build();
    }
    try {
      boolean truth = type == DataType.DT_BOOL;
      add(tensor, type, truth ? truth(text) : Double.parseDouble(text));
      return tensor.build();
    } catch (NumberFormatException e) {
      throw new SaliencyException(
          Message.of(
              "The input '%s' takes %s, which '%s' is not.", name, NodeOutputs.name(type), text),
          e);
    }
  }

  private static double truth(String text) {
    return switch (Ascii.toLowerCase(text)) {
      case "true", "1" -> 1;
      case "false", "0" -> 0;
      default -> throw new NumberFormatException(text);
    };
  }

  private static TensorProto numbers(
      String name, DataType type, FixedInput.Numbers numbers, Shape declared) {
    Shape shape = numbers.shape();
    boolean single =
        hasFreeBatch(declared) && shape.numDimensions() + 1 == declared.numDimensions();
    Shape whole = single ? Shape.of(1).append(shape) : shape;
    if (!declared.isCompatibleWith(whole) || type == DataType.DT_STRING) {
      throw new SaliencyException(
          Message.of(
              "The input '%s' takes %s of shape %s, and cannot be fixed to numbers of shape %s.",
              name,
              NodeOutputs.name(type),
              declared.isUnknown() ? "any shape" : declared.toString(),
              shape.toString()));
    }
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(type).setTensorShape(ShapeProtos.write(whole));
    ImmutableDoubleArray values = numbers.values();
    try {
      values.forEach(value -> add(tensor, type, value));
      return tensor.build();
    } catch (NumberFormatException e) {
      throw new SaliencyException(
          Message.of(
              "The input '%s' takes %s, but the array has other values: %s.",
              name, NodeOutputs.name(type), Message.reason(e)),
          e);
    }
  }

  private static void add(TensorProto.Builder tensor, DataType type, double value) {
    boolean whole = value == Math.rint(value);
    switch (type) {
      case DT_FLOAT -> tensor.addFloatVal((float) value);
      case DT_DOUBLE -> tensor.addDoubleVal(value);
      case DT_BOOL -> tensor.addBoolVal(value != 0);
      case DT_INT64 -> tensor.addInt64Val(requireWhole(whole, value));
      case DT_INT32, DT_INT16, DT_INT8, DT_UINT8, DT_UINT16 ->
          tensor.addIntVal((int) requireWhole(whole && value == (int) value, value));
      default ->
          throw new SaliencyException(
              Message.of("An input of %s cannot be fixed.", NodeOutputs.name(type)));
    }
  }

  private static long requireWhole(boolean whole, double value) {
    if (!whole || Math.abs(value) > 1L << 53) {
      throw new NumberFormatException(String.valueOf(value));
    }
    return (long) value;
  }

  /** The signature's inputs that are not fixed. */
  Map<String, TensorInfo> others(Map<String, TensorInfo> inputs) {
    Map<String, TensorInfo> others = new LinkedHashMap<>(inputs);
    others.keySet().removeAll(values.keySet());
    return others;
  }
}
