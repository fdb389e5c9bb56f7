package io.github.tfsaliency.opgradient;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** The nodes between inputs and output that a gradient comes through. */
public final class GradientPath {
  /** Lists of tensors are variants: a gradient has to come through them, or be missed. */
  private static final ImmutableSet<DataType> CARRIERS =
      ImmutableSet.of(DataType.DT_COMPLEX64, DataType.DT_COMPLEX128, DataType.DT_VARIANT);

  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Set<String> dependent = new HashSet<>();
  private final Set<String> reached = new HashSet<>();
  private final Set<String> onPath = new LinkedHashSet<>();
  private final ImmutableSet<TensorRef> inputs;

  private GradientPath(List<NodeDef> graph, ImmutableSet<TensorRef> inputs) {
    this.inputs = inputs;
    graph.forEach(node -> nodes.put(node.getName(), node));
  }

  /**
   * Walks from the inputs to the output over tensors that can carry a gradient.
   *
   * @param graph every node that the output depends on
   * @param inputs the tensors to differentiate with respect to
   * @param output the tensor to differentiate
   * @return the path, without nodes if there is none
   */
  public static GradientPath between(
      List<NodeDef> graph, ImmutableSet<TensorRef> inputs, TensorRef output) {
    GradientPath path = new GradientPath(graph, inputs);
    path.walkForward(graph);
    path.walkBack(output);
    return path;
  }

  /**
   * The nodes that pass a gradient on.
   *
   * @return without inputs that depend on no others
   */
  public ImmutableList<NodeDef> nodes() {
    return onPath.stream().map(this::node).collect(ImmutableList.toImmutableList());
  }

  /**
   * Whether the gradient with respect to a tensor is wanted.
   *
   * @param tensor one of the graph's
   * @return whether it depends on an input by a way that a gradient takes
   */
  public boolean carries(TensorRef tensor) {
    if (inputs.contains(tensor)) {
      return true;
    }
    return reached.contains(tensor.node()) && hasGradient(tensor);
  }

  /**
   * Whether the value depends on an input by a way that no gradient takes. TensorFlow would follow
   * it nevertheless, and fail, or round the gradient to whole numbers.
   *
   * @param tensor one of the graph's
   * @return whether it has to be stopped
   */
  public boolean dependsOtherwise(TensorRef tensor) {
    NodeDef producer = node(tensor.node());
    return dependent.contains(tensor.node()) && !carries(tensor) && !stopsInTensorFlow(producer);
  }

  /**
   * Whether a tensor is of a type that has gradients.
   *
   * @param tensor one of the graph's
   * @return whether it may carry one
   */
  public boolean hasGradient(TensorRef tensor) {
    DataType type = type(tensor);
    return NodeOutputs.isFloating(type) || CARRIERS.contains(type);
  }

  /**
   * The type of a tensor.
   *
   * @param tensor one of the graph's
   * @return its type
   */
  public DataType type(TensorRef tensor) {
    return NodeOutputs.type(node(tensor.node()), tensor.index());
  }

  private void walkForward(List<NodeDef> graph) {
    Map<String, Set<String>> readers = new HashMap<>();
    for (NodeDef node : graph) {
      for (String source : node.getInputList()) {
        readers
            .computeIfAbsent(TensorRef.parse(source).node(), any -> new LinkedHashSet<>())
            .add(node.getName());
      }
    }
    inputs.forEach(input -> dependent.add(input.node()));
    Set<String> starts = Set.copyOf(dependent);
    Deque<String> open = new ArrayDeque<>(dependent);
    while (!open.isEmpty()) {
      for (String reader : readers.getOrDefault(open.pop(), Set.of())) {
        if (dependent.add(reader)) {
          open.push(reader);
        }
      }
    }
    open.addAll(starts);
    while (!open.isEmpty()) {
      for (String reader : readers.getOrDefault(open.pop(), Set.of())) {
        NodeDef node = node(reader);
        boolean passes =
            !stops(node)
                && node.getInputList().stream()
                    .anyMatch(source -> carries(TensorRef.parse(source)));
        if (passes && reached.add(reader)) {
          open.push(reader);
        }
      }
    }
  }

  private void walkBack(TensorRef output) {
    Deque<String> open = new ArrayDeque<>();
    if (isBehindOthers(output)) {
      onPath.add(output.node());
      open.push(output.node());
    }
    while (!open.isEmpty()) {
      for (String source : node(open.pop()).getInputList()) {
        TensorRef tensor = TensorRef.parse(source);
        if (isBehindOthers(tensor) && onPath.add(tensor.node())) {
          open.push(tensor.node());
        }
      }
    }
  }

  /** What is differentiated with respect to may itself depend on what else is. */
  private boolean isBehindOthers(TensorRef tensor) {
    return carries(tensor) && (!inputs.contains(tensor) || reached.contains(tensor.node()));
  }

  /** Shapes and the like are read everywhere; TensorFlow stops at them without help. */
  private static boolean stopsInTensorFlow(NodeDef node) {
    return TensorFlowGradients.none().contains(node.getOp());
  }

  private static boolean stops(NodeDef node) {
    return stopsInTensorFlow(node) || MissingGradients.withoutGradient().contains(node.getOp());
  }

  private NodeDef node(String name) {
    @Nullable NodeDef node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException(name);
    }
    return node;
  }
}
