package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.explain.GraphForm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/**
 * Writes the mean of the maps from several references: the first ahead of a loop, so that its map
 * says how large the sums are, each other in a turn.
 *
 * @param forms what writes a pass
 * @param loops what writes loops
 */
record ReferenceMean(Forms forms, Loops loops) {

  Explained write(GraphDraft draft, GraphForm.Pass pass, FloatNdArray references, Feed feed) {
    Ops tf = draft.tf();
    int count = Math.toIntExact(references.shape().get(0));
    Operand<TFloat64> weight = tf.constant(1.0 / count);
    Explained first = forms.pass(draft, pass, feed, Optional.of(tf.constant(references.get(0))));
    ImmutableList<String> inputs = feed.inputs().keySet().asList();
    ImmutableList<String> mapped = first.maps().keySet().asList();
    ImmutableList<Operand<?>> sums =
        first.maps().values().stream()
            .map(map -> tf.math.mul(weight, Casts.toDouble(tf, map)))
            .collect(ImmutableList.toImmutableList());
    ImmutableList<Operand<?>> constants =
        ImmutableList.<Operand<?>>builder()
            .addAll(feed.inputs().values())
            .add(first.chosen())
            .build();
    ImmutableList<Operand<?>> total =
        loops.write(
            draft,
            tf.constant(count - 1),
            sums,
            constants,
            (body, turn, before, same) -> {
              Ops within = body.tf();
              Map<String, Operand<?>> values = new LinkedHashMap<>();
              inputs.forEach(input -> values.put(input, same.get(inputs.indexOf(input))));
              Operand<TFloat32> reference =
                  within.gather(
                      within.constant(references),
                      within.math.add(turn, within.constant(1)),
                      within.constant(0));
              ImmutableMap<String, Operand<TFloat32>> maps =
                  forms
                      .pass(
                          body,
                          pass,
                          new Feed(
                              ImmutableMap.copyOf(values),
                              Casts.<TInt64>typed(same.get(inputs.size())),
                              Optional.empty()),
                          Optional.of(reference))
                      .maps();
              List<Operand<?>> after = new ArrayList<>();
              for (int i = 0; i < mapped.size(); i++) {
                after.add(
                    within.math.add(
                        Casts.<TFloat64>typed(before.get(i)),
                        within.math.mul(
                            within.constant(1.0 / count),
                            Casts.toDouble(within, maps.values().asList().get(i)))));
              }
              return after;
            });
    ImmutableMap.Builder<String, Operand<TFloat32>> maps = ImmutableMap.builder();
    for (int i = 0; i < mapped.size(); i++) {
      maps.put(mapped.get(i), tf.dtypes.cast(Casts.<TFloat64>typed(total.get(i)), TFloat32.class));
    }
    return new Explained(maps.buildOrThrow(), first.chosen(), first.score());
  }
}
