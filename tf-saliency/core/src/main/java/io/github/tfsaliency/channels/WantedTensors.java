package io.github.tfsaliency.channels;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.PointwiseOps;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.tensorflow.proto.NodeDef;

/**
 * Finds the tensors that a model would rather have with channels last, before any is moved.
 *
 * @param model as it was imported
 * @param tensors its ranks and its constants
 */
record WantedTensors(InferenceGraph model, MovedTensors tensors) {
  /** Beside functions, sums and truths. */
  private static final ImmutableSet<String> OTHERS_AT_EACH_PLACE =
      ImmutableSet.of("ClipByValue", "SelectV2", "Sign");

  private static final ImmutableSet<String> PADS = ImmutableSet.of("MirrorPad", "Pad", "PadV2");

  /**
   * The tensors that reach, with their dimensions as they are, a node that has channels first, or a
   * transposition to channels last ahead of one that has them last.
   */
  ImmutableSet<TensorRef> all() {
    Set<TensorRef> wanted = new HashSet<>();
    Set<TensorRef> last = new HashSet<>();
    for (NodeDef node : Lists.reverse(model.nodes().values().asList())) {
      TensorRef output = new TensorRef(node.getName(), 0);
      if (FormatOps.isChannelsFirst(node)) {
        wanted.add(MovedTensors.input(node, FormatOps.data(node)));
      } else if (FormatOps.isKnown(node)) {
        last.add(MovedTensors.input(node, FormatOps.data(node)));
      } else if (node.getOp().equals("Transpose") && last.contains(output)) {
        if (isToLast(node)) {
          wanted.add(MovedTensors.input(node, 0));
        }
      } else {
        for (Set<TensorRef> reaching : List.of(wanted, last)) {
          if (reaching.contains(output)) {
            reaching.addAll(alike(node));
          }
        }
      }
    }
    return ImmutableSet.copyOf(wanted);
  }

  private boolean isToLast(NodeDef transpose) {
    return tensors
        .integers(transpose, 1)
        .filter(order -> order.length > 2)
        .map(
            order ->
                IntStream.of(order)
                    .map(i -> ChannelOrder.axis(i, order.length))
                    .boxed()
                    .toList()
                    .equals(ChannelOrder.toLast(order.length)))
        .orElse(false);
  }

  /** What a node reads that has the dimensions of its result in their order. */
  private List<TensorRef> alike(NodeDef node) {
    int rank = tensors.rank(new TensorRef(node.getName(), 0));
    List<TensorRef> sources = node.getInputList().stream().map(TensorRef::parse).toList();
    return switch (node.getOp()) {
      case "ConcatV2" -> sources.subList(0, sources.size() - 1);
      case "SpaceToBatchND", "BatchToSpaceND" -> sources.subList(0, 1);
      case "ExpandDims" ->
          tensors.integers(node, 1).map(axis -> ChannelOrder.axis(axis[0], rank) >= 2).orElse(false)
              ? sources.subList(0, 1)
              : List.of();
      default ->
          isPointwise(node) || isPad(node) || isSlice(node)
              ? sources.stream().filter(source -> rank > 0 && tensors.rank(source) == rank).toList()
              : List.of();
    };
  }

  static boolean isPad(NodeDef node) {
    return PADS.contains(node.getOp());
  }

  static boolean isSlice(NodeDef node) {
    return node.getOp().equals("Slice") || node.getOp().equals("StridedSlice");
  }

  static boolean isPointwise(NodeDef node) {
    return OTHERS_AT_EACH_PLACE.contains(node.getOp())
        || OpTable.isAny(node.getOp(), OpTrait.TRUTH, OpTrait.FILLED, OpTrait.GRADIENT_PASSING)
        || (PointwiseOps.isPointwise(node) && !node.getOp().equals("BiasAdd"));
  }
}
