package io.github.tfsaliency.engine.marker;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.gradient.LayerRules;
import io.github.tfsaliency.graph.PointwiseOps;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import io.github.tfsaliency.opgradient.DifferenceGradients;
import io.github.tfsaliency.opgradient.GradientPath;
import io.github.tfsaliency.opgradient.OpGradient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.proto.NodeDef;

/**
 * Which nodes hand down differences from the reference instead of a gradient.
 *
 * @param kinds of the layers whose nodes do so; none where nothing is compared
 * @param ruled nodes that a rule stands for
 */
public record Comparison(ImmutableSet<LayerKind> kinds, ImmutableSet<String> ruled) {
  /** Every node keeps its gradient. */
  public static final Comparison NONE = new Comparison(ImmutableSet.of(), ImmutableSet.of());

  /** What rules and the sites that they chose leave. */
  public static Comparison of(Optional<LayerRules> rules, List<MarkerSite> sites) {
    return rules
        .map(LayerRules::compared)
        .filter(kinds -> !kinds.isEmpty())
        .map(
            kinds ->
                new Comparison(
                    kinds,
                    sites.stream()
                        .flatMap(site -> site.region().stream())
                        .collect(ImmutableSet.toImmutableSet())))
        .orElse(NONE);
  }

  /**
   * The multipliers of a node.
   *
   * @param nodes all of the graph, by name
   * @return empty where its derivative serves
   * @throws UnsupportedModelException if neither does
   */
  Optional<OpGradient> multipliers(NodeDef node, GradientPath path, Map<String, NodeDef> nodes) {
    if (kinds.isEmpty() || ruled.contains(node.getName()) || keepsChoice(node)) {
      return Optional.empty();
    }
    ImmutableSet<Integer> carrying =
        IntStream.range(0, node.getInputCount())
            .filter(i -> path.carries(TensorRef.parse(node.getInput(i))))
            .boxed()
            .collect(ImmutableSet.toImmutableSet());
    if (DifferenceGradients.isLinear(node, carrying)) {
      return Optional.empty();
    }
    if (isWrittenSoftmax(node, nodes)) {
      return Optional.of(DifferenceGradients.ofWrittenSoftmax());
    }
    Optional<OpGradient> multipliers = DifferenceGradients.of(node, carrying);
    if (multipliers.isEmpty()) {
      throw new UnsupportedModelException(
          Message.of(
              "The difference from the baseline does not pass the node '%s' (op '%s'): it is"
                  + " neither linear, nor a function of each value of one tensor, nor a product,"
                  + " quotient, power or softmax.\n"
                  + "Maybe use the gradient or integrated gradients, or choose an output before"
                  + " that node with Model.from(path).output(name).",
              node.getName(), node.getOp()));
    }
    return multipliers;
  }

  /** Exponentials by their sum; the rule of the exponential stands in a marker of its own. */
  private static boolean isWrittenSoftmax(NodeDef node, Map<String, NodeDef> nodes) {
    if (!OpTable.is(node.getOp(), OpTrait.DIVISION)) {
      return false;
    }
    NodeDef sum = producer(node, 1, nodes);
    NodeDef exponentials = producer(node, 0, nodes);
    if (exponentials.getOp().equals("IdentityN")) {
      exponentials = producer(exponentials, 0, nodes);
    }
    return exponentials.getOp().equals("Exp")
        && sum.getOp().equals("Sum")
        && PointwiseOps.keepsDimensions(sum)
        && sum.getInput(0).equals(node.getInput(0));
  }

  private static NodeDef producer(NodeDef reader, int input, Map<String, NodeDef> nodes) {
    String name = TensorRef.parse(reader.getInput(input)).node();
    return requireNonNull(nodes.get(name), name);
  }

  private boolean keepsChoice(NodeDef node) {
    return OpTable.is(node.getOp(), OpTrait.CHOICE)
        && !OpTable.is(node.getOp(), OpTrait.BINARY)
        && !kinds.contains(LayerKind.MAX_POOL);
  }
}
