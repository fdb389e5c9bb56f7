package io.github.tfsaliency.engine.build;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.engine.marker.MarkerInsertion;
import io.github.tfsaliency.engine.marker.MarkerSite;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/** Where the incoming gradient is worth looking at: at linear layers, activations, markers. */
final class TracedLayers {
  private TracedLayers() {}

  private static boolean isTraced(String op) {
    return OpTable.is(op, OpTrait.LINEAR) || OpTable.is(op, OpTrait.ACTIVATION);
  }

  /** Where the outputs that were asked for are found in the marked graph, in forward order. */
  static ImmutableMap<String, TensorRef> of(
      Traced traced,
      Set<String> weights,
      List<NodeDef> forward,
      List<MarkerSite> sites,
      MarkerInsertion marked) {
    return switch (traced) {
      case NOTHING -> ImmutableMap.of();
      case LAYERS -> of(forward, sites, marked);
      case NODES -> ofNodes(weights, forward, marked);
    };
  }

  private static ImmutableMap<String, TensorRef> ofNodes(
      Set<String> weights, List<NodeDef> forward, MarkerInsertion marked) {
    ImmutableMap.Builder<String, TensorRef> nodes = ImmutableMap.builder();
    for (NodeDef node : forward) {
      boolean varies = !weights.contains(node.getName()) && NodeOutputs.count(node) > 0;
      if (varies && NodeOutputs.isFloating(NodeOutputs.type(node, 0))) {
        nodes.put(node.getName(), marked.marked(new TensorRef(node.getName(), 0)));
      }
    }
    return nodes.buildOrThrow();
  }

  /** Where their outputs are found in the marked graph, by the layers' names, in forward order. */
  static ImmutableMap<String, TensorRef> of(
      List<NodeDef> forward, List<MarkerSite> sites, MarkerInsertion marked) {
    ImmutableMap<TensorRef, MarkerSite> byOutput = Maps.uniqueIndex(sites, MarkerSite::output);
    Map<String, TensorRef> traced = new LinkedHashMap<>();
    for (NodeDef node : forward) {
      TensorRef output = new TensorRef(node.getName(), 0);
      MarkerSite site = byOutput.get(output);
      if (site != null) {
        // A layer of several nodes has the name of its op, and is given relevance at its end.
        traced.remove(site.node().getName());
        traced.put(site.node().getName(), marked.marked(output));
      } else if (isTraced(node.getOp()) && NodeOutputs.isFloating(NodeOutputs.type(node, 0))) {
        traced.put(node.getName(), output);
      }
    }
    return ImmutableMap.copyOf(traced);
  }
}
