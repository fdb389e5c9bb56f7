package io.github.tfsaliency.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** The first floating-point tensors behind an input that is none: cast pixels, embedded words. */
final class FloatFrontier {
  /** What these say of a tensor is not its value. */
  private static final ImmutableSet<String> SIZES =
      ImmutableSet.of("Shape", "ShapeN", "Size", "Rank");

  private FloatFrontier() {}

  /**
   * The tensors that are computed from the input without another floating-point tensor between.
   * Truth values are not followed: a mask says where something is, not what.
   *
   * @param nodes in any order
   */
  static ImmutableList<TensorRef> behind(TensorRef input, Collection<NodeDef> nodes) {
    Set<TensorRef> reached = new HashSet<>();
    reached.add(input);
    Set<TensorRef> frontier = new HashSet<>();
    Set<TensorRef> read = new HashSet<>();
    nodes.forEach(node -> node.getInputList().forEach(source -> read.add(TensorRef.parse(source))));
    boolean grown = true;
    while (grown) {
      grown = false;
      for (NodeDef node : nodes) {
        boolean reads =
            !SIZES.contains(node.getOp())
                && node.getInputList().stream().map(TensorRef::parse).anyMatch(reached::contains);
        for (int i = 0; reads && i < NodeOutputs.count(node); i++) {
          TensorRef output = new TensorRef(node.getName(), i);
          DataType type = NodeOutputs.type(node, i);
          if (NodeOutputs.isFloating(type)) {
            if (read.contains(output)) {
              frontier.add(output);
            }
          } else if (type != DataType.DT_BOOL) {
            grown |= reached.add(output);
          }
        }
      }
    }
    return ImmutableList.sortedCopyOf(Comparator.comparing(TensorRef::toString), frontier);
  }
}
