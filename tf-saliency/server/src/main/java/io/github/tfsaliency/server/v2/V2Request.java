package io.github.tfsaliency.server.v2;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.gson.stream.JsonReader;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.server.answer.Refusal;
import io.github.tfsaliency.server.protocol.Choices;
import io.github.tfsaliency.server.protocol.RequestJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The body of {@code infer}.
 *
 * @param id empty if it has none
 * @param inputs by name
 * @param outputs that are asked for; empty for those that are given unasked
 * @param binary whether outputs are binary that do not say
 */
record V2Request(
    Optional<String> id,
    ImmutableMap<String, FloatNdArray> inputs,
    ImmutableList<Output> outputs,
    boolean binary) {
  private static final int MOST_TENSORS = 1000;

  /**
   * An output that is asked for.
   *
   * @param binary whether its values follow the JSON
   * @param choices of a map
   */
  record Output(String name, boolean binary, Choices choices) {}

  /** What stands in {@code parameters}, of the request or of an output. */
  private static final class Parameters {
    private Optional<AttributionMethod> method = Optional.empty();
    private Optional<ImmutableList<Target>> targets = Optional.empty();
    private Optional<Boolean> binary = Optional.empty();

    Choices choices(Parameters others) {
      return new Choices(
          method.or(() -> others.method),
          targets.or(() -> others.targets).orElse(Choices.NONE.targets()));
    }
  }

  /** What stands in the JSON. */
  private static final class Parts {
    private Optional<String> id = Optional.empty();
    private Parameters parameters = new Parameters();
    private final List<InputTensor> inputs = new ArrayList<>();
    private final Map<String, Parameters> outputs = new java.util.LinkedHashMap<>();
  }

  /**
   * Reads a body.
   *
   * @param jsonLength what the header says of the JSON, if it does
   */
  static V2Request read(byte[] body, Optional<String> jsonLength) {
    int length = jsonLength.isPresent() ? length(jsonLength.get(), body.length) : body.length;
    Parts parts = RequestJson.read(body, length, V2Request::read);
    ByteBuffer binary =
        ByteBuffer.wrap(body, length, body.length - length).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, FloatNdArray> inputs = new HashMap<>();
    for (InputTensor input : parts.inputs) {
      if (inputs.put(input.name(), input.values(binary)) != null) {
        throw Refusal.badRequest("The input '%s' is given twice.", input.name());
      }
    }
    if (binary.hasRemaining()) {
      throw Refusal.badRequest(
          "%s bytes follow the last tensor.\nMaybe 'binary_data_size' is too small.",
          binary.remaining());
    }
    boolean unasked = parts.parameters.binary.orElse(false);
    ImmutableList.Builder<Output> outputs = ImmutableList.builder();
    parts.outputs.forEach(
        (name, own) ->
            outputs.add(
                new Output(name, own.binary.orElse(unasked), own.choices(parts.parameters))));
    return new V2Request(parts.id, ImmutableMap.copyOf(inputs), outputs.build(), unasked);
  }

  private static int length(String text, int most) {
    try {
      int length = Integer.parseInt(text.strip());
      if (length >= 0 && length <= most) {
        return length;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw Refusal.badRequest(
        "The header Inference-Header-Content-Length is '%s', but the body has %s bytes.",
        text, most);
  }

  private static Parts read(JsonReader json) throws IOException {
    Parts parts = new Parts();
    RequestJson.object(
        json,
        (key, member) -> {
          switch (key) {
            case "id" -> parts.id = Optional.of(RequestJson.text(member));
            case "parameters" -> parts.parameters = parameters(member, "binary_data_output");
            case "inputs" -> readInputs(member, parts);
            case "outputs" -> readOutputs(member, parts);
            // Clients repeat what the path says.
            case "model_name", "model_version" -> RequestJson.skipText(member);
            default ->
                throw RequestJson.unknown(key, member, "'id', 'parameters', 'inputs', 'outputs'");
          }
        });
    if (parts.inputs.isEmpty()) {
      throw Refusal.badRequest(
          "The request has no inputs.\nMaybe send {\"inputs\": [{\"name\": ..., \"shape\": ...,"
              + " \"datatype\": ..., \"data\": [...]}]}.");
    }
    return parts;
  }

  private static void readInputs(JsonReader json, Parts parts) throws IOException {
    RequestJson.beginList(json);
    while (json.hasNext()) {
      requireFew(parts.inputs.size());
      parts.inputs.add(InputTensor.read(json));
    }
    json.endArray();
  }

  private static void requireFew(int tensors) {
    if (tensors == MOST_TENSORS) {
      throw Refusal.of(Refusal.TOO_LARGE, "The request has more than %s tensors.", MOST_TENSORS);
    }
  }

  private static void readOutputs(JsonReader json, Parts parts) throws IOException {
    RequestJson.beginList(json);
    while (json.hasNext()) {
      requireFew(parts.outputs.size());
      List<String> name = new ArrayList<>();
      List<Parameters> own = new ArrayList<>();
      RequestJson.object(
          json,
          (key, member) -> {
            switch (key) {
              case "name" -> name.add(RequestJson.text(member));
              case "parameters" -> own.add(parameters(member, "binary_data"));
              // Clients may repeat what the metadata says.
              case "datatype", "shape", "data" -> member.skipValue();
              default -> throw RequestJson.unknown(key, member, "'name', 'parameters'");
            }
          });
      if (name.isEmpty()) {
        throw Refusal.badRequest("An output before %s has no name.", json.getPath());
      }
      Parameters chosen = own.isEmpty() ? new Parameters() : own.get(0);
      if (parts.outputs.put(name.get(0), chosen) != null) {
        throw Refusal.badRequest("The output '%s' is asked for twice.", name.get(0));
      }
    }
    json.endArray();
  }

  private static Parameters parameters(JsonReader json, String binaryKey) throws IOException {
    Parameters parameters = new Parameters();
    RequestJson.object(
        json,
        (key, member) -> {
          if (key.equals(binaryKey)) {
            parameters.binary = Optional.of(RequestJson.truth(member));
          } else if (key.equals("method")) {
            parameters.method = Optional.of(Choices.method(member));
          } else if (key.equals("target")) {
            parameters.targets = Optional.of(Choices.targets(member));
          } else {
            throw RequestJson.unknown(key, member, "'method', 'target', '" + binaryKey + "'");
          }
        });
    return parameters;
  }
}
