package io.github.tfsaliency.export;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.engine.build.GradientDefinition;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.graph.TensorRef;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A modified gradient as a function.
 *
 * @param draft the function's graph
 * @param pass the numbers and the reference
 * @param gradient the nodes
 */
record PassBody(GraphDraft draft, GraphForm.Pass pass, GradientDefinition gradient) {

  /** What was chosen, its score, and the maps. */
  List<Operand<?>> write(ImmutableMap<String, Operand<?>> inputs, Operand<?> target) {
    Ops tf = draft.tf();
    String prefix = draft.take(gradient.nodes());
    gradient
        .entries()
        .forEach((input, entry) -> replace(prefix + entry, requireNonNull(inputs.get(input))));
    gradient
        .referenceEntries()
        .forEach(
            (input, entry) ->
                replace(
                    prefix + entry,
                    reference(
                        tf, requireNonNull(inputs.get(input)), pass.reference().orElseThrow())));
    gradient
        .numbers()
        .forEach((name, number) -> replace(prefix + number, tf.constant(value(name))));
    replace(prefix + gradient.target(), target);
    // So that a class which does not exist is an error of the lookup: there is no Java to refuse
    // it.
    draft.replace(in(prefix, gradient.existing()), in(prefix, gradient.chosen()));
    ImmutableList.Builder<Operand<?>> results = ImmutableList.builder();
    results.add(draft.tensor(in(prefix, gradient.chosen())));
    results.add(draft.tensor(in(prefix, gradient.score())));
    gradient.maps().values().forEach(map -> results.add(draft.tensor(in(prefix, map))));
    return results.build();
  }

  private double value(String name) {
    Double ofRule = gradient.ruleNumbers().get(name);
    return ofRule != null ? ofRule : requireNonNull(pass.numbers().get(name), name);
  }

  private void replace(String node, Operand<?> by) {
    draft.replace(new TensorRef(node, 0), GraphDraft.ref(by));
  }

  private static TensorRef in(String prefix, TensorRef tensor) {
    return new TensorRef(prefix + tensor.node(), tensor.index());
  }

  /** A sample of the input's size and type; a scalar belongs to all samples. */
  private static Operand<?> reference(Ops tf, Operand<?> input, double value) {
    Operand<TFloat32> constant = tf.constant((float) value);
    Operand<TInt32> shape = tf.shape(input);
    if (input.shape().numDimensions() != 0) {
      shape =
          tf.concat(
              ImmutableList.of(tf.array(1), tf.slice(shape, tf.array(1), tf.array(-1))),
              tf.constant(0));
    }
    return Casts.to(tf, tf.fill(shape, constant), input.asOutput().dataType());
  }
}
