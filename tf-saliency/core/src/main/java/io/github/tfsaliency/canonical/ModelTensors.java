package io.github.tfsaliency.canonical;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.FloatsAhead;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import io.github.tfsaliency.opgradient.GradientPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Facts about a model's tensors that are known before it runs. */
final class ModelTensors {
  private final InferenceGraph model;
  private final StaticShapes shapes;
  private final ImmutableSet<String> weights;
  private final Readers readers;
  private final GradientPath path;
  private final Set<String> varying = new HashSet<>();

  private ModelTensors(InferenceGraph model, StaticShapes shapes) {
    this.model = model;
    this.shapes = shapes;
    weights = model.weightNodes();
    readers = Readers.of(model);
    path =
        GradientPath.between(
            model.nodes().values().asList(),
            ImmutableSet.copyOf(model.attributed().values()),
            model.output());
  }

  static ModelTensors of(InferenceGraph model, StaticShapes shapes) {
    ModelTensors tensors = new ModelTensors(model, shapes);
    for (NodeDef node : model.nodes().values()) {
      if (!OpTable.is(node.getOp(), OpTrait.FILLED)
          && node.getInputList().stream().anyMatch(in -> tensors.varies(TensorRef.parse(in)))) {
        tensors.varying.add(node.getName());
      }
    }
    return tensors;
  }

  ImmutableList<NodeDef> nodes() {
    return model.nodes().values().asList();
  }

  TensorRef output() {
    return model.output();
  }

  boolean isAttributed(TensorRef tensor) {
    return model.attributed().containsValue(tensor);
  }

  NodeDef node(String name) {
    return requireNonNull(model.nodes().get(name), name);
  }

  NodeDef producer(TensorRef tensor) {
    return node(tensor.node());
  }

  /** Whether a node's output is as large as one of its inputs, as far as that is known. */
  boolean keepsShape(NodeDef node, int input) {
    return haveSameShape(NodeInput.tensor(node, input), node);
  }

  /** Whether a node's output is as large as a tensor that it is computed from. */
  boolean haveSameShape(TensorRef source, NodeDef end) {
    Shape before = shape(source);
    Shape after = shape(new TensorRef(end.getName(), 0));
    if (before.isUnknown() || after.isUnknown()) {
      return true;
    }
    boolean kept = before.numDimensions() == after.numDimensions();
    for (int i = 0; kept && i < before.numDimensions(); i++) {
      kept = before.get(i) != 1 || after.get(i) == 1 || after.get(i) == Shape.UNKNOWN_SIZE;
    }
    return kept;
  }

  /** Whether a floating-point or complex value depends on the attributed ones, by whatever way. */
  boolean varies(TensorRef tensor) {
    return isAttributed(tensor)
        || (varying.contains(tensor.node())
            && (NodeOutputs.isFloating(type(tensor)) || NodeOutputs.isComplex(type(tensor))));
  }

  /** Whether a node reads or gives complex numbers. */
  boolean isComplex(NodeDef node) {
    return NodeOutputs.isComplex(NodeOutputs.type(node, 0))
        || IntStream.range(0, node.getInputCount())
            .anyMatch(i -> NodeOutputs.isComplex(type(NodeInput.tensor(node, i))));
  }

  /** What may be explained in a node's place. */
  ImmutableList<TensorRef> ahead(NodeDef node) {
    return FloatsAhead.of(
        varyingInputs(node).stream().map(i -> NodeInput.tensor(node, i)).toList(), model.nodes());
  }

  private DataType type(TensorRef tensor) {
    return NodeOutputs.type(producer(tensor), tensor.index());
  }

  /** Whether a gradient, and so relevance, may go to a tensor. */
  boolean carries(TensorRef tensor) {
    return path.carries(tensor);
  }

  boolean isWeight(TensorRef tensor) {
    return weights.contains(tensor.node())
        && NodeOutputs.isFloating(NodeOutputs.type(producer(tensor), tensor.index()));
  }

  /** Whether a value of any type depends on nothing that is fed. */
  boolean isStored(TensorRef tensor) {
    return weights.contains(tensor.node());
  }

  boolean isEncoding(NodeDef node) {
    return model.inputs().stream().anyMatch(input -> AffineInput.isPartOf(node, input));
  }

  Shape shape(TensorRef tensor) {
    return shapes.of(tensor);
  }

  /** The size of the last dimension, or -1. */
  long channels(TensorRef tensor) {
    Shape shape = shape(tensor);
    return shape.isUnknown() || shape.numDimensions() == 0
        ? Shape.UNKNOWN_SIZE
        : shape.get(shape.numDimensions() - 1);
  }

  /** Which inputs of a node vary. */
  ImmutableList<Integer> varyingInputs(NodeDef node) {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < node.getInputCount(); i++) {
      if (varies(NodeInput.tensor(node, i))) {
        indices.add(i);
      }
    }
    return ImmutableList.copyOf(indices);
  }

  boolean isRead(TensorRef tensor) {
    return readers.isRead(tensor);
  }

  ImmutableList<NodeDef> readers(TensorRef tensor) {
    return readers.of(tensor);
  }

  /** Whether a node takes more than the size of what it reads. */
  static boolean readsValues(NodeDef reader) {
    return !OpTable.is(reader.getOp(), OpTrait.FILLED) && !OpTable.is(reader.getOp(), OpTrait.SIZE);
  }

  /** The node that alone reads a tensor's values; those that ask for its size do not count. */
  @Nullable NodeDef onlyReader(TensorRef tensor) {
    List<NodeDef> reading = readers.of(tensor).stream().filter(ModelTensors::readsValues).toList();
    return reading.size() == 1 && !tensor.equals(output()) ? reading.get(0) : null;
  }
}
