package io.github.tfsaliency.canonical;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.canonical.ChannelOps.Affine;
import io.github.tfsaliency.channels.FilterLayout;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Folds BatchNorm into the convolution or matrix product before it: W' = W s, b' = b s + t.
 *
 * <p>Found by structure, not by name: after a linear layer any chain of additions, multiplications
 * and divisions by weights for each channel is one affine map, whether it was written as
 * FusedBatchNorm, as Mul and Add, or as a bias. Nodes between that only move values, such as the
 * Squeeze of a convolution in one dimension, stay where they are; so does a factor that belongs to
 * the activation behind it. What is left of a chain is at most one BiasAdd, instead of its last
 * node. Both passes get faster, and no map of a method that only modifies activations changes apart
 * from rounding.
 */
public final class BatchNormFolding {
  /** What the names of merged weights have behind the name of their layer. */
  public static final String FOLDED = "/folded";

  private final InferenceGraph graph;
  private final ImmutableSet<String> weights;
  private final StaticShapes shapes;
  private final Readers readers;
  private final Map<String, NodeDef> folded;

  /** Found only where a number follows a layer, as most models have none there. */
  private final Supplier<ImmutableSet<String>> withinActivations =
      Suppliers.memoize(this::withinActivations);

  private BatchNormFolding(InferenceGraph graph, StaticShapes shapes) {
    this.graph = graph;
    this.shapes = shapes;
    weights = graph.weightNodes();
    readers = Readers.of(graph);
    folded = new HashMap<>(graph.nodes());
  }

  /**
   * Folds wherever it is possible.
   *
   * @param graph the model
   * @return the same function with fewer nodes on the path from input to output
   */
  public static InferenceGraph fold(InferenceGraph graph) {
    try (StaticShapes shapes = StaticShapes.of(graph)) {
      BatchNormFolding folding = new BatchNormFolding(graph, shapes);
      for (NodeDef node : graph.nodes().values()) {
        if (FilterLayout.isLinear(node) && !folding.weights.contains(node.getName())) {
          folding.foldAfter(node);
        }
      }
      return graph.withNodes(folding.folded);
    }
  }

  private void foldAfter(NodeDef linear) {
    DataType type = NodeOutputs.type(linear, 0);
    Optional<FilterLayout> layout = FilterLayout.of(linear, shapes);
    if (!Expressions.supports(type)
        || layout.isEmpty()
        || !isWeight(TensorRef.parse(linear.getInput(1)), type)) {
      return;
    }
    Expressions expressions = new Expressions(linear.getName() + FOLDED, type);
    Chain chain =
        chainAfter(
            linear, new ChannelOps(weights, shapes, readers, layout.get().channels(), expressions));
    if (isCanonical(chain)) {
      return;
    }
    Affine affine = chain.affine();
    if (affine.scale() != null) {
      String scale = expressions.reshape(affine.scale(), layout.get().scaleShape());
      String filter = expressions.multiply(linear.getInput(1), scale);
      folded.put(linear.getName(), linear.toBuilder().setInput(1, filter).build());
    }
    String source = linear.getName();
    for (NodeDef move : chain.moves()) {
      folded.put(move.getName(), move.toBuilder().setInput(0, source).build());
      source = move.getName();
    }
    NodeDef last = chain.merged().get(chain.merged().size() - 1);
    folded.put(last.getName(), offset(last, source, affine.offset(), expressions));
    folded.putAll(expressions.nodes());
  }

  /** The nodes after a layer that one affine map replaces, and the moves between them. */
  private record Chain(
      Affine affine, ImmutableList<NodeDef> merged, ImmutableList<NodeDef> moves) {}

  private Chain chainAfter(NodeDef linear, ChannelOps ops) {
    Affine affine = Affine.IDENTITY;
    List<NodeDef> merged = new ArrayList<>();
    List<NodeDef> moves = new ArrayList<>();
    int movesBeforeLast = 0;
    NodeDef previous = linear;
    for (Optional<NodeDef> next = readers.only(linear);
        next.isPresent();
        next = readers.only(previous)) {
      NodeDef node = next.get();
      if (ops.isMove(node, previous)) {
        moves.add(node);
      } else {
        Optional<Affine> extended = ops.extend(affine, node, previous);
        if (extended.isEmpty() || beginsAnActivation(node)) {
          break;
        }
        affine = extended.get();
        merged.add(node);
        movesBeforeLast = moves.size();
      }
      previous = node;
    }
    return new Chain(
        affine,
        ImmutableList.copyOf(merged),
        ImmutableList.copyOf(moves.subList(0, movesBeforeLast)));
  }

  /** Whether a factor belongs to the function that follows: the 0.2 of a hard sigmoid. */
  private boolean beginsAnActivation(NodeDef node) {
    return (node.getOp().equals("Mul") || OpTable.is(node.getOp(), OpTrait.QUOTIENT))
        && node.getInputList().stream()
            .map(TensorRef::parse)
            .anyMatch(each -> weights.contains(each.node()) && shapes.of(each).size() == 1)
        && withinActivations.get().contains(node.getName());
  }

  private ImmutableSet<String> withinActivations() {
    return WholeActivations.of(ModelTensors.of(graph, shapes)).stream()
        .flatMap(activation -> activation.region().stream())
        .collect(ImmutableSet.toImmutableSet());
  }

  /** In a product of mixed types the filter need not have the type of the output. */
  private boolean isWeight(TensorRef tensor, DataType type) {
    NodeDef node = graph.nodes().get(tensor.node());
    return node != null
        && weights.contains(tensor.node())
        && NodeOutputs.type(node, tensor.index()) == type;
  }

  private boolean isCanonical(Chain chain) {
    if (chain.merged().isEmpty()) {
      return true;
    }
    NodeDef only = chain.merged().get(0);
    boolean sum = only.getOp().equals("AddV2") && !takesBiasAdd(only);
    return chain.merged().size() == 1
        && chain.affine().scale() == null
        && (sum || only.getOp().equals("BiasAdd"));
  }

  /** Without an offset the last node of the chain still needs its name: it is an identity then. */
  private NodeDef offset(
      NodeDef last, String source, @Nullable String offset, Expressions expressions) {
    if (offset == null) {
      return expressions.identity(last.getName(), source);
    }
    return takesBiasAdd(last)
        ? expressions.bias(last.getName(), source, offset)
        : expressions.sum(last.getName(), source, offset);
  }

  private boolean takesBiasAdd(NodeDef node) {
    Shape shape = shapes.of(new TensorRef(node.getName(), 0));
    return !shape.isUnknown() && shape.numDimensions() >= 2;
  }
}
