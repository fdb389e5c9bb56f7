package io.github.tfsaliency.engine.build;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.attention.AttentionBlock;
import io.github.tfsaliency.attention.AttentionBlocks;
import io.github.tfsaliency.attention.AttentionFinder;
import io.github.tfsaliency.attention.ShareLayout;
import io.github.tfsaliency.axis.LayerGrid;
import io.github.tfsaliency.engine.forward.ForwardCopy;
import io.github.tfsaliency.gradient.AttentionMapping;
import io.github.tfsaliency.gradient.DynamicShape;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Makes a map of the shares of all blocks of self-attention.
 *
 * @param blocks in execution order
 * @param layout how the tokens of all of them lie
 * @param mapping what is made of them
 */
record AttentionMaps(List<AttentionBlock> blocks, ShareLayout layout, AttentionMapping mapping) {
  static AttentionMaps of(InferenceGraph model, AttentionMapping mapping) {
    AttentionBlocks attention = AttentionFinder.find(model);
    return new AttentionMaps(attention.blocks(), attention.requireSameTokens(), mapping);
  }

  /** What is differentiated with respect to, by the block's name. */
  ImmutableMap<String, TensorRef> sources() {
    ImmutableMap.Builder<String, TensorRef> sources = ImmutableMap.builder();
    if (mapping.flow().usesGradient()) {
      blocks.forEach(block -> sources.put(block.name(), block.shares()));
    }
    return sources.buildOrThrow();
  }

  /**
   * The map as it is shown.
   *
   * @param arrived those of the sources come first
   * @param attributed the tensors of the inputs by their names
   */
  FinishedMaps finished(
      Ops tf,
      ForwardCopy forward,
      Output<?>[] arrived,
      ImmutableMap<String, TensorRef> attributed) {
    Ops scoped = tf.withSubScope("attention");
    return FinishedMaps.of(
        scoped,
        map(
            scoped,
            forward,
            ArrivingGradients.atBlocks(scoped, sources().keySet(), arrived),
            attributed));
  }

  /**
   * The map, by the input's name.
   *
   * @param gradients of the shares of those blocks that the score depends on, by the block's name
   * @param attributed the tensors of the inputs by their names
   */
  private ImmutableMap<String, Operand<TFloat32>> map(
      Ops tf,
      ForwardCopy forward,
      Map<String, Operand<TFloat32>> gradients,
      ImmutableMap<String, TensorRef> attributed) {
    List<Operand<TFloat32>> shares = new ArrayList<>();
    List<Operand<TFloat32>> arriving = new ArrayList<>();
    for (AttentionBlock block : blocks) {
      Operand<TFloat32> gradient = gradients.get(block.name());
      // A block that the score does not depend on has a gradient of zero: it changes nothing.
      if (gradient != null || !mapping.flow().usesGradient()) {
        ShareLayout own = block.layout().orElseThrow();
        Operand<TNumber> values = forward.tensor(block.shares());
        shares.add(arranged(tf, own, tf.dtypes.cast(values, TFloat32.class)));
        if (gradient != null) {
          arriving.add(arranged(tf, own, gradient));
        }
      }
    }
    Operand<TFloat32> flow = mapping.flow().follow(tf, shares, arriving);
    Operand<TFloat32> row =
        layout.ahead() > 0
            ? tf.squeeze(
                tf.slice(flow, tf.array(0, 0, 0), tf.array(-1, 1, -1)), Squeeze.axis(List.of(1L)))
            : tf.math.mean(flow, tf.constant(1));
    return ImmutableMap.of(
        layout.input(),
        new LayerMaps(
                tf,
                LayerGrid.ofTokens(layout.input(), layout.places()),
                forward.tensor(requireNonNull(attributed.get(layout.input()))))
            .ofTokens(tf.expandDims(row, tf.constant(2)), mapping.resized()));
  }

  /** {@code [N, heads, tokens, tokens]}. */
  private static Operand<TFloat32> arranged(Ops tf, ShareLayout layout, Operand<TFloat32> values) {
    ImmutableIntArray order = layout.order();
    Operand<TFloat32> moved = tf.linalg.transpose(values, tf.constant(order.toArray()));
    return tf.reshape(
        moved,
        tf.stack(
            List.of(
                layout.heads() < 0 ? DynamicShape.size(tf, moved, 0) : tf.constant(-1),
                tf.constant(Math.toIntExact(layout.heads())),
                DynamicShape.size(tf, moved, order.length() - 2),
                DynamicShape.size(tf, moved, order.length() - 1))));
  }
}
