package io.github.tfsaliency.export;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.explain.GraphForm;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/**
 * One point of a line: what its gradient, times the line, adds to the integral.
 *
 * @param body the loop's graph
 * @param line the line
 * @param turn which point
 */
record LineStep(GraphDraft body, GraphForm.Line line, Operand<TInt32> turn) {
  /**
   * Adds the point's part to the sums.
   *
   * @param moved the inputs that lie on the line
   * @param inputs where it ends, and the other inputs
   * @param sums for each of the moved inputs
   * @param gradient of other inputs
   */
  List<Operand<?>> add(
      ImmutableList<String> moved,
      ImmutableMap<String, Operand<?>> inputs,
      ImmutableList<Operand<?>> sums,
      Function<ImmutableMap<String, Operand<?>>, ImmutableMap<String, Operand<TFloat32>>>
          gradient) {
    Ops tf = body.tf();
    Operand<TFloat64> position = at(tf, line.positions().toArray());
    Operand<TFloat64> weight = at(tf, line.weights().toArray());
    Operand<TFloat64> start = tf.dtypes.cast(tf.constant(line.baseline()), TFloat64.class);
    Map<String, Operand<TFloat64>> whole = new HashMap<>();
    Map<String, Operand<?>> points = new LinkedHashMap<>(inputs);
    for (String input : moved) {
      Operand<?> end = requireNonNull(inputs.get(input));
      Operand<TFloat64> difference = tf.math.sub(Casts.toDouble(tf, end), start);
      Operand<TFloat32> point =
          tf.dtypes.cast(tf.math.add(start, tf.math.mul(position, difference)), TFloat32.class);
      whole.put(input, difference);
      points.put(input, Casts.to(tf, point, end.asOutput().dataType()));
    }
    ImmutableMap<String, Operand<TFloat32>> maps = gradient.apply(ImmutableMap.copyOf(points));
    ImmutableList.Builder<Operand<?>> added = ImmutableList.builder();
    for (int i = 0; i < moved.size(); i++) {
      String input = moved.get(i);
      added.add(
          tf.math.add(
              Casts.<TFloat64>typed(sums.get(i)),
              tf.math.mul(
                  tf.math.mul(weight, requireNonNull(whole.get(input))),
                  Casts.toDouble(tf, requireNonNull(maps.get(input))))));
    }
    return added.build();
  }

  private Operand<TFloat64> at(Ops tf, double... values) {
    return tf.gather(tf.constant(values), turn, tf.constant(0));
  }
}
