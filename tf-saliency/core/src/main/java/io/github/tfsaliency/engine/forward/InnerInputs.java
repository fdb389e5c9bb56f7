package io.github.tfsaliency.engine.forward;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import io.github.tfsaliency.engine.run.FedTensors;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Output;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * The tensors inside a model that get a map, such as embedded words, as what samples are made of: a
 * batch then holds their values too, and these are fed in their place. What else is computed of the
 * inputs, such as a mask, stays as it is.
 *
 * @param tensors by the name of what gets the map
 * @param outputs the same in a graph
 */
public record InnerInputs(
    ImmutableMap<String, TensorRef> tensors, ImmutableMap<String, Output<?>> outputs) {
  /** No name of an input has this character. */
  private static final String GIVEN = "\0given";

  private static final ImmutableSet<DataType> FED =
      ImmutableSet.of(DataType.DT_FLOAT, DataType.DT_DOUBLE);

  /**
   * Those of a model that can be fed.
   *
   * @param model the model
   * @return by the name of what gets the map
   */
  public static ImmutableMap<String, TensorRef> of(InferenceGraph model) {
    ImmutableSet<TensorRef> inputs =
        model.inputs().stream().map(ModelInput::tensor).collect(ImmutableSet.toImmutableSet());
    return ImmutableMap.copyOf(
        Maps.filterValues(
            model.attributed(),
            tensor -> {
              NodeDef node = requireNonNull(model.nodes().get(tensor.node()));
              return !inputs.contains(tensor)
                  && FED.contains(NodeOutputs.type(node, tensor.index()));
            }));
  }

  /**
   * Those of a copy of the model's graph.
   *
   * @param model the model
   * @param copy of its graph
   * @return what is fed in there
   */
  public static InnerInputs in(InferenceGraph model, ForwardCopy copy) {
    ImmutableMap<String, TensorRef> tensors = of(model);
    return new InnerInputs(
        tensors,
        ImmutableMap.copyOf(
            Maps.transformValues(
                tensors, tensor -> copy.operation(tensor.node()).output(tensor.index()))));
  }

  /**
   * A batch with the values of the inner tensors.
   *
   * @param tensors by the name of what gets the map
   * @param values computes a tensor's values of the batch
   * @return the batch itself if it has them
   */
  public static Batch add(
      ImmutableMap<String, TensorRef> tensors,
      Batch batch,
      Function<TensorRef, FloatNdArray> values) {
    if (tensors.isEmpty() || tensors.keySet().stream().allMatch(name -> isInner(batch, name))) {
      return batch;
    }
    Map<String, FloatNdArray> inputs = new HashMap<>(batch.inputs());
    tensors.forEach(
        (name, tensor) -> {
          FloatNdArray given = inputs.put(name, values.apply(tensor));
          // A name that is none of an input's has no other values.
          inputs.put(name + GIVEN, given == null ? requireNonNull(inputs.get(name)) : given);
        });
    return new Batch(ImmutableMap.copyOf(inputs), batch.sampleCount());
  }

  private static boolean isInner(Batch batch, String name) {
    return batch.inputs().containsKey(name + GIVEN);
  }

  /**
   * What an input was given, whatever else a batch holds.
   *
   * @param batch the values of all inputs
   * @param input its name
   * @return {@code [N, ...]}
   */
  public static FloatNdArray given(Batch batch, String input) {
    FloatNdArray given = batch.inputs().get(input + GIVEN);
    return given != null ? given : requireNonNull(batch.inputs().get(input), input);
  }

  /**
   * Feeds what the batch holds of them.
   *
   * @param fed what a run is fed
   * @param batch the values of all inputs
   */
  public void feed(FedTensors fed, Batch batch) {
    outputs.forEach(
        (name, output) -> {
          if (isInner(batch, name)) {
            FloatNdArray values = requireNonNull(batch.inputs().get(name));
            fed.takeTyped(output, values);
          }
        });
  }
}
