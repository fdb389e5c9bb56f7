package io.github.tfsaliency;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.marker.PlacedRule;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.gradient.LayerRules;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.hiding.Occlusion;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.proto.NodeDef;

/**
 * Finds what stands against taking a map for an explanation.
 *
 * @param model what was explained
 * @param method what explained it
 * @param batch the samples
 * @param targets what was explained of them
 */
record MapWarnings(Model model, AttributionMethod method, Batch batch, ResolvedTargets targets) {
  /**
   * Looks at the result.
   *
   * @return what to warn of, for each sample
   */
  ImmutableList<ImmutableList<String>> of(GradientResult result) {
    List<String> ofAll = uncovered();
    ImmutableList.Builder<ImmutableList<String>> warnings = ImmutableList.builder();
    for (int sample = 0; sample < result.scores().length(); sample++) {
      List<String> own = new ArrayList<>(ofAll);
      if (result.sampling().isPresent()) {
        own.addAll(result.sampling().get().warnings().get(sample));
      }
      double size = size(result, sample);
      double score = result.scores().get(sample);
      if (size == 0) {
        own.add(ofZeros(score));
      } else if (method instanceof Occlusion occlusion && isEven(result, sample)) {
        own.add(
            Message.of(
                "The map is the same everywhere: the window, of side %s, covers the whole input.\n"
                    + "Maybe use a smaller one, with window=1,stride=1.",
                occlusion.window()));
      } else if (method instanceof Lrp lrp) {
        new RelevanceGrowth(model, lrp, batch, targets)
            .of(sample, score, size, result.gaps().orElseThrow().get(sample))
            .ifPresent(own::add);
      }
      warnings.add(ImmutableList.copyOf(own));
    }
    return warnings.build();
  }

  /** Whether each input has one value, though it has several places. */
  private static boolean isEven(GradientResult result, int sample) {
    boolean severalPlaces = false;
    for (FloatNdArray map : result.maps().values()) {
      FloatNdArray own = map.get(sample);
      Set<Float> values = new HashSet<>();
      own.scalars().forEach(value -> values.add(value.getFloat()));
      if (values.size() > 1) {
        return false;
      }
      severalPlaces |= own.size() > 1;
    }
    return severalPlaces;
  }

  /** The sum of all absolute values. */
  private static double size(GradientResult result, int sample) {
    double size = 0;
    for (FloatNdArray map : result.maps().values()) {
      size += RelevanceGrowth.size(map.get(sample));
    }
    return size;
  }

  private List<String> uncovered() {
    List<String> warnings = new ArrayList<>();
    for (ModifiedGradient gradient : method.gradients()) {
      if (gradient.layerRules().filter(LayerRules::isPartial).isPresent()) {
        ImmutableList<PlacedRule> kept = model.engine().kept(gradient);
        if (!kept.isEmpty()) {
          warnings.add(
              Message.of(
                  "Nonlinear nodes keep their own derivative, because the method holds no value"
                      + " constant there: %s in all, first '%s'.",
                  kept.size(), kept.get(0).node()));
        }
      }
      if (!gradient.overrides().isEmpty() || gradient.activations().isPresent()) {
        ImmutableList<PlacedRule> gates = model.engine().kept(gradient);
        if (!gates.isEmpty()) {
          warnings.add(
              Message.of(
                  "Gates keep their own derivative: %s in all, first '%s'.\n"
                      + "Maybe override them, too, with gates=true.",
                  gates.size(), gates.get(0).node()));
        }
        List<NodeDef> kept = uncovered(gradient, gates);
        if (!kept.isEmpty()) {
          warnings.add(
              Message.of(
                  "Nonlinear nodes keep their own derivative, because the method has no rule for"
                      + " their ops %s: %s in all, first '%s'.",
                  kept.stream().map(NodeDef::getOp).distinct().sorted().toList(),
                  kept.size(),
                  kept.get(0).getName()));
        }
      }
    }
    return warnings;
  }

  private List<NodeDef> uncovered(ModifiedGradient gradient, List<PlacedRule> gates) {
    Set<String> covered = new HashSet<>();
    gates.forEach(gate -> covered.addAll(gate.region()));
    for (PlacedRule rule : model.engine().rules(gradient)) {
      covered.add(rule.node());
      covered.addAll(rule.region());
    }
    InferenceGraph graph = model.graph();
    ImmutableSet<String> nonlinear = NonlinearNodes.of(graph);
    return graph.nodes().values().stream()
        .filter(node -> nonlinear.contains(node.getName()) && !covered.contains(node.getName()))
        .toList();
  }

  private String ofZeros(double score) {
    NodeDef output = model.graph().nodes().get(model.graph().output().node());
    if (score == 0 && output != null && OpTable.is(output.getOp(), OpTrait.NON_NEGATIVE)) {
      return Message.of(
          "The map is zero everywhere: the explained unit is off. Its score is 0 after the node"
              + " '%s' (op '%s'), and small changes of the input do not change it.",
          output.getName(), output.getOp());
    }
    if (method.mappedLayer().isPresent()) {
      return Message.of(
          "The map is zero everywhere: the layer '%s' has no evidence for the target at any"
              + " position.\n"
              + "Maybe keep evidence against it, with relu=false.",
          model.engine().layerName(method.mappedLayer().get()));
    }
    return score == 0 && method instanceof Lrp
        ? "The map is zero everywhere: relevance starts with the score, which is 0."
        : "The map is zero everywhere: no gradient or relevance reaches the input. Units on the"
            + " path are off or saturated, or the input equals its baseline.";
  }
}
