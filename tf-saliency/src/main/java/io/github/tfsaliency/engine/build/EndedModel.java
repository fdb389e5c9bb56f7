package io.github.tfsaliency.engine.build;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.canonical.CanonicalGraph;
import io.github.tfsaliency.engine.forward.Ending;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.Pruner;
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
 * @param ending what is read
 */
public record EndedModel(InferenceGraph graph, Supplier<CanonicalGraph> layers, Ending ending) {
  /** A model that ends at its output. */
  public static EndedModel of(InferenceGraph model) {
    return of(model, Ending.OUTPUT);
  }

  /** A model that ends elsewhere. */
  public EndedModel at(Ending other) {
    return of(graph, other);
  }

  private static EndedModel of(InferenceGraph model, Ending ending) {
    InferenceGraph ended = ending.of(model);
    return new EndedModel(ended, Suppliers.memoize(() -> CanonicalGraph.of(ended)), ending);
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
