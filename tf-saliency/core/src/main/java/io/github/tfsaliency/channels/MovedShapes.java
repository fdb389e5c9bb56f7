package io.github.tfsaliency.channels;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.graph.ConstantInts;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Rewrites, for data with channels last, what pads, cuts, reshapes and measures; each method says
 * whether it could.
 */
final class MovedShapes {
  private final MovedTensors tensors;

  MovedShapes(MovedTensors tensors) {
    this.tensors = tensors;
  }

  private static TensorRef input(NodeDef node, int index) {
    return TensorRef.parse(node.getInput(index));
  }

  /** The size of a transposed convolution's result, in the new order. */
  String sizes(NodeDef node, TensorRef sizes, int rank) {
    String name = node.getName() + "/sizes";
    Optional<int[]> constant = ConstantInts.of(tensors.producer(sizes));
    if (constant.isPresent() && constant.get().length == rank) {
      return tensors.integers(name, false, reordered(constant.get()));
    }
    NodeDef producer = tensors.producer(sizes);
    if (producer.getOp().equals("Pack") && producer.getInputCount() == rank) {
      NodeDef.Builder packed = producer.toBuilder().setName(name).clearInput();
      ChannelOrder.reordered(producer.getInputList())
          .forEach(part -> packed.addInput(tensors.first(TensorRef.parse(part)).toString()));
      tensors.put(packed.build());
    } else {
      tensors.put(
          tensors.reordered(
              name,
              tensors.first(sizes).toString(),
              tensors.type(sizes),
              ChannelOrder.toLast(rank)));
    }
    return name;
  }

  boolean pad(NodeDef node) {
    TensorRef tensor = input(node, 0);
    int rank = tensors.rank(tensor);
    Optional<int[]> paddings = tensors.integers(node, 1);
    if (!tensors.isMoved(tensor) || paddings.isEmpty() || paddings.get().length != 2 * rank) {
      return false;
    }
    int[] moved = new int[2 * rank];
    List<Integer> order = ChannelOrder.toLast(rank);
    for (int i = 0; i < rank; i++) {
      moved[2 * i] = paddings.get()[2 * order.get(i)];
      moved[2 * i + 1] = paddings.get()[2 * order.get(i) + 1];
    }
    String constant =
        tensors.integers(node.getName() + "/paddings", ImmutableList.of((long) rank, 2L), moved);
    tensors.putMoved(
        node.toBuilder()
            .setInput(0, tensors.actual(tensor).toString())
            .setInput(1, constant)
            .putAttr("Tpaddings", MovedTensors.type(DataType.DT_INT32))
            .build(),
        1,
        rank);
    return true;
  }

  boolean expand(NodeDef node) {
    TensorRef tensor = input(node, 0);
    int rank = tensors.rank(tensor) + 1;
    Optional<int[]> axis = tensors.integers(node, 1);
    if (!tensors.isMoved(tensor) || axis.isEmpty()) {
      return false;
    }
    int at = axis.get()[0] < 0 ? axis.get()[0] + rank : axis.get()[0];
    if (at < 2) {
      return false;
    }
    tensors.putMoved(
        node.toBuilder()
            .setInput(0, tensors.actual(tensor).toString())
            .setInput(1, tensors.integers(node.getName() + "/dimension", true, at - 1))
            .putAttr("Tdim", MovedTensors.type(DataType.DT_INT32))
            .build(),
        1,
        rank);
    return true;
  }

  boolean slice(NodeDef node) {
    TensorRef tensor = input(node, 0);
    int rank = tensors.rank(tensor);
    Optional<int[]> begin = tensors.integers(node, 1);
    Optional<int[]> size = tensors.integers(node, 2);
    if (!tensors.isMoved(tensor) || begin.isEmpty() || size.isEmpty()) {
      return false;
    }
    String name = node.getName();
    tensors.putMoved(
        node.toBuilder()
            .setInput(0, tensors.actual(tensor).toString())
            .setInput(1, tensors.integers(name + "/begin", false, reordered(begin.get())))
            .setInput(2, tensors.integers(name + "/size", false, reordered(size.get())))
            .putAttr("Index", MovedTensors.type(DataType.DT_INT32))
            .build(),
        1,
        rank);
    return true;
  }

  /** Only what keeps all dimensions. */
  boolean stridedSlice(NodeDef node) {
    TensorRef tensor = input(node, 0);
    int rank = tensors.rank(tensor);
    Optional<int[]> begin = tensors.integers(node, 1);
    Optional<int[]> end = tensors.integers(node, 2);
    Optional<int[]> strides = tensors.integers(node, 3);
    if (!tensors.isMoved(tensor)
        || begin.isEmpty()
        || end.isEmpty()
        || strides.isEmpty()
        || mask(node, "ellipsis_mask") != 0
        || mask(node, "new_axis_mask") != 0
        || mask(node, "shrink_axis_mask") != 0) {
      return false;
    }
    int given = begin.get().length;
    int rest = ((1 << rank) - 1) & -(1 << given);
    String name = node.getName();
    tensors.putMoved(
        node.toBuilder()
            .setInput(0, tensors.actual(tensor).toString())
            .setInput(1, tensors.integers(name + "/begin", false, padded(begin.get(), rank, 0)))
            .setInput(2, tensors.integers(name + "/end", false, padded(end.get(), rank, 0)))
            .setInput(3, tensors.integers(name + "/strides", false, padded(strides.get(), rank, 1)))
            .putAttr("Index", MovedTensors.type(DataType.DT_INT32))
            .putAttr("begin_mask", moved(mask(node, "begin_mask") | rest, rank))
            .putAttr("end_mask", moved(mask(node, "end_mask") | rest, rank))
            .build(),
        1,
        rank);
    return true;
  }

  /** Blocks are cut along the dimensions that follow the batch, of which channels are one. */
  boolean blocks(NodeDef node) {
    TensorRef tensor = input(node, 0);
    int rank = tensors.rank(tensor);
    Optional<int[]> sizes = tensors.integers(node, 1);
    Optional<int[]> ends = tensors.integers(node, 2);
    if (!tensors.isMoved(tensor)
        || sizes.isEmpty()
        || ends.isEmpty()
        || sizes.get().length < 2
        || sizes.get().length >= rank
        || ends.get().length != 2 * sizes.get().length) {
      return false;
    }
    int given = sizes.get().length;
    if (sizes.get()[0] != 1 || ends.get()[0] != 0 || ends.get()[1] != 0) {
      return false;
    }
    int[] block = new int[given - 1];
    int[] moved = new int[2 * (given - 1)];
    for (int i = 0; i < given - 1; i++) {
      block[i] = sizes.get()[i + 1];
      moved[2 * i] = ends.get()[2 * i + 2];
      moved[2 * i + 1] = ends.get()[2 * i + 3];
    }
    String name = node.getName();
    boolean cut = node.getOp().equals("SpaceToBatchND");
    tensors.putMoved(
        node.toBuilder()
            .setInput(0, tensors.actual(tensor).toString())
            .setInput(1, tensors.integers(name + "/block", false, block))
            .setInput(2, tensors.integers(name + "/ends", ImmutableList.of(given - 1L, 2L), moved))
            .putAttr("Tblock_shape", MovedTensors.type(DataType.DT_INT32))
            .putAttr(cut ? "Tpaddings" : "Tcrops", MovedTensors.type(DataType.DT_INT32))
            .build(),
        1,
        rank);
    return true;
  }

  private static int mask(NodeDef node, String name) {
    return (int) node.getAttrOrDefault(name, AttrValue.getDefaultInstance()).getI();
  }

  private static AttrValue moved(int mask, int rank) {
    int moved = 0;
    for (int i = 0; i < rank; i++) {
      if ((mask & (1 << i)) != 0) {
        moved |= 1 << ChannelOrder.moved(i, rank);
      }
    }
    return AttrValue.newBuilder().setI(moved).build();
  }

  private static int[] padded(int[] values, int rank, int rest) {
    int[] all = new int[rank];
    for (int i = 0; i < rank; i++) {
      all[i] = i < values.length ? values[i] : rest;
    }
    return reordered(all);
  }

  private static int[] reordered(int[] values) {
    return ChannelOrder.toLast(values.length).stream().mapToInt(i -> values[i]).toArray();
  }

  /** Where there is one place, or one channel, the values are in the same order both ways. */
  boolean reshape(NodeDef node) {
    TensorRef tensor = input(node, 0);
    Shape shape = tensors.shape(tensor);
    if (!tensors.isMoved(tensor) || shape.isUnknown()) {
      return false;
    }
    boolean onePlace = true;
    for (int i = 2; i < shape.numDimensions(); i++) {
      onePlace &= shape.get(i) == 1;
    }
    if (!onePlace && shape.get(1) != 1) {
      return false;
    }
    tensors.put(
        node.toBuilder()
            .setInput(0, tensors.actual(tensor).toString())
            .setInput(1, tensors.first(input(node, 1)).toString())
            .build());
    return true;
  }

  /** Read off the values as they lie: a transposition would be one more reader of theirs. */
  boolean shape(NodeDef node) {
    TensorRef tensor = input(node, 0);
    int rank = tensors.rank(tensor);
    NodeDef inner =
        node.toBuilder()
            .setName(node.getName() + "/" + InferenceGraph.CHANNELS_LAST)
            .setInput(0, tensors.actual(tensor).toString())
            .build();
    tensors.put(inner);
    tensors.put(
        tensors.reordered(
            node.getName(),
            inner.getName(),
            tensors.type(new TensorRef(node.getName(), 0)),
            ChannelOrder.toFirst(rank)));
    return true;
  }
}
