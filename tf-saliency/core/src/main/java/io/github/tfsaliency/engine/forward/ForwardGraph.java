package io.github.tfsaliency.engine.forward;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.InferenceSession;
import io.github.tfsaliency.engine.run.FedTensors;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.LayerScores;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * The model's own forward pass.
 *
 * @param model what it computes
 * @param session where it runs; owned by the {@link InferenceSession}
 * @param forward its nodes
 * @param inputs the fed placeholders {@code [N, ...]}, by the input's name
 * @param inner what is fed instead of tensors inside
 * @param explained what is explained of the output
 * @param output the explained tensor {@code [N, ...]}
 * @param sampleBytes what all its values take for one sample, where a free size counts as 1
 */
public record ForwardGraph(
    InferenceGraph model,
    Session session,
    ForwardCopy forward,
    ImmutableMap<String, Operand<TFloat32>> inputs,
    InnerInputs inner,
    ExplainedOutput explained,
    Output<TNumber> output,
    double sampleBytes) {
  /** The explained tensor's shape as far as it is fixed. */
  public Shape staticShape() {
    return output.shape();
  }

  public Shape shape(TensorRef tensor) {
    return forward.tensor(tensor).shape();
  }

  public FloatNdArray run(Batch batch) {
    return fetch(output, batch, model.outputName());
  }

  /**
   * The values of several tensors within, of one run.
   *
   * @param tensors none of which is fed
   * @param batch the values of all inputs
   * @return in float32, whatever the precision
   */
  public ImmutableMap<TensorRef, FloatNdArray> values(Iterable<TensorRef> tensors, Batch batch) {
    try (FedTensors fed = new FedTensors(session)) {
      feed(fed, batch);
      tensors.forEach(tensor -> fed.runner().fetch(forward.tensor(tensor)));
      try (Result result = fed.run(() -> what("all", batch))) {
        ImmutableMap.Builder<TensorRef, FloatNdArray> values = ImmutableMap.builder();
        int index = 0;
        for (TensorRef tensor : tensors) {
          values.put(tensor, FedTensors.copy(result, index++));
        }
        return values.buildOrThrow();
      }
    }
  }

  /** The values of a tensor within. */
  public FloatNdArray run(TensorRef tensor, Batch batch) {
    return fetch(forward.tensor(tensor), batch, tensor.toString());
  }

  private FloatNdArray fetch(Operand<?> tensor, Batch batch, String name) {
    try (FedTensors fed = new FedTensors(session)) {
      feed(fed, batch);
      fed.runner().fetch(tensor);
      try (Result result = fed.run(() -> what(name, batch))) {
        return FedTensors.copy(result, 0);
      }
    }
  }

  public Scores scores(Batch batch, ResolvedTargets targets) {
    try (FedTensors fed = new FedTensors(session)) {
      feed(fed, batch);
      explained.feed(fed, targets, model);
      explained.fetch(fed.runner(), targets);
      try (Result result = fed.run(() -> what(model.outputName(), batch))) {
        return finite(explained.read(result, 0, targets, model));
      }
    }
  }

  /** The scores and the values of a tensor within, of one run. */
  public LayerScores layerScores(TensorRef tensor, Batch batch, ResolvedTargets targets) {
    try (FedTensors fed = new FedTensors(session)) {
      feed(fed, batch);
      explained.feed(fed, targets, model);
      fed.runner().fetch(forward.tensor(tensor));
      explained.fetch(fed.runner(), targets);
      try (Result result = fed.run(() -> what(tensor.toString(), batch))) {
        return new LayerScores(
            finite(explained.read(result, 1, targets, model)), FedTensors.copy(result, 0));
      }
    }
  }

  private static Scores finite(Scores scores) {
    if (!scores.values().stream().allMatch(Double::isFinite)) {
      throw new NonFiniteValueException(
          "The score is NaN or infinite, although the weights and the input are not.\n"
              + "Maybe the input is far outside the range that the model expects.");
    }
    return scores;
  }

  private void feed(FedTensors fed, Batch batch) {
    InnerInputs.feedGiven(fed, inputs, batch);
    inner.feed(fed, batch);
  }

  /** What all values take for one sample; where sizes are free, in proportion to the input. */
  public double activationBytes(Batch like) {
    double fixed = 0;
    double actual = 0;
    for (ModelInput input : model.inputs()) {
      double size = 1;
      Shape shape = input.shape();
      for (int i = 1; !shape.isUnknown() && i < shape.numDimensions(); i++) {
        size *= Math.max(1, shape.get(i));
      }
      fixed += size;
      actual +=
          (double) InnerInputs.given(like, input.name()).size() / Math.max(1, like.sampleCount());
    }
    return sampleBytes * Math.max(1, actual / fixed);
  }

  private String what(String tensor, Batch batch) {
    return Message.of(
        "the tensor '%s' of the model '%s' for an input of shape %s",
        tensor, model.directory(), batch.shapes());
  }
}
