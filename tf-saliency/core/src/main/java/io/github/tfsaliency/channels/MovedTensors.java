package io.github.tfsaliency.channels;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.ConstantInts;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The nodes of a model while its tensors go over to channels last: which have done so, and what
 * gives each of them in the one order or the other.
 */
final class MovedTensors {
  private final InferenceGraph model;
  private final StaticShapes shapes;
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
  private final Map<TensorRef, Integer> ranks = new HashMap<>();
  private final Map<TensorRef, TensorRef> aliases = new HashMap<>();
  private final Map<TensorRef, String> converted = new HashMap<>();

  MovedTensors(InferenceGraph model, StaticShapes shapes) {
    this.model = model;
    this.shapes = shapes;
  }

  ImmutableMap<String, NodeDef> nodes() {
    return ImmutableMap.copyOf(nodes);
  }

  /** The tensors with channels last. */
  ImmutableSet<TensorRef> moved() {
    return ImmutableSet.copyOf(ranks.keySet());
  }

  boolean isMoved(TensorRef tensor) {
    return ranks.containsKey(tensor);
  }

  boolean readsMoved(NodeDef node) {
    return node.getInputList().stream().anyMatch(input -> isMoved(TensorRef.parse(input)));
  }

  /** The number of dimensions, or -1. */
  int rank(TensorRef tensor) {
    Integer known = ranks.get(tensor);
    return known != null ? known : shape(tensor).numDimensions();
  }

  /** As the file has it. */
  Shape shape(TensorRef tensor) {
    return shapes.of(tensor);
  }

  /** The constant integers of a node's input. */
  Optional<int[]> integers(NodeDef node, int input) {
    return ConstantInts.of(TensorRef.parse(node.getInput(input)), model.nodes());
  }

  NodeDef producer(TensorRef tensor) {
    return requireNonNull(model.nodes().get(tensor.node()), tensor.node());
  }

  DataType type(TensorRef tensor) {
    return NodeOutputs.type(producer(tensor), tensor.index());
  }

  /** What is explained, and what a map is asked of, has to stay a tensor of its own. */
  boolean mayVanish(NodeDef node) {
    return !model.output().node().equals(node.getName())
        && model.attributed().values().stream()
            .noneMatch(tensor -> tensor.node().equals(node.getName()));
  }

  void put(NodeDef node) {
    nodes.put(node.getName(), node);
  }

  /** Puts a node whose first outputs have channels last. */
  void putMoved(NodeDef node, int outputs, int rank) {
    put(node);
    for (int i = 0; i < outputs; i++) {
      ranks.put(new TensorRef(node.getName(), i), rank);
    }
  }

  /** From now on every reader of the node's output reads another tensor. */
  void replace(NodeDef node, TensorRef replacement) {
    aliases.put(new TensorRef(node.getName(), 0), replacement);
  }

  void replaceMoved(NodeDef node, TensorRef replacement, int rank) {
    replace(node, replacement);
    ranks.put(new TensorRef(node.getName(), 0), rank);
  }

  /** The tensor that carries another's values, in whichever order. */
  TensorRef actual(TensorRef tensor) {
    return aliases.getOrDefault(tensor, tensor);
  }

  /** The tensor in the order of the file. */
  TensorRef first(TensorRef tensor) {
    Integer rank = ranks.get(tensor);
    return rank == null
        ? actual(tensor)
        : converted(tensor, InferenceGraph.CHANNELS_FIRST, ChannelOrder.toFirst(rank));
  }

  /** The tensor with channels last. */
  TensorRef last(TensorRef tensor, int rank) {
    return isMoved(tensor)
        ? actual(tensor)
        : converted(tensor, InferenceGraph.CHANNELS_LAST, ChannelOrder.toLast(rank));
  }

  /** The tensor in another order, made once for all who read it. */
  private TensorRef converted(TensorRef tensor, String suffix, List<Integer> order) {
    return TensorRef.parse(
        converted.computeIfAbsent(
            tensor,
            any ->
                transpose(name(tensor, suffix), actual(tensor).toString(), type(tensor), order)));
  }

  /** A summand or factor of fewer dimensions, with channels last. */
  String lastOfFewer(TensorRef tensor, int rank, String name) {
    String spread = first(tensor).toString();
    for (int own = rank(tensor); own < rank; own++) {
      String expanded = name + "/expanded_" + own;
      put(
          NodeDef.newBuilder()
              .setName(expanded)
              .setOp("ExpandDims")
              .addInput(spread)
              .addInput(integers(expanded + "/dimension", true, 0))
              .putAttr("T", type(type(tensor)))
              .putAttr("Tdim", type(DataType.DT_INT32))
              .build());
      spread = expanded;
    }
    return transpose(
        name + "/" + InferenceGraph.CHANNELS_LAST, spread, type(tensor), ChannelOrder.toLast(rank));
  }

  private static String name(TensorRef tensor, String suffix) {
    return tensor.node() + "/" + suffix + (tensor.index() == 0 ? "" : "_" + tensor.index());
  }

  /** Adds a transposition. */
  String transpose(String name, String input, DataType type, List<Integer> order) {
    put(transposition(name, input, type, order));
    return name;
  }

  NodeDef transposition(String name, String input, DataType type, List<Integer> order) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Transpose")
        .addInput(input)
        .addInput(
            integers(name + "/order", false, order.stream().mapToInt(Integer::intValue).toArray()))
        .putAttr("T", type(type))
        .putAttr("Tperm", type(DataType.DT_INT32))
        .build();
  }

  /** Adds a constant of as many dimensions as its shape says. */
  String integers(String name, List<Long> shape, int... values) {
    TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder();
    shape.forEach(size -> sizes.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(sizes);
    for (int value : values) {
      tensor.addIntVal(value);
    }
    put(
        NodeDef.newBuilder()
            .setName(name)
            .setOp("Const")
            .putAttr("dtype", type(DataType.DT_INT32))
            .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
            .build());
    return name;
  }

  /** Adds a constant vector, or a scalar. */
  String integers(String name, boolean scalar, int... values) {
    return integers(
        name, scalar ? ImmutableList.of() : ImmutableList.of((long) values.length), values);
  }

  /**
   * A vector with an element for each dimension, in the other order.
   *
   * @param order for each new element, the number of the old one
   */
  NodeDef reordered(String name, String vector, DataType type, List<Integer> order) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      int from = order.get(i);
      parts.add(part(name + "/part_" + i, vector, type, from));
    }
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Pack")
        .addAllInput(parts)
        .putAttr("N", AttrValue.newBuilder().setI(parts.size()).build())
        .putAttr("T", type(type))
        .putAttr("axis", AttrValue.newBuilder().setI(0).build())
        .build();
  }

  private String part(String name, String vector, DataType type, int index) {
    put(
        NodeDef.newBuilder()
            .setName(name)
            .setOp("StridedSlice")
            .addInput(vector)
            .addInput(integers(name + "/begin", false, index))
            .addInput(integers(name + "/end", false, index + 1))
            .addInput(integers(name + "/strides", false, 1))
            .putAttr("T", type(type))
            .putAttr("Index", type(DataType.DT_INT32))
            .putAttr("shrink_axis_mask", AttrValue.newBuilder().setI(1).build())
            .build());
    return name;
  }

  static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  /** What a node reads, by its place. */
  static TensorRef input(NodeDef node, int index) {
    return TensorRef.parse(node.getInput(index));
  }
}
