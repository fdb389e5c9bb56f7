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
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/**
 * The tensors inside a model that get a map, such as embedded words, as what samples are made of: a
 * batch then holds their values too, and these are fed in their place. What else is computed of the
 * inputs, such as a mask, stays as it is. So does what is computed beside a layer that is fed.
 *
 * @param tensors by the name of what gets the map
 * @param copy the graph where they are fed
 */
public record InnerInputs(ImmutableMap<String, TensorRef> tensors, ForwardCopy copy) {
  /** No name of an input has this character. */
  private static final char NO_NAME = '\0';

  private static final String GIVEN = NO_NAME + "given";

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
    return new InnerInputs(of(model), copy);
  }

  /**
   * What stands for a layer among the names of inputs.
   *
   * @param layer the first output of its node
   * @return a name that no input has
   */
  public static String nameOf(TensorRef layer) {
    return NO_NAME + layer.node();
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
    return new Batch(ImmutableMap.copyOf(inputs), batch.sampleCount(), batch.groups());
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
   * Feeds what the inputs were given.
   *
   * @param fed what a run is fed
   * @param inputs the placeholders, by the input's name
   * @param batch the values of all inputs
   */
  public static void feedGiven(FedTensors fed, Map<String, Operand<TFloat32>> inputs, Batch batch) {
    inputs.forEach((name, input) -> fed.feed(input, given(batch, name)));
  }

  /**
   * Samples without the values of a layer.
   *
   * @param batch the values of all inputs
   * @return the batch itself if it has none
   */
  public static Batch given(Batch batch) {
    return batch.inputs().keySet().stream().noneMatch(InnerInputs::isLayer)
        ? batch
        : new Batch(
            ImmutableMap.copyOf(Maps.filterKeys(batch.inputs(), name -> !isLayer(name))),
            batch.sampleCount(),
            batch.groups());
  }

  /**
   * Whether the tensor that gets a map is fed, rather than computed.
   *
   * @param model the model
   * @param batch the values of all inputs
   * @param input the name of what gets the map
   * @return also for an input of floating-point numbers
   */
  public static boolean isFed(InferenceGraph model, Batch batch, String input) {
    return isInner(batch, input) || !of(model).containsKey(input);
  }

  private static boolean isLayer(String name) {
    return !name.isEmpty() && name.charAt(0) == NO_NAME;
  }

  /**
   * Feeds what the batch holds of them.
   *
   * @param fed what a run is fed
   * @param batch the values of all inputs
   */
  public void feed(FedTensors fed, Batch batch) {
    batch
        .inputs()
        .forEach(
            (name, values) -> {
              if (isInner(batch, name)) {
                fed.takeTyped(copy.tensor(tensor(name)), values);
              }
            });
  }

  private TensorRef tensor(String name) {
    return isLayer(name)
        ? new TensorRef(name.substring(1), 0)
        : requireNonNull(tensors.get(name), name);
  }
}
