package io.github.tfsaliency.export;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.engine.build.GradientDefinition;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.graph.TensorRef;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * A modified gradient as a function.
 *
 * @param draft the function's graph
 * @param pass the numbers
 * @param gradient the nodes
 * @param weights of the outputs {@code [1, outputs]}, where no class index is explained
 */
record PassBody(
    GraphDraft draft,
    GraphForm.Pass pass,
    GradientDefinition gradient,
    Optional<FloatNdArray> weights) {

  /**
   * What was chosen, its score, and the maps.
   *
   * @param reference what the rules compare with, one number, one for each channel or a sample
   */
  List<Operand<?>> write(
      ImmutableMap<String, Operand<?>> inputs,
      Operand<?> target,
      Optional<Operand<TFloat32>> reference) {
    Ops tf = draft.tf();
    String prefix = draft.take(gradient.nodes());
    gradient
        .entries()
        .forEach((input, entry) -> replace(prefix + entry, requireNonNull(inputs.get(input))));
    gradient
        .referenceEntries()
        .forEach(
            (input, entry) ->
                replace(prefix + entry, reference(tf, input, inputs, reference.orElseThrow())));
    gradient
        .numbers()
        .forEach((name, number) -> replace(prefix + number, tf.constant(value(name))));
    replace(prefix + gradient.target(), target);
    // So that a class which does not exist is an error of the lookup: there is no Java to refuse
    // it.
    draft.replace(in(prefix, gradient.existing()), in(prefix, gradient.chosen()));
    ImmutableList.Builder<Operand<?>> results = ImmutableList.builder();
    if (weights.isPresent()) {
      draft.replace(
          in(prefix, gradient.weights().orElseThrow()),
          GraphDraft.ref(ofEachSample(tf, weights.get(), target)));
      results.add(tf.identity(Casts.<TType>typed(target)));
    } else {
      results.add(draft.tensor(in(prefix, gradient.chosen())));
    }
    results.add(draft.tensor(in(prefix, gradient.score())));
    gradient.maps().values().forEach(map -> results.add(draft.tensor(in(prefix, map))));
    return results.build();
  }

  private static Operand<TFloat32> ofEachSample(Ops tf, FloatNdArray weights, Operand<?> target) {
    return tf.broadcastTo(
        tf.constant(weights),
        tf.concat(
            ImmutableList.of(tf.shape(target), tf.array(Math.toIntExact(weights.shape().get(1)))),
            tf.constant(0)));
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

  /** Inputs without a map, and scalars, which belong to all samples, keep their values. */
  private Operand<?> reference(
      Ops tf, String name, ImmutableMap<String, Operand<?>> inputs, Operand<TFloat32> value) {
    Operand<?> input = requireNonNull(inputs.get(name), name);
    if (!isReplaced(name, input)) {
      return input;
    }
    boolean serveAll =
        !gradient.pairsSamples()
            && inputs.entrySet().stream()
                .allMatch(
                    each ->
                        each.getValue().shape().numDimensions() == 0
                            || isReplaced(each.getKey(), each.getValue()));
    Operand<TInt32> shape = tf.shape(input);
    if (serveAll) {
      shape =
          tf.concat(
              ImmutableList.of(tf.array(1), tf.slice(shape, tf.array(1), tf.array(-1))),
              tf.constant(0));
    }
    return Casts.to(tf, tf.broadcastTo(value, shape), input.asOutput().dataType());
  }

  private boolean isReplaced(String name, Operand<?> input) {
    return input.shape().numDimensions() != 0 && gradient.maps().containsKey(name);
  }
}
