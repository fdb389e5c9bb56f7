package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/**
 * Writes the quotient {@code v / (1 + exp(-u))} as the product of v and a sigmoid, so that it is
 * found as any gate: in the quotient no tensor has the sigmoid's values.
 */
public final class GateQuotients {
  private static final ImmutableSet<String> SUMS = ImmutableSet.of("Add", "AddV2");
  private static final ImmutableSet<String> QUOTIENTS = ImmutableSet.of("Div", "RealDiv");

  /** A reciprocal may be taken ahead of them as well as behind. */
  private static final ImmutableSet<String> MOVERS =
      ImmutableSet.of(
          "BroadcastTo",
          "Cast",
          "EnsureShape",
          "ExpandDims",
          "Identity",
          "Reshape",
          "Squeeze",
          "StridedSlice",
          "Tile",
          "Transpose");

  private static final int MAX_READERS = 256;
  private static final int MAX_STEPS = 8;

  private final ModelTensors tensors;
  private final ConstantNumbers numbers;
  private final Map<String, NodeDef> nodes;

  private GateQuotients(InferenceGraph graph, ModelTensors tensors) {
    this.tensors = tensors;
    numbers = new ConstantNumbers(tensors);
    nodes = new HashMap<>(graph.nodes());
  }

  /**
   * Writes out each whose divisor nothing else reads.
   *
   * @param graph the model
   * @return the same function apart from rounding; the node that gives the values keeps its name
   */
  public static InferenceGraph write(InferenceGraph graph) {
    ImmutableList<NodeDef> sums =
        graph.nodes().values().stream()
            .filter(node -> SUMS.contains(node.getOp()) && exponential(node, graph).isPresent())
            .collect(ImmutableList.toImmutableList());
    if (sums.isEmpty()) {
      return graph;
    }
    try (StaticShapes shapes = StaticShapes.of(graph)) {
      GateQuotients writing = new GateQuotients(graph, ModelTensors.of(graph, shapes));
      sums.forEach(
          sum -> exponential(sum, graph).ifPresent(exponential -> writing.write(sum, exponential)));
      return graph.withNodes(writing.nodes);
    }
  }

  /** Which of a sum's operands is an exponential. */
  private static Optional<Integer> exponential(NodeDef sum, InferenceGraph graph) {
    for (int i = 0; i < sum.getInputCount(); i++) {
      NodeDef operand = graph.nodes().get(NodeInput.tensor(sum, i).node());
      if (operand != null && operand.getOp().equals("Exp")) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  private void write(NodeDef sum, int exponential) {
    TensorRef divisor = new TensorRef(sum.getName(), 0);
    Optional<Double> number = numbers.number(NodeInput.tensor(sum, 1 - exponential));
    if (!tensors.varies(divisor) || number.filter(one -> one == 1).isEmpty()) {
      return;
    }
    ImmutableSet<TensorRef> own = own(NodeInput.tensor(sum, exponential));
    Set<TensorRef> moved = new HashSet<>(Set.of(divisor));
    List<NodeDef> quotients = new ArrayList<>();
    Deque<TensorRef> open = new ArrayDeque<>(moved);
    while (!open.isEmpty()) {
      TensorRef at = open.remove();
      if (at.equals(tensors.output()) || moved.size() > MAX_READERS) {
        return;
      }
      for (NodeDef reader : tensors.readers(at)) {
        if (OpTable.is(reader.getOp(), OpTrait.SIZE)) {
          continue;
        }
        if (MOVERS.contains(reader.getOp()) && NodeInput.tensor(reader, 0).equals(at)) {
          open.add(new TensorRef(reader.getName(), 0));
          moved.add(new TensorRef(reader.getName(), 0));
        } else if (divides(reader, at)) {
          quotients.add(reader);
        } else {
          return;
        }
      }
    }
    if (quotients.stream().anyMatch(quotient -> scalesAnother(quotient, own))) {
      write(divisor, quotients);
    }
  }

  private static boolean divides(NodeDef reader, TensorRef divisor) {
    return QUOTIENTS.contains(reader.getOp())
        && NodeInput.tensor(reader, 1).equals(divisor)
        && !NodeInput.tensor(reader, 0).equals(divisor);
  }

  /** What an exponential is of, scaled or not: divided by 1 + exp(-u), u gives a SiLU of u. */
  private ImmutableSet<TensorRef> own(TensorRef exponential) {
    ImmutableSet.Builder<TensorRef> own = ImmutableSet.builder();
    TensorRef at = exponential;
    for (int step = 0; step < MAX_STEPS; step++) {
      own.add(at);
      ImmutableList<Integer> varying = tensors.varyingInputs(tensors.producer(at));
      if (varying.size() != 1 || !PointwiseValues.knows(tensors.producer(at))) {
        break;
      }
      at = NodeInput.tensor(tensors.producer(at), varying.get(0));
    }
    return own.build();
  }

  private boolean scalesAnother(NodeDef quotient, ImmutableSet<TensorRef> own) {
    TensorRef dividend = NodeInput.tensor(quotient, 0);
    return !numbers.isConstant(dividend) && !own.contains(dividend);
  }

  private void write(TensorRef divisor, List<NodeDef> quotients) {
    NodeDef sum = tensors.producer(divisor);
    String reciprocal = sum.getName() + "/reciprocal";
    if (nodes.containsKey(reciprocal)) {
      return;
    }
    quotients.forEach(
        quotient ->
            nodes.put(
                quotient.getName(),
                nodes.getOrDefault(quotient.getName(), quotient).toBuilder().setOp("Mul").build()));
    tensors.readers(divisor).stream()
        .filter(reader -> !OpTable.is(reader.getOp(), OpTrait.SIZE))
        .forEach(reader -> read(reader.getName(), divisor, reciprocal));
    nodes.put(
        reciprocal,
        NodeDef.newBuilder()
            .setName(reciprocal)
            .setOp("Reciprocal")
            .addInput(divisor.toString())
            .putAttr("T", sum.getAttrOrThrow("T"))
            .build());
  }

  private void read(String reader, TensorRef old, String other) {
    NodeDef node = nodes.get(reader);
    if (node == null) {
      return;
    }
    NodeDef.Builder changed = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      if (TensorRef.parse(node.getInput(i)).equals(old)) {
        changed.setInput(i, other);
      }
    }
    nodes.put(reader, changed.build());
  }
}
