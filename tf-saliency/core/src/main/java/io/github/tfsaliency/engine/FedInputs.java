package io.github.tfsaliency.engine;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.engine.forward.InnerInputs;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The fed inputs of a model, for code that changes samples.
 *
 * @param model the model
 */
record FedInputs(InferenceGraph model) {
  /** The inputs that are fed as floating-point numbers and get a map themselves. */
  ImmutableSet<String> continuous() {
    return model.inputs().stream()
        .filter(input -> input.tensor().equals(model.attributed().get(input.name())))
        .map(ModelInput::name)
        .collect(toImmutableSet());
  }

  /** The names of the tensors inside that get a map. */
  ImmutableSet<String> inner() {
    return InnerInputs.of(model).keySet();
  }

  /** What the inputs were given, without the values of tensors inside. */
  Batch given(Batch batch) {
    ImmutableMap.Builder<String, FloatNdArray> given = ImmutableMap.builder();
    model
        .inputs()
        .forEach(input -> given.put(input.name(), InnerInputs.given(batch, input.name())));
    return new Batch(given.buildOrThrow(), batch.sampleCount(), batch.groups());
  }

  /** Whether an input is fixed to a batch of one. */
  boolean takesOneSample() {
    return model.inputs().stream()
        .map(ModelInput::shape)
        .anyMatch(shape -> !shape.isUnknown() && shape.numDimensions() > 0 && shape.get(0) == 1);
  }
}
