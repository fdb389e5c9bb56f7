package io.github.tfsaliency.engine.marker;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.canonical.CanonicalGraph;
import io.github.tfsaliency.canonical.WholeActivation;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/**
 * Nodes that are not linear around the input under rules for some layers, because no value is held
 * constant there.
 */
public final class KeptActivations {
  private final HeldShares held;
  private final InferenceGraph model;

  private KeptActivations(HeldShares held, InferenceGraph model) {
    this.held = held;
    this.model = model;
  }

  /**
   * The activations that keep their derivative under rules that need not cover every layer.
   *
   * @param sites where the rules stand
   * @return in execution order, without what is linear between its bends
   */
  public static ImmutableList<PlacedRule> of(
      InferenceGraph model, CanonicalGraph graph, HeldShares held, List<MarkerSite> sites) {
    KeptActivations kept = new KeptActivations(held, model);
    Set<String> covered = new HashSet<>();
    sites.forEach(site -> covered.addAll(site.region()));
    ImmutableList.Builder<PlacedRule> found = ImmutableList.builder();
    Set<String> whole = new HashSet<>();
    for (WholeActivation activation : graph.activations()) {
      String name = activation.node().getName();
      if (!covered.contains(name)) {
        whole.addAll(activation.region());
        if (held.isLive(name) && !activation.isPiecewiseLinear() && !kept.isScore(name)) {
          found.add(kept(name, activation.function(), activation.region()));
        }
      }
    }
    for (NodeDef node : model.nodes().values()) {
      String name = node.getName();
      if (held.isLive(name)
          && !covered.contains(name)
          && !whole.contains(name)
          && !kept.isScore(name)
          && kept.isNonlinear(node)) {
        found.add(kept(name, node.getOp(), ImmutableSet.of(name)));
      }
    }
    return found.build();
  }

  private static PlacedRule kept(String node, String function, ImmutableSet<String> region) {
    return new PlacedRule(
        node,
        "gradient",
        Message.of("%s keeps its own derivative, because it is not x gate(x)", function),
        region);
  }

  /** A probability is what is explained. */
  private boolean isScore(String node) {
    return model.output().node().equals(node);
  }

  private boolean isNonlinear(NodeDef node) {
    String op = node.getOp();
    if (OpTable.is(op, OpTrait.PIECEWISE_LINEAR)) {
      return false;
    }
    List<TensorRef> inputs = node.getInputList().stream().map(TensorRef::parse).toList();
    if (OpTable.is(op, OpTrait.DIVISION)) {
      return held.isLive(inputs.get(1));
    }
    return switch (op) {
      case "MulNoNan" -> inputs.stream().allMatch(held::isLive);
      case "LogSoftmax", "Softmax" -> true;
      default -> OpTable.is(op, OpTrait.UNARY) || OpTable.is(op, OpTrait.BINARY);
    };
  }
}
