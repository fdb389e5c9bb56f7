package io.github.tfsaliency.graph.check;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * How many dimensions scattered updates have. Kernels compare all sizes of the indices but the last
 * with those of the updates, one after the other, without asking whether the updates have as many.
 * Within functions nobody knows the shapes before they are called, so the run ends there.
 */
final class ScatterRanks extends InputGuard {
  /** Which input says where the updates belong; the updates follow it. */
  static final ImmutableMap<String, Integer> INDICES =
      ImmutableMap.<String, Integer>builder()
          .put("ScatterNd", 0)
          .put("ScatterNdNonAliasingAdd", 1)
          .put("TensorScatterAdd", 1)
          .put("TensorScatterMax", 1)
          .put("TensorScatterMin", 1)
          .put("TensorScatterSub", 1)
          .put("TensorScatterUpdate", 1)
          .buildOrThrow();

  private static final DataType EXACT = DataType.DT_DOUBLE;

  ScatterRanks(Map<String, NodeDef> nodes) {
    super(nodes);
  }

  @Override
  List<Integer> unbounded(NodeDef node) {
    Integer indices = INDICES.get(node.getOp());
    boolean scatters =
        indices != null
            && node.getInputCount() == 3
            && isKnown(node.getInput(indices))
            && isKnown(node.getInput(indices + 1))
            && !isGuarded(node, indices);
    return scatters ? List.of(indices) : List.of();
  }

  /** What is no tensor is refused by others. */
  private boolean isKnown(String tensor) {
    NodeDef node = source(tensor);
    return node != null
        && NodeOutputs.isKnown(node.getOp())
        && TensorRef.parse(tensor).index() < NodeOutputs.count(node);
  }

  private boolean isGuarded(NodeDef node, int indices) {
    NodeDef sum = source(node.getInput(indices), "AddV2", 2);
    return sum != null && isKnown(sum.getInput(0)) && isBound(node, indices, sum.getInput(0));
  }

  /** Of indices and updates that are lists at least, and of no more indices than updates hold. */
  @Override
  List<NodeDef> bounds(NodeDef node, int input, String indices) {
    AddedNodes added = new AddedNodes(node.getName() + "/ranks", nodes());
    String places = rank(indices, added);
    String updates = rank(node.getInput(input + 1), added);
    String more = added.op("Sub", EXACT, places, updates);
    String least = added.op("Minimum", EXACT, places, updates);
    String tooFew = added.op("Sub", EXACT, added.constant(EXACT, 2), least);
    var unused =
        added.unlessLarge(
            indices,
            type(indices),
            added.op("Maximum", EXACT, more, tooFew),
            1,
            Message.of(
                "Node '%s' (op '%s') scatters updates with fewer dimensions than its indices ask"
                    + " for",
                node.getName(), node.getOp()));
    return added.all();
  }

  private String rank(String tensor, AddedNodes added) {
    String shape = added.shape(tensor, type(tensor));
    return added.cast(added.size(shape, DataType.DT_INT64), DataType.DT_INT64, EXACT);
  }

  private DataType type(String tensor) {
    TensorRef source = TensorRef.parse(tensor);
    return NodeOutputs.type(requireNonNull(source(tensor)), source.index());
  }
}
