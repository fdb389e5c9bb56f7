package io.github.tfsaliency.gradient;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.InferenceGraph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * The model's own forward pass.
 *
 * @param model what it computes
 * @param session where it runs; owned by the {@link InferenceSession}
 * @param inputs the fed placeholders {@code [N, ...]}, by the input's name
 * @param staticShape the explained tensor's shape as far as it is fixed
 * @param output the explained tensor {@code [N, ...]}
 */
record ForwardGraph(
    InferenceGraph model,
    Session session,
    ImmutableMap<String, Operand<TFloat32>> inputs,
    Shape staticShape,
    Operand<TFloat32> output) {
  FloatNdArray run(Batch batch) {
    try (FedTensors fed = new FedTensors(session.runner())) {
      inputs.forEach((name, input) -> fed.feed(input, requireNonNull(batch.inputs().get(name))));
      fed.runner().fetch(output);
      try (Result result = fed.run(() -> what(batch))) {
        return FedTensors.copy(result, 0);
      }
    }
  }

  private String what(Batch batch) {
    return String.format(
        "the output '%s' of the model '%s' for an input of shape %s",
        model.outputName(), model.directory(), batch.shapes());
  }
}
