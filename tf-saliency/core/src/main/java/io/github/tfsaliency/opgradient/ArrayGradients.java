package io.github.tfsaliency.opgradient;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;

/** Gradients of what moves, joins and replaces elements. */
final class ArrayGradients {
  private ArrayGradients() {}

  static ImmutableMap<String, OpGradient> table() {
    return ImmutableMap.<String, OpGradient>builder()
        .put("Concat", n -> concat(n, 0))
        .put("ConcatV2", n -> concat(n, n.inputs() - 1))
        .put("ConjugateTranspose", ArrayGradients::conjugateTranspose)
        .put("EnsureShape", ArrayGradients::unchanged)
        .put("ExtractImagePatches", n -> patches(n, 2))
        .put("ExtractVolumePatches", n -> patches(n, 3))
        .put("Gather", ArrayGradients::gather)
        .put("PlaceholderWithDefault", ArrayGradients::unchanged)
        .put("Reverse", n -> Arrays.asList(n.apply("Reverse", n.dy(), n.x(1))))
        .put("Snapshot", ArrayGradients::unchanged)
        .put("TensorScatterAdd", n -> Arrays.asList(n.dy(), null, updates(n)))
        .put("TensorScatterSub", n -> Arrays.asList(n.dy(), null, n.neg(updates(n))))
        .put("TensorScatterUpdate", ArrayGradients::tensorScatterUpdate)
        .put("TensorStridedSliceUpdate", ArrayGradients::tensorStridedSliceUpdate)
        .buildOrThrow();
  }

  private static List<@Nullable Operand<?>> unchanged(OpNode n) {
    return Arrays.asList(n.dy());
  }

  private static List<@Nullable Operand<?>> concat(OpNode n, int axis) {
    List<Operand<?>> parts = new ArrayList<>();
    for (int i = 0; i < n.inputs(); i++) {
      if (i != axis) {
        parts.add(n.x(i));
      }
    }
    // Gathers do not count from the end, and splits take an axis of 32 bits only.
    Operand<?> rank = n.cast(n.apply("Rank", parts.get(0)), OpNode.type(n.x(axis)));
    Operand<?> dimension = n.cast(n.apply("FloorMod", n.x(axis), rank), DataType.DT_INT32);
    List<Operand<?>> sizes = new ArrayList<>();
    for (Operand<?> part : parts) {
      sizes.add(n.apply("GatherV2", n.shape(part), dimension, n.scalar(0)));
    }
    Operand<?> stacked = n.call("Pack").in(sizes).get();
    List<@Nullable Operand<?>> gradients =
        new ArrayList<>(
            n.call("SplitV").in(n.dy(), stacked, dimension).with("num_split", sizes.size()).all());
    gradients.add(axis, null);
    return gradients;
  }

  private static List<@Nullable Operand<?>> conjugateTranspose(OpNode n) {
    Operand<?> inverse = n.apply("InvertPermutation", n.x(1));
    return Arrays.asList(n.apply("ConjugateTranspose", n.dy(), inverse));
  }

  private static List<@Nullable Operand<?>> gather(OpNode n) {
    Operand<?> shape = n.shape(n.x(0));
    Operand<?> rows = n.reshape(n.x(1), n.ints(-1));
    Operand<?> flat = n.reshape(n.dy(), n.concat(n.shape(rows), n.part(shape, 1, 0)));
    Operand<?> count = n.reshape(n.element(shape, 0), n.ints());
    return Arrays.asList(n.apply("UnsortedSegmentSum", flat, rows, count));
  }

  private static Operand<?> updates(OpNode n) {
    return n.apply("GatherNd", n.dy(), n.x(1));
  }

  private static List<@Nullable Operand<?>> tensorScatterUpdate(OpNode n) {
    Operand<?> kept = n.apply("TensorScatterUpdate", n.dy(), n.x(1), n.zerosLike(n.x(2)));
    return Arrays.asList(kept, null, updates(n));
  }

  private static List<@Nullable Operand<?>> tensorStridedSliceUpdate(OpNode n) {
    String[] masks = {
      "begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask"
    };
    Operand<?> kept =
        n.call("TensorStridedSliceUpdate")
            .in(n.dy(), n.x(1), n.x(2), n.x(3), n.zerosLike(n.x(4)))
            .like(masks)
            .get();
    Operand<?> replaced =
        n.call("StridedSlice").in(n.dy(), n.x(1), n.x(2), n.x(3)).like(masks).get();
    return Arrays.asList(kept, null, null, null, replaced);
  }

  /** The patches of an image of its own indices say where each gradient belongs; 0 is padding. */
  private static List<@Nullable Operand<?>> patches(OpNode n, int dimensions) {
    Operand<?> shape = n.shape(n.x(0));
    Operand<?> space = n.part(shape, 1, 1 + dimensions);
    Operand<?> places = n.product(space);
    Operand<?> one = n.scalar(1);
    Operand<?> numbered =
        n.reshape(
            n.apply("Range", one, n.add(places, one), one), n.concat(n.ints(1), space, n.ints(1)));
    OpNode.Call call =
        n.call(dimensions == 2 ? "ExtractImagePatches" : "ExtractVolumePatches")
            .in(n.cast(numbered, DataType.DT_INT32))
            .like("ksizes", "strides", "padding");
    Operand<?> indices = n.reshape((dimensions == 2 ? call.like("rates") : call).get(), n.ints(-1));
    Operand<?> samples = n.element(shape, 0);
    Operand<?> channels = n.element(shape, 1 + dimensions);
    Operand<?> dy =
        n.apply(
            "Transpose",
            n.reshape(n.dy(), n.concat(samples, n.shape(indices), channels)),
            n.ints(1, 0, 2));
    Operand<?> sums = n.apply("UnsortedSegmentSum", dy, indices, n.add(places, one));
    Operand<?> withoutPadding = n.apply("Slice", sums, n.ints(1, 0, 0), n.ints(-1, -1, -1));
    return Arrays.asList(n.reshape(n.apply("Transpose", withoutPadding, n.ints(1, 0, 2)), shape));
  }
}
