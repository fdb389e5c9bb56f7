package io.github.tfsaliency.export;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.GraphForm.Statistic;
import io.github.tfsaliency.explain.Noise;
import io.github.tfsaliency.gradient.DynamicShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceMin;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Writes a statistic over noisy copies: one turn of a loop explains one copy of every sample.
 *
 * @param forms what writes the inner method
 * @param loops what writes loops
 * @param changed the inputs that noise is added to
 * @param noisy the method
 */
record NoisyMaps(Forms forms, Loops loops, ImmutableSet<String> changed, GraphForm.Noisy noisy) {

  /** What every turn reads, in this order. */
  private record Same(
      ImmutableMap<String, Operand<?>> inputs,
      Operand<TInt64> chosen,
      Operand<TInt64> seeds,
      ImmutableMap<String, Operand<TFloat64>> deviations) {
    ImmutableList<Operand<?>> all() {
      return ImmutableList.<Operand<?>>builder()
          .addAll(inputs.values())
          .add(chosen, seeds)
          .addAll(deviations.values())
          .build();
    }

    /** The same of the loop's body. */
    Same of(ImmutableList<Operand<?>> constants) {
      var next = constants.iterator();
      ImmutableMap.Builder<String, Operand<?>> inputsWithin = ImmutableMap.builder();
      inputs.keySet().forEach(input -> inputsWithin.put(input, next.next()));
      Operand<TInt64> chosenWithin = Casts.typed(next.next());
      Operand<TInt64> seedsWithin = Casts.typed(next.next());
      ImmutableMap.Builder<String, Operand<TFloat64>> deviationsWithin = ImmutableMap.builder();
      deviations.keySet().forEach(input -> deviationsWithin.put(input, Casts.typed(next.next())));
      return new Same(
          inputsWithin.buildOrThrow(), chosenWithin, seedsWithin, deviationsWithin.buildOrThrow());
    }
  }

  Explained write(GraphDraft draft, Feed feed) {
    Ops tf = draft.tf();
    Explained at = forms.score(draft, feed);
    ImmutableMap.Builder<String, Operand<TFloat64>> deviations = ImmutableMap.builder();
    changed.forEach(
        input -> deviations.put(input, deviation(tf, requireNonNull(feed.inputs().get(input)))));
    Same same =
        new Same(
            feed.inputs(),
            at.chosen(),
            feed.seeds()
                .orElseGet(() -> tf.fill(tf.shape(at.chosen()), tf.constant(noisy.noise().seed()))),
            deviations.buildOrThrow());
    ImmutableList<String> mapped = forms.mapped(noisy.inner(), feed.inputs().keySet().asList());
    int sums = noisy.statistic() == Statistic.VARIANCE ? 2 : 1;
    Map<String, Shape> shapes = new LinkedHashMap<>();
    try (LoopBody body =
        LoopBody.of(
            tf.scope().makeOpName("noisy").replace('/', '_'),
            Collections.nCopies(sums * mapped.size(), DataType.DT_DOUBLE),
            same.all(),
            (graph, turn, before, constants) ->
                turn(graph, turn, before, same.of(constants), mapped, shapes))) {
      ImmutableList.Builder<Operand<?>> zeros = ImmutableList.builder();
      for (String input : mapped) {
        Operand<TFloat64> zero =
            zeros(tf, requireNonNull(shapes.get(input)), requireNonNull(feed.inputs().get(input)));
        zeros.addAll(Collections.nCopies(sums, zero));
      }
      ImmutableList<Operand<?>> total =
          loops.write(draft, tf.constant(noisy.noise().samples()), zeros.build(), same.all(), body);
      ImmutableMap.Builder<String, Operand<TFloat32>> maps = ImmutableMap.builder();
      for (int i = 0; i < mapped.size(); i++) {
        maps.put(mapped.get(i), result(tf, total.subList(sums * i, sums * (i + 1))));
      }
      return new Explained(maps.buildOrThrow(), at.chosen(), at.score());
    }
  }

  /** As a fraction of the sample's range (max - min). */
  private Operand<TFloat64> deviation(Ops tf, Operand<?> input) {
    Operand<TFloat64> values = Casts.flat(tf, Casts.toDouble(tf, input));
    Operand<TInt32> row = tf.constant(1);
    return tf.math.mul(
        tf.math.sub(
            tf.reduceMax(values, row, ReduceMax.keepDims(true)),
            tf.reduceMin(values, row, ReduceMin.keepDims(true))),
        tf.constant(noisy.noise().level()));
  }

  private List<Operand<?>> turn(
      GraphDraft body,
      Operand<TInt32> turn,
      ImmutableList<Operand<?>> before,
      Same same,
      ImmutableList<String> mapped,
      Map<String, Shape> shapes) {
    Ops tf = body.tf();
    Map<String, Operand<?>> copies = new LinkedHashMap<>(same.inputs());
    same.deviations()
        .forEach(
            (input, deviation) ->
                copies.put(
                    input,
                    copy(
                        body,
                        requireNonNull(same.inputs().get(input)),
                        deviation,
                        same.seeds(),
                        stream(tf, input, turn))));
    ImmutableMap<String, Operand<TFloat32>> maps =
        forms
            .write(
                body,
                noisy.inner(),
                new Feed(ImmutableMap.copyOf(copies), same.chosen(), Optional.empty()))
            .maps();
    Operand<TFloat64> weight = tf.constant(1.0 / noisy.noise().samples());
    List<Operand<?>> after = new ArrayList<>();
    for (String input : mapped) {
      Operand<TFloat32> map = requireNonNull(maps.get(input));
      shapes.put(input, map.shape());
      Operand<TFloat64> value = Casts.toDouble(tf, map);
      if (noisy.statistic() != Statistic.MEAN_SQUARE) {
        after.add(plus(tf, before.get(after.size()), tf.math.mul(weight, value)));
      }
      if (noisy.statistic() != Statistic.MEAN) {
        Operand<TFloat64> square = tf.math.mul(tf.math.mul(weight, value), value);
        after.add(plus(tf, before.get(after.size()), square));
      }
    }
    return after;
  }

  private static Operand<TFloat64> plus(Ops tf, Operand<?> sum, Operand<TFloat64> value) {
    return tf.math.add(Casts.<TFloat64>typed(sum), value);
  }

  private static Operand<TInt64> stream(Ops tf, String input, Operand<TInt32> turn) {
    return tf.math.add(tf.constant(Noise.stream(input, 0)), tf.dtypes.cast(turn, TInt64.class));
  }

  private Operand<?> copy(
      GraphDraft body,
      Operand<?> input,
      Operand<TFloat64> deviation,
      Operand<TInt64> seeds,
      Operand<TInt64> stream) {
    Ops tf = body.tf();
    Operand<TFloat64> values = Casts.flat(tf, Casts.toDouble(tf, input));
    Operand<TFloat64> noise =
        Casts.toDouble(tf, normals(body, DynamicShape.size(tf, values, 1), seeds, stream));
    Operand<TFloat32> copy =
        tf.dtypes.cast(tf.math.add(values, tf.math.mul(deviation, noise)), TFloat32.class);
    Operand<TFloat32> shaped = tf.reshape(copy, tf.shape(input));
    return Casts.to(tf, shaped, input.asOutput().dataType());
  }

  /** Sample by sample, so that the noise of one does not depend on what else is in the batch. */
  private Operand<TFloat32> normals(
      GraphDraft body, Operand<TInt32> size, Operand<TInt64> seeds, Operand<TInt64> stream) {
    Ops tf = body.tf();
    Operand<TInt32> samples = DynamicShape.size(tf, seeds, 0);
    Operand<TFloat32> empty = tf.fill(tf.stack(List.of(samples, size)), tf.constant(0f));
    return Casts.typed(
        loops
            .write(
                body,
                samples,
                ImmutableList.of(empty),
                ImmutableList.of(size, seeds, stream),
                (draft, sample, sums, same) ->
                    List.of(
                        withDraw(
                            draft.tf(),
                            sample,
                            Casts.typed(sums.get(0)),
                            Casts.typed(same.get(0)),
                            Casts.typed(same.get(1)),
                            Casts.typed(same.get(2)))))
            .get(0));
  }

  private static Operand<TFloat32> withDraw(
      Ops tf,
      Operand<TInt32> sample,
      Operand<TFloat32> all,
      Operand<TInt32> size,
      Operand<TInt64> seeds,
      Operand<TInt64> stream) {
    Operand<TFloat32> drawn =
        tf.random.statelessRandomNormal(
            tf.stack(List.of(tf.constant(1), size)),
            tf.stack(List.of(tf.gather(seeds, sample, tf.constant(0)), stream)));
    return tf.tensorScatterNdUpdate(all, tf.reshape(sample, tf.array(1, 1)), drawn);
  }

  /** What the sums begin with; a loop's tensors keep their shape. */
  private static Operand<TFloat64> zeros(Ops tf, Shape map, Operand<?> input) {
    boolean known = !map.isUnknown();
    boolean like = known && map.numDimensions() == input.shape().numDimensions();
    List<Operand<TInt32>> sizes = new ArrayList<>();
    for (int i = 0; known && i < map.numDimensions(); i++) {
      known = i == 0 || map.get(i) != Shape.UNKNOWN_SIZE || like;
      sizes.add(
          i > 0 && map.get(i) != Shape.UNKNOWN_SIZE
              ? tf.constant(Math.toIntExact(map.get(i)))
              : DynamicShape.size(tf, Casts.typed(input), i));
    }
    if (!known) {
      throw new SaliencyException(
          "The size of the map depends on the input, so maps of noisy copies cannot be added in a"
              + " graph.\n"
              + "Maybe export the inner method alone.");
    }
    return tf.fill(tf.stack(sizes), tf.constant(0.0));
  }

  private Operand<TFloat32> result(Ops tf, List<Operand<?>> sums) {
    Operand<TFloat64> result = Casts.typed(sums.get(0));
    if (noisy.statistic() == Statistic.VARIANCE) {
      Operand<TFloat64> squares = Casts.typed(sums.get(1));
      result = tf.math.maximum(tf.constant(0.0), tf.math.sub(squares, tf.math.mul(result, result)));
    }
    return tf.dtypes.cast(result, TFloat32.class);
  }
}
