package io.github.tfsaliency.engine.build;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.canonical.CanonicalGraph;
import io.github.tfsaliency.engine.forward.Ending;
import io.github.tfsaliency.engine.marker.HeldShares;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.Pruner;
import io.github.tfsaliency.graph.TensorRef;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.tensorflow.proto.NodeDef;

/**
 * A model as far as something is read of it: its output, or values ahead of that.
 *
 * @param graph the nodes
 * @param layers found when they are first asked for
 * @param parts the same without normalizations, in whose place are the layers they are made of
 * @param held the same where shares of attention are held
 * @param ending what is read
 */
public record EndedModel(
    InferenceGraph graph,
    Supplier<CanonicalGraph> layers,
    Supplier<CanonicalGraph> parts,
    Supplier<HeldShares> held,
    Ending ending) {
  /** A model that ends at its output. */
  public static EndedModel of(InferenceGraph model) {
    return of(model, Ending.OUTPUT);
  }

  /** A model that ends elsewhere. */
  public EndedModel at(Ending other) {
    return of(graph, other);
  }

  /** The same with maps of tensors inside. */
  public EndedModel withLayers(ImmutableList<TensorRef> tensors) {
    return new EndedModel(graph, layers, parts, held, ending.withLayers(tensors));
  }

  private static EndedModel of(InferenceGraph model, Ending ending) {
    InferenceGraph ended = ending.of(model);
    Supplier<CanonicalGraph> layers = Suppliers.memoize(() -> CanonicalGraph.of(ended));
    return new EndedModel(
        ended,
        layers,
        Suppliers.memoize(() -> CanonicalGraph.withoutNormalizations(ended)),
        Suppliers.memoize(() -> HeldShares.of(ended, layers.get())),
        ending);
  }

  /** Those nodes of a session that compute what is read. */
  public ImmutableList<NodeDef> among(Collection<NodeDef> forwardNodes) {
    if (ending.parts().isEmpty()) {
      return ImmutableList.copyOf(forwardNodes);
    }
    Map<String, NodeDef> nodes = new LinkedHashMap<>();
    forwardNodes.forEach(node -> nodes.put(node.getName(), node));
    nodes.putAll(ending.joining(graph));
    return ImmutableList.copyOf(Pruner.ancestors(graph.output(), nodes).values());
  }
}
