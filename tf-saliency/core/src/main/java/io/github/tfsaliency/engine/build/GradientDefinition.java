package io.github.tfsaliency.engine.build;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.engine.forward.ExplainedOutput;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * A gradient graph as plain nodes, for other graphs to take in: without markers, which have done
 * their work, and without what nobody asks for outside Java.
 *
 * @param nodes what the maps, the score and the target depend on; in place of the entries and the
 *     numbers something else is to be read
 * @param entries the nodes that stand for the inputs, of the types that the model takes, by the
 *     input's name
 * @param referenceEntries the same for what rules compare with; empty where none does
 * @param pairsSamples whether each sample has to have a reference of its own
 * @param numbers the nodes that stand for the numbers of the rules, float64 scalars, by name
 * @param ruleNumbers the values of those that are parameters of rules, by name
 * @param target the node that stands for the class indices, int64 {@code [N]}, less than 0 for the
 *     largest score
 * @param existing the tensor by which the score is looked up, bounded by the number of outputs
 * @param chosen the class indices that were explained, int64 {@code [N]}
 * @param score their scores, float64 {@code [N]}
 * @param weights the tensor that says what each output counts for, float32 {@code [N, outputs]},
 *     where that is given instead of class indices
 * @param maps float32 {@code [N, ...]}, by the input's name
 */
public record GradientDefinition(
    ImmutableList<NodeDef> nodes,
    ImmutableMap<String, String> entries,
    ImmutableMap<String, String> referenceEntries,
    boolean pairsSamples,
    ImmutableMap<String, String> numbers,
    ImmutableMap<String, Double> ruleNumbers,
    String target,
    TensorRef existing,
    TensorRef chosen,
    TensorRef score,
    Optional<TensorRef> weights,
    ImmutableMap<String, TensorRef> maps) {
  /**
   * Takes a gradient graph out of its session.
   *
   * @param weighted whether weights of the outputs are given instead of class indices
   */
  public static GradientDefinition of(
      GradientGraph gradient,
      ImmutableMap<String, Double> ruleNumbers,
      GraphDef whole,
      boolean weighted) {
    String scope = gradient.scope();
    Map<String, NodeDef> nodes = new LinkedHashMap<>();
    GraphStages.under(scope, whole).getNodeList().forEach(node -> nodes.put(node.getName(), node));
    Plain plain = new Plain(nodes, scope);
    ExplainedOutput explained = gradient.explained();
    ImmutableMap.Builder<String, TensorRef> maps = ImmutableMap.builder();
    gradient.maps().forEach((input, map) -> maps.put(input, plain.tensor(map)));
    ImmutableMap.Builder<String, String> entries = ImmutableMap.builder();
    ImmutableMap.Builder<String, String> references = ImmutableMap.builder();
    for (ModelInput input : gradient.model().inputs()) {
      String entry = GradientGraphBuilder.entry(input);
      entries.put(input.name(), entry);
      if (gradient.reference().isPresent()) {
        references.put(input.name(), GradientGraphBuilder.referenceEntry(input));
      }
    }
    ImmutableMap.Builder<String, String> numbers = ImmutableMap.builder();
    gradient.parameters().forEach((name, number) -> numbers.put(name, plain.tensor(number).node()));
    TensorRef chosen = plain.tensor(explained.chosen());
    TensorRef score = plain.tensor(weighted ? explained.weightedScore() : explained.score());
    ImmutableMap<String, TensorRef> allMaps = maps.buildOrThrow();
    return new GradientDefinition(
        plain.ancestors(
            ImmutableSet.<TensorRef>builder().addAll(allMaps.values()).add(chosen, score).build()),
        entries.buildOrThrow(),
        references.buildOrThrow(),
        gradient.reference().map(ReferencePass::pairsSamples).orElse(false),
        numbers.buildOrThrow(),
        ruleNumbers,
        plain.tensor(explained.target()).node(),
        plain.tensor(explained.existing()),
        chosen,
        score,
        weighted ? Optional.of(plain.tensor(explained.weights())) : Optional.empty(),
        allMaps);
  }

  /** A graph whose passing nodes are skipped. */
  private record Plain(Map<String, NodeDef> nodes, String scope) {
    TensorRef tensor(Operand<?> operand) {
      return resolve(
          new TensorRef(
              operand.asOutput().op().name().substring(scope.length()),
              operand.asOutput().index()));
    }

    private TensorRef resolve(TensorRef tensor) {
      TensorRef at = tensor;
      NodeDef node = node(at);
      while (OpTable.is(node.getOp(), OpTrait.GRADIENT_PASSING)) {
        at = TensorRef.parse(node.getInput(at.index()));
        node = node(at);
      }
      return at;
    }

    private NodeDef node(TensorRef tensor) {
      return requireNonNull(nodes.get(tensor.node()), tensor.node());
    }

    ImmutableList<NodeDef> ancestors(Set<TensorRef> outputs) {
      Map<String, NodeDef> kept = new LinkedHashMap<>();
      Deque<String> todo = new ArrayDeque<>();
      Set<String> seen = new LinkedHashSet<>();
      outputs.forEach(output -> todo.add(output.node()));
      while (!todo.isEmpty()) {
        String name = todo.remove();
        if (!seen.add(name)) {
          continue;
        }
        NodeDef node = requireNonNull(nodes.get(name), name);
        NodeDef.Builder plain = node.toBuilder().clearInput().clearExperimentalDebugInfo();
        for (String input : node.getInputList()) {
          boolean control = input.startsWith("^");
          TensorRef source =
              resolve(control ? new TensorRef(input.substring(1), 0) : TensorRef.parse(input));
          plain.addInput(control ? "^" + source.node() : source.toString());
          todo.add(source.node());
        }
        kept.put(name, plain.build());
      }
      return ImmutableList.copyOf(kept.values());
    }
  }
}
