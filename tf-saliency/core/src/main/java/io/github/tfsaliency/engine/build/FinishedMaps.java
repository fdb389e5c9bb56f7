package io.github.tfsaliency.engine.build;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.axis.LayerGrid;
import io.github.tfsaliency.engine.forward.ForwardCopy;
import io.github.tfsaliency.gradient.DynamicShape;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.ModifiedGradient.Factor;
import io.github.tfsaliency.graph.TensorRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * The maps that are computed from the gradients.
 *
 * @param maps {@code [N, ...]} by the input's name
 * @param gap what a sample's maps sum to, less what they should {@code [N]}, where theory says so
 * @param finite whether the maps are free of NaN and infinity
 */
record FinishedMaps(
    ImmutableMap<String, Operand<TFloat32>> maps,
    Optional<Operand<TFloat64>> gap,
    Operand<TBool> finite) {

  /**
   * The gradients in float32, multiplied or mapped as the structure says.
   *
   * @param sources what they are gradients of, by the input's name
   * @param gradients in the same order, followed by those of the bias sites' outputs
   * @param forward the copy of the model
   * @param reference the copy that is given the reference, if there is one
   * @param attributed the tensors of the inputs by their names
   * @param grid how the values of the layer lie, where a layer is mapped
   * @param expected what the maps of a sample should sum to
   */
  static FinishedMaps of(
      Ops tf,
      ModifiedGradient gradient,
      ImmutableMap<String, TensorRef> sources,
      List<Operand<TFloat32>> gradients,
      ImmutableList<BiasSite> biases,
      ForwardCopy forward,
      @Nullable ForwardCopy reference,
      ImmutableMap<String, TensorRef> attributed,
      Optional<LayerGrid> grid,
      Operand<TFloat64> expected) {
    ImmutableMap.Builder<String, Operand<TFloat32>> builder = ImmutableMap.builder();
    int index = 0;
    for (Map.Entry<String, TensorRef> source : sources.entrySet()) {
      builder.put(
          source.getKey(),
          multiplied(
              tf.withSubScope("map"),
              gradients.get(index++),
              gradient.factor(),
              source.getValue(),
              forward,
              reference));
    }
    ImmutableMap<String, Operand<TFloat32>> maps = builder.buildOrThrow();
    Optional<Operand<TFloat64>> gap =
        gradient.layerRules().filter(rules -> !rules.isPartial()).isPresent()
            ? Optional.of(sum(tf.withSubScope("gap"), tf.math.neg(expected), maps.values()))
            : Optional.empty();
    if (gradient.factor() == Factor.INPUT_AND_BIASES) {
      FullGradient full =
          FullGradient.of(
              tf.withSubScope("biases"),
              biases,
              gradients.subList(sources.size(), sources.size() + biases.size()),
              forward);
      Operand<TFloat64> sums = sum(tf.withSubScope("gap"), tf.math.neg(expected), maps.values());
      gap = Optional.of(sum(tf.withSubScope("gap_of_biases"), sums, full.terms()));
      maps = full.maps(maps);
    }
    if (gradient.mapping().isPresent()) {
      String input = sources.keySet().asList().get(0);
      maps =
          ImmutableMap.of(
              input,
              new LayerMaps(
                      tf.withSubScope("layer_map"),
                      grid.orElseThrow(),
                      forward.tensor(requireNonNull(attributed.get(input))))
                  .of(
                      gradient.mapping().get(),
                      float32(tf, forward.tensor(sources.values().asList().get(0))),
                      gradients.get(0)));
    }
    return new FinishedMaps(maps, gap, allFinite(tf.withSubScope("finite"), maps.values()));
  }

  /** A map that theory says nothing of. */
  static FinishedMaps of(Ops tf, ImmutableMap<String, Operand<TFloat32>> maps) {
    return new FinishedMaps(
        maps, Optional.empty(), allFinite(tf.withSubScope("finite"), maps.values()));
  }

  /** The same with maps that stand for others too. */
  FinishedMaps with(Ops tf, ImmutableMap<String, String> others) {
    ImmutableMap.Builder<String, Operand<TFloat32>> all = ImmutableMap.builder();
    all.putAll(maps);
    others.forEach(
        (name, like) -> {
          Operand<TFloat32> map = maps.get(like);
          if (map != null) {
            // A run hands out no tensor twice.
            all.put(name, tf.identity(map));
          }
        });
    return new FinishedMaps(all.buildOrThrow(), gap, finite);
  }

  private static Operand<TFloat32> multiplied(
      Ops tf,
      Operand<TFloat32> gradient,
      Factor factor,
      TensorRef source,
      ForwardCopy forward,
      @Nullable ForwardCopy reference) {
    if (factor == Factor.NONE) {
      return gradient;
    }
    Operand<TNumber> input = forward.tensor(source);
    if (factor == Factor.DIFFERENCE_FROM_REFERENCE) {
      input = tf.math.sub(input, requireNonNull(reference).tensor(source));
    }
    return tf.math.mul(gradient, float32(tf, input));
  }

  private static Operand<TFloat32> float32(Ops tf, Operand<? extends TNumber> values) {
    return tf.dtypes.cast(values, TFloat32.class);
  }

  private static Operand<TFloat64> sum(
      Ops tf, Operand<TFloat64> start, Iterable<? extends Operand<TFloat32>> maps) {
    Operand<TFloat64> sum = start;
    for (Operand<TFloat32> map : maps) {
      Operand<TFloat64> values = tf.dtypes.cast(DynamicShape.perSample(tf, map), TFloat64.class);
      sum = tf.math.add(sum, tf.reduceSum(values, tf.constant(1)));
    }
    return sum;
  }

  private static Operand<TBool> allFinite(Ops tf, Iterable<? extends Operand<TFloat32>> maps) {
    Operand<TBool> all = tf.constant(true);
    for (Operand<TFloat32> map : maps) {
      Operand<TBool> flat = tf.reshape(tf.math.isFinite(map), tf.array(-1));
      all = tf.math.logicalAnd(all, tf.reduceAll(flat, tf.constant(0)));
    }
    return all;
  }
}
