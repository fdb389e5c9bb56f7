package io.github.tfsaliency.engine.build;

import io.github.tfsaliency.engine.marker.MarkerInsertion;
import io.github.tfsaliency.engine.marker.MarkerSite;
import io.github.tfsaliency.graph.InferenceGraph;
import java.util.List;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * A model's graph at every stage of its way to a gradient, for those who want to look at it.
 *
 * @param inference what computes the explained output, without functions, BatchNorm folded
 * @param marked the same with a marker at each node that a rule overrides
 * @param gradient what runs: the marked graph on variables, the target, the gradient
 */
public record GraphStages(GraphDef inference, GraphDef marked, GraphDef gradient) {
  public static GraphStages of(InferenceGraph model, List<MarkerSite> sites, GraphDef gradient) {
    return new GraphStages(
        graph(model.nodes().values()),
        graph(MarkerInsertion.insert(model.nodes().values().asList(), sites).nodes()),
        gradient);
  }

  /** The nodes of a scope that reads nothing from outside, without the scope's name. */
  public static GraphDef under(String scope, GraphDef whole) {
    GraphDef.Builder graph = GraphDef.newBuilder().setVersions(whole.getVersions());
    for (NodeDef node : whole.getNodeList()) {
      if (node.getName().startsWith(scope)) {
        NodeDef.Builder copy = node.toBuilder().clearInput().setName(inside(scope, node.getName()));
        node.getInputList().forEach(input -> copy.addInput(inside(scope, input)));
        // It says beside which node of the whole graph a gradient is to be computed.
        copy.removeAttr("_class");
        graph.addNode(copy);
      }
    }
    return graph.build();
  }

  private static String inside(String scope, String name) {
    String control = name.startsWith("^") ? "^" : "";
    return control + name.substring(control.length() + scope.length());
  }

  private static GraphDef graph(Iterable<NodeDef> nodes) {
    return GraphDef.newBuilder().addAllNode(nodes).build();
  }
}
