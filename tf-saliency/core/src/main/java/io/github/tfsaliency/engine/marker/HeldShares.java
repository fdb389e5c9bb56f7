package io.github.tfsaliency.engine.marker;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.canonical.CanonicalGraph;
import io.github.tfsaliency.canonical.CanonicalLayer;
import io.github.tfsaliency.canonical.WholeActivation;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.layer.Layer;
import io.github.tfsaliency.layer.LayerForm;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import io.github.tfsaliency.opgradient.GradientPath;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.tensorflow.proto.NodeDef;

/**
 * A model whose shares of attention are held constant: which of its layers a gradient still comes
 * through, and what each of them is.
 */
public final class HeldShares {
  private final InferenceGraph model;
  private final CanonicalGraph graph;
  private final GradientPath path;
  private final ImmutableList<NodeDef> nodes;

  /** The softmaxes, by their values. */
  private final Map<TensorRef, CanonicalLayer> shares = new LinkedHashMap<>();

  /** What depends on the input by shares alone. */
  private final Set<TensorRef> held = new HashSet<>();

  private final Set<String> live = new HashSet<>();

  private ImmutableList<CanonicalLayer> layers = ImmutableList.of();

  private HeldShares(InferenceGraph model, CanonicalGraph graph) {
    this.model = model;
    this.graph = graph;
    nodes = model.nodes().values().asList();
    path =
        GradientPath.between(
            nodes, ImmutableSet.copyOf(model.attributed().values()), model.output());
  }

  /**
   * Finds the shares of a model.
   *
   * @param graph its layers
   */
  public static HeldShares of(InferenceGraph model, CanonicalGraph graph) {
    HeldShares found = new HeldShares(model, graph);
    found.findShares();
    found.held.addAll(found.moved(found.shares.keySet(), false).tensors);
    found.walkBack();
    found.layers = found.findLayers();
    return found;
  }

  /** The layers that a gradient comes through, and the shares at which it ends, in order. */
  ImmutableList<CanonicalLayer> layers() {
    return layers;
  }

  private ImmutableList<CanonicalLayer> findLayers() {
    Map<String, CanonicalLayer> byNode = new HashMap<>();
    Set<String> gated = new HashSet<>();
    for (WholeActivation activation : graph.activations()) {
      if (activation.form().isSelfGated() && isLive(activation.node().getName())) {
        byNode.put(activation.node().getName(), activation.layer());
        gated.addAll(activation.region());
      }
    }
    for (CanonicalLayer layer : graph.layers()) {
      String node = layer.output().node();
      if (isLive(node) && layer.region().stream().noneMatch(gated::contains)) {
        byNode.put(node, isWeighted(layer) ? layer.inForm(LayerForm.WEIGHTED) : layer);
      }
    }
    shares.forEach((tensor, layer) -> byNode.put(tensor.node(), layer));
    Map<String, Integer> places = new HashMap<>();
    nodes.forEach(node -> places.put(node.getName(), places.size()));
    return byNode.values().stream()
        .sorted(Comparator.comparing(layer -> places.get(layer.output().node())))
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether a gradient comes through a node. */
  boolean isLive(String node) {
    return live.contains(node);
  }

  /** Whether the gradient of a tensor counts. */
  boolean isLive(TensorRef tensor) {
    return path.carries(tensor) && !held.contains(tensor);
  }

  private boolean isWeighted(CanonicalLayer layer) {
    return layer.layer().kind() == LayerKind.PRODUCT
        && inputs(layer.node()).stream().filter(this::isLive).count() < 2;
  }

  private void findShares() {
    for (NodeDef node : nodes) {
      TensorRef values = new TensorRef(node.getName(), 0);
      if (path.carries(values)) {
        softmax(node)
            .filter(layer -> moved(ImmutableSet.of(values), true).weighing)
            .ifPresent(layer -> shares.put(values, layer.inForm(LayerForm.SHARES)));
      }
    }
  }

  /** A softmax, of one op or of several. */
  private Optional<CanonicalLayer> softmax(NodeDef node) {
    if (OpTable.is(node.getOp(), OpTrait.DIVISION)) {
      return quotient(node);
    }
    return switch (node.getOp()) {
      case "Softmax" -> Optional.of(softmax(node, input(node, 0), ImmutableSet.of()));
      case "Exp" -> exponential(node);
      default -> Optional.empty();
    };
  }

  private static CanonicalLayer softmax(NodeDef node, TensorRef read, ImmutableSet<String> others) {
    return new CanonicalLayer(
        new Layer(LayerKind.SOFTMAX, node.getName(), node.getOp(), -1, false, false),
        node,
        ImmutableList.of(read),
        new TensorRef(node.getName(), 0),
        ImmutableSet.<String>builder().add(node.getName()).addAll(others).build(),
        ImmutableSet.of(),
        Optional.empty(),
        ImmutableSet.of());
  }

  /** Exponentials by their sum. */
  private Optional<CanonicalLayer> quotient(NodeDef node) {
    TensorRef exponentials = input(node, 0);
    NodeDef sum = producer(input(node, 1));
    boolean isSoftmax =
        producer(exponentials).getOp().equals("Exp")
            && sum.getOp().equals("Sum")
            && input(sum, 0).equals(exponentials);
    return isSoftmax
        ? Optional.of(softmax(node, exponentials, ImmutableSet.of(sum.getName())))
        : Optional.empty();
  }

  /** The exponential of a difference to a logarithm of a sum. */
  private Optional<CanonicalLayer> exponential(NodeDef node) {
    TensorRef difference = input(node, 0);
    if (!producer(difference).getOp().equals("Sub")) {
      return Optional.empty();
    }
    Deque<NodeDef> open = new ArrayDeque<>();
    Set<NodeDef> seen = new HashSet<>();
    open.add(producer(input(producer(difference), 1)));
    while (!open.isEmpty()) {
      NodeDef at = open.remove();
      if (!seen.add(at)) {
        continue;
      }
      if (at.getOp().equals("Log")) {
        return producer(input(at, 0)).getOp().equals("Sum")
            ? Optional.of(softmax(node, difference, ImmutableSet.of()))
            : Optional.empty();
      }
      if (at.getOp().equals("AddV2") || OpTable.is(at.getOp(), OpTrait.RESHAPE)) {
        inputs(at).forEach(each -> open.add(producer(each)));
      }
    }
    return Optional.empty();
  }

  /**
   * What is made of some tensors alone.
   *
   * @param weighing whether it is a factor of a sum of products with something else
   */
  private record Moved(Set<TensorRef> tensors, boolean weighing) {}

  private Moved moved(Set<TensorRef> start, boolean untilWeighing) {
    Set<TensorRef> tensors = new HashSet<>(start);
    boolean weighing = false;
    for (NodeDef node : nodes) {
      List<TensorRef> carrying = inputs(node).stream().filter(path::carries).toList();
      if (carrying.stream().noneMatch(tensors::contains)) {
        continue;
      }
      if (node.getOp().equals("IdentityN")) {
        IntStream.range(0, node.getInputCount())
            .filter(i -> tensors.contains(input(node, i)))
            .forEach(i -> tensors.add(new TensorRef(node.getName(), i)));
      } else if (tensors.containsAll(carrying)) {
        IntStream.range(0, NodeOutputs.count(node))
            .forEach(i -> tensors.add(new TensorRef(node.getName(), i)));
      } else if (OpTable.is(node.getOp(), OpTrait.MATRIX_PRODUCT)) {
        // Its sums leave no dimension of the shares' keys.
        weighing = true;
        if (untilWeighing) {
          break;
        }
      }
    }
    return new Moved(tensors, weighing);
  }

  private void walkBack() {
    Deque<TensorRef> open = new ArrayDeque<>();
    Set<TensorRef> seen = new HashSet<>();
    open.add(model.output());
    while (!open.isEmpty()) {
      TensorRef at = open.remove();
      if (!isLive(at) || !seen.add(at) || model.attributed().containsValue(at)) {
        continue;
      }
      NodeDef node = producer(at);
      live.add(node.getName());
      if (node.getOp().equals("IdentityN")) {
        open.add(input(node, at.index()));
      } else {
        open.addAll(inputs(node));
      }
    }
  }

  private static TensorRef input(NodeDef node, int index) {
    return TensorRef.parse(node.getInput(index));
  }

  private static List<TensorRef> inputs(NodeDef node) {
    return node.getInputList().stream().map(TensorRef::parse).toList();
  }

  private NodeDef producer(TensorRef tensor) {
    NodeDef node = model.nodes().get(tensor.node());
    if (node == null) {
      throw new IllegalArgumentException(tensor.toString());
    }
    return node;
  }
}
