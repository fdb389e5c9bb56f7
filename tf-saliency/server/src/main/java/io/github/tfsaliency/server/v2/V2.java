package io.github.tfsaliency.server.v2;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.gson.stream.JsonWriter;
import io.github.tfsaliency.LibraryVersion;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.inspect.TensorDescription;
import io.github.tfsaliency.server.answer.Answer;
import io.github.tfsaliency.server.answer.JsonText;
import io.github.tfsaliency.server.answer.Refusal;
import io.github.tfsaliency.server.model.ServedModel;
import io.github.tfsaliency.server.protocol.Choices;
import io.github.tfsaliency.server.protocol.Inputs;
import io.github.tfsaliency.server.protocol.Service;
import io.github.tfsaliency.server.work.Result;
import io.github.tfsaliency.server.work.Sample;
import io.github.tfsaliency.server.work.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/**
 * The Open Inference Protocol.
 *
 * @param service computes
 */
public record V2(Service service) {
  private static final String READY = "ready";
  private static final String NAME = "name";

  /** {@code GET /v2}. */
  public Answer server() {
    return JsonText.of(
        json -> {
          json.beginObject().name(NAME).value("tf-saliency");
          json.name("version").value(LibraryVersion.get());
          json.name("extensions").beginArray();
          json.value("binary_tensor_data").value("model_repository");
          json.endArray().endObject();
        });
  }

  /** {@code GET /v2/health/live}. */
  public Answer live() {
    return JsonText.of(json -> json.beginObject().name("live").value(true).endObject());
  }

  /** {@code GET /v2/health/ready}. */
  public Answer ready() {
    boolean ready = service.models().areReady();
    return JsonText.of(json -> json.beginObject().name(READY).value(ready).endObject())
        .withStatus(ready ? 200 : Refusal.UNAVAILABLE);
  }

  /** {@code GET /v2/models/N/ready}. */
  public Answer ready(String name) {
    boolean ready = service.models().get(name).isReady();
    return JsonText.of(
            json -> json.beginObject().name(NAME).value(name).name(READY).value(ready).endObject())
        .withStatus(ready ? 200 : Refusal.UNAVAILABLE);
  }

  /** {@code POST /v2/repository/models/N/load}. */
  public Answer load(String name) {
    ServedModel model = service.models().get(name);
    try {
      model.load();
    } catch (SaliencyException e) {
      throw Refusal.because(Refusal.OWN_FAULT, String.valueOf(e.getMessage()), e);
    }
    return JsonText.of(
        json -> json.beginObject().name(NAME).value(name).name("load").value(true).endObject());
  }

  /** {@code GET /v2/models/N}. */
  public Answer metadata(String name) {
    ServedModel served = service.models().get(name);
    return served.use(
        model ->
            JsonText.of(
                json -> {
                  json.beginObject().name(NAME).value(name);
                  json.name("versions").beginArray().endArray();
                  json.name("platform").value("tensorflow_savedmodel");
                  json.name("inputs").beginArray();
                  for (String input : model.inputNames()) {
                    Optional<TensorDescription> known = known(served, model, input);
                    Datatype type =
                        known
                            .map(tensor -> Datatype.ofTensorFlow(tensor.type()))
                            .orElse(Datatype.FP32);
                    writeTensor(json, input, type, model.inputShape(input));
                  }
                  json.endArray().name("outputs").beginArray();
                  writeTensor(
                      json,
                      model.outputName(),
                      Datatype.FP32,
                      known(served, model, model.outputName())
                          .map(TensorDescription::shape)
                          .orElse(Shape.unknown()));
                  for (Map.Entry<String, String> map : maps(model).entrySet()) {
                    writeTensor(
                        json, map.getKey(), Datatype.FP32, model.inputShape(map.getValue()));
                  }
                  json.endArray().endObject();
                }));
  }

  private static Optional<TensorDescription> known(ServedModel served, Model model, String tensor) {
    return served.types().find(model.signature(), tensor);
  }

  private static void writeTensor(JsonWriter json, String name, Datatype type, Shape shape)
      throws IOException {
    json.beginObject().name(NAME).value(name).name("datatype").value(type.name());
    json.name("shape").beginArray();
    for (long size : shape.isUnknown() ? new long[] {-1} : shape.asArray()) {
      json.value(size);
    }
    json.endArray().endObject();
  }

  /** The inputs that have maps, by the names of the outputs that these are. */
  private static ImmutableMap<String, String> maps(Model model) {
    if (model.inputNames().size() == 1) {
      return ImmutableMap.of(V2Response.EXPLAIN, model.inputNames().get(0));
    }
    ImmutableMap.Builder<String, String> maps = ImmutableMap.builder();
    for (String input : model.attributedTensors().keySet()) {
      maps.put(V2Response.EXPLAIN + "_" + input, input);
    }
    return maps.buildOrThrow();
  }

  /** A request that was read, and whether it asks for maps. */
  public record Infer(V2 protocol, String name, V2Request request) {
    /** Whether maps are asked for. */
    public boolean explains() {
      return request.outputs().stream()
          .anyMatch(output -> output.name().startsWith(V2Response.EXPLAIN));
    }

    /** Computes. */
    public Answer answer() {
      return protocol.service.models().get(name).use(model -> protocol.infer(name, model, request));
    }
  }

  /** Reads {@code POST /v2/models/N/infer}. */
  public Infer read(String name, byte[] body, Optional<String> jsonLength) {
    return new Infer(this, name, V2Request.read(body, jsonLength));
  }

  private Answer infer(String name, Model model, V2Request request) {
    ImmutableMap<String, String> maps = maps(model);
    ImmutableList<V2Request.Output> outputs =
        request.outputs().isEmpty()
            ? ImmutableList.of(
                new V2Request.Output(model.outputName(), request.binary(), Choices.NONE))
            : request.outputs();
    for (V2Request.Output output : outputs) {
      if (!maps.containsKey(output.name()) && !output.name().equals(model.outputName())) {
        throw Refusal.badRequest(
            "The model has no output '%s'.\nMaybe '%s' or one of %s.",
            output.name(), model.outputName(), maps.keySet());
      }
    }
    List<ImmutableMap<String, FloatNdArray>> samples = samples(model, request.inputs());
    V2Response response = new V2Response(name, request.id());
    Map<Choices, ImmutableList<Result>> explained = new HashMap<>();
    for (V2Request.Output output : outputs) {
      String input = maps.get(output.name());
      if (input == null) {
        response.add(output, predict(model, samples));
      } else {
        response.add(
            output,
            input,
            explained.computeIfAbsent(
                output.choices(), choices -> explain(model, choices, samples)));
      }
    }
    return response.answer();
  }

  private ImmutableList<Result> predict(
      Model model, List<ImmutableMap<String, FloatNdArray>> samples) {
    return service.queue().compute(Task.predict(model), samples.stream().map(Sample::of).toList());
  }

  private ImmutableList<Result> explain(
      Model model, Choices choices, List<ImmutableMap<String, FloatNdArray>> inputs) {
    ImmutableList<Target> targets = choices.targetsOf(inputs.size());
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      samples.add(new Sample(inputs.get(i), targets.get(i)));
    }
    return service
        .queue()
        .compute(Task.explain(model, choices.method().orElse(service.method())), samples);
  }

  /** The rows of the tensors; one without dimensions is the same for all. */
  private static List<ImmutableMap<String, FloatNdArray>> samples(
      Model model, ImmutableMap<String, FloatNdArray> inputs) {
    long count = -1;
    for (Map.Entry<String, FloatNdArray> input : inputs.entrySet()) {
      if (isScalar(model, input.getKey())) {
        continue;
      }
      long rows = input.getValue().rank() == 0 ? -1 : input.getValue().shape().get(0);
      if (rows < 0 || (count >= 0 && rows != count)) {
        throw Refusal.badRequest(
            "The tensor '%s' has the shape %s, which has not as many rows as the others.",
            input.getKey(), input.getValue().shape());
      }
      count = rows;
    }
    Inputs.requireRoom(count - 1);
    List<ImmutableMap<String, FloatNdArray>> samples = new ArrayList<>();
    for (int i = 0; i < Math.max(1, count); i++) {
      ImmutableMap.Builder<String, FloatNdArray> sample = ImmutableMap.builder();
      for (Map.Entry<String, FloatNdArray> input : inputs.entrySet()) {
        boolean scalar = isScalar(model, input.getKey());
        sample.put(input.getKey(), scalar ? input.getValue() : input.getValue().get(i));
      }
      samples.add(Inputs.checked(model, sample.buildOrThrow(), "The row " + i));
    }
    return samples;
  }

  private static boolean isScalar(Model model, String input) {
    return model.inputNames().contains(input)
        && !model.inputShape(input).isUnknown()
        && model.inputShape(input).numDimensions() == 0;
  }
}
