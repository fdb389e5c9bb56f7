package io.github.tfsaliency.attention;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/**
 * Products of a product of tensors that depend on the input, as attention is, which were not found
 * to be a softmax over keys times values: linear attention, talking heads, a sigmoid instead of the
 * softmax.
 */
final class OtherAttention {
  /** Heads may be mixed once ahead of a softmax and once behind it. */
  private static final int MOST_LAYERS = 2;

  private final AttentionGraph graph;
  private final Set<String> known;

  /**
   * What is left.
   *
   * @param known the names of the products of attention that was found
   */
  OtherAttention(AttentionGraph graph, Set<String> known) {
    this.graph = graph;
    this.known = known;
  }

  ImmutableList<String> find() {
    return graph.axes().model().nodes().values().stream()
        .filter(this::isUnknown)
        .filter(node -> graph.varying(node).stream().anyMatch(this::isOfProduct))
        .map(NodeDef::getName)
        .collect(toImmutableList());
  }

  private boolean isUnknown(NodeDef node) {
    return graph.isProductOfTwo(node) && !known.contains(node.getName());
  }

  /**
   * A way back.
   *
   * @param layers how many of weights it crossed
   * @param bent whether it crossed a nonlinearity that shares may be made by
   */
  private record Way(TensorRef at, int layers, boolean bent) {}

  /** Straight, or by a nonlinearity with few layers around. */
  private boolean isOfProduct(TensorRef operand) {
    Deque<Way> todo = new ArrayDeque<>();
    Set<Way> seen = new HashSet<>();
    todo.add(new Way(operand, 0, false));
    while (!todo.isEmpty()) {
      Way way = todo.remove();
      NodeDef node = graph.producer(way.at());
      if (!seen.add(way) || way.layers() > MOST_LAYERS || AttentionGraph.isPlaceholder(node)) {
        continue;
      }
      if (graph.isProductOfTwo(node)) {
        if (isUnknown(node) && (way.layers() == 0 || way.bent())) {
          return true;
        }
        continue;
      }
      int layers = way.layers() + (graph.isLayer(node) ? 1 : 0);
      boolean bent =
          way.bent()
              || node.getOp().equals("Softmax")
              || node.getOp().equals("Exp")
              || OpTable.is(node.getOp(), OpTrait.ACTIVATION);
      graph.varying(node).forEach(input -> todo.add(new Way(input, layers, bent)));
    }
    return false;
  }
}
