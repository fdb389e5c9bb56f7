package io.github.tfsaliency.graph.inline;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Sets;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** The first floating-point tensors behind an input that is none: cast pixels, embedded words. */
public final class FloatFrontier {
  private FloatFrontier() {}

  /**
   * The tensors that are computed from the input without another floating-point tensor between.
   * Truth values are not followed: a mask says where something is, not what.
   *
   * @param nodes in any order
   */
  public static ImmutableList<TensorRef> behind(TensorRef input, Collection<NodeDef> nodes) {
    Set<TensorRef> reached = new HashSet<>();
    reached.add(input);
    Set<TensorRef> frontier = new HashSet<>();
    ListMultimap<TensorRef, NodeDef> readers = ArrayListMultimap.create();
    nodes.forEach(
        node -> node.getInputList().forEach(source -> readers.put(TensorRef.parse(source), node)));
    Deque<TensorRef> todo = new ArrayDeque<>(reached);
    Set<NodeDef> seen = Sets.newIdentityHashSet();
    while (!todo.isEmpty()) {
      for (NodeDef node : readers.get(todo.remove())) {
        if (OpTable.is(node.getOp(), OpTrait.SIZE) || !seen.add(node)) {
          continue;
        }
        int count = NodeOutputs.count(node);
        for (int i = 0; i < count; i++) {
          TensorRef output = new TensorRef(node.getName(), i);
          DataType type = NodeOutputs.type(node, i);
          if (NodeOutputs.isFloating(type)) {
            if (readers.containsKey(output)) {
              frontier.add(output);
            }
          } else if (type != DataType.DT_BOOL && reached.add(output)) {
            todo.add(output);
          }
        }
      }
    }
    return ImmutableList.sortedCopyOf(Comparator.comparing(TensorRef::toString), frontier);
  }

  /**
   * The tensors of whole numbers that floats are cast to, if they reach the output in no other way:
   * ids that were typed as floats.
   *
   * @param input a tensor of floats
   * @param nodes each after the nodes that it reads
   * @return empty if the output depends on the floats themselves
   */
  public static ImmutableSet<TensorRef> ids(
      TensorRef input, TensorRef output, Collection<NodeDef> nodes) {
    Set<TensorRef> floats = new HashSet<>();
    floats.add(input);
    ImmutableSet.Builder<TensorRef> ids = ImmutableSet.builder();
    for (NodeDef node : nodes) {
      boolean reads = node.getInputList().stream().map(TensorRef::parse).anyMatch(floats::contains);
      if (!reads || OpTable.is(node.getOp(), OpTrait.SIZE)) {
        continue;
      }
      int count = NodeOutputs.count(node);
      for (int i = 0; i < count; i++) {
        TensorRef tensor = new TensorRef(node.getName(), i);
        DataType type = NodeOutputs.type(node, i);
        if (NodeOutputs.isFloating(type) || NodeOutputs.isComplex(type)) {
          floats.add(tensor);
        } else if (NodeOutputs.isInteger(type) && type != DataType.DT_BOOL) {
          ids.add(tensor);
        }
      }
    }
    return floats.contains(output) ? ImmutableSet.of() : ids.build();
  }
}
