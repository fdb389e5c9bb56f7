package io.github.tfsaliency.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/** The nearest floating-point tensors that something is computed from: what may be explained. */
public final class FloatsAhead {
  private FloatsAhead() {}

  /**
   * The tensors that something is computed from without another floating-point tensor between: what
   * a choice is made by.
   *
   * @param tensors where the search begins; they count themselves
   * @param nodes by name, their inputs resolved
   */
  public static ImmutableList<TensorRef> of(
      Collection<TensorRef> tensors, Map<String, NodeDef> nodes) {
    Set<TensorRef> frontier = new HashSet<>();
    Set<TensorRef> seen = new HashSet<>();
    Deque<TensorRef> todo = new ArrayDeque<>(tensors);
    while (!todo.isEmpty()) {
      TensorRef tensor = todo.remove();
      NodeDef node = nodes.get(tensor.node());
      if (node == null || !seen.add(tensor)) {
        continue;
      }
      if (NodeOutputs.isFloating(NodeOutputs.type(node, tensor.index()))) {
        if (!node.getOp().equals("Const")) {
          frontier.add(tensor);
        }
      } else if (!OpTable.is(node.getOp(), OpTrait.SIZE)) {
        node.getInputList().forEach(input -> todo.add(TensorRef.parse(input)));
      }
    }
    return ImmutableList.sortedCopyOf(Comparator.comparing(TensorRef::toString), frontier);
  }

  /**
   * The tensors that may be named instead of what a node computes, for the end of a sentence.
   *
   * @param node that cannot be explained
   * @param nodes by name
   * @return a colon and names, or nothing
   */
  public static Message.Part listed(NodeDef node, Map<String, NodeDef> nodes) {
    return listed(of(Lists.transform(node.getInputList(), TensorRef::parse), nodes));
  }

  /**
   * Tensors that may be named.
   *
   * @param tensors in the order in which they are listed
   * @return a colon and names, or nothing
   */
  public static Message.Part listed(Collection<TensorRef> tensors) {
    return Message.part(
        tensors.isEmpty()
            ? ""
            : Message.of(
                ": %s", NearestNames.all(tensors.stream().map(TensorRef::toString).toList())));
  }
}
