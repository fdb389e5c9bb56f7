package io.github.tfsaliency.server.v1;

import com.google.common.collect.ImmutableList;
import com.google.gson.stream.JsonReader;
import io.github.tfsaliency.server.answer.Refusal;
import io.github.tfsaliency.server.protocol.Inputs;
import io.github.tfsaliency.server.protocol.PictureReader;
import io.github.tfsaliency.server.protocol.RequestJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The body of {@code :predict} and {@code :explain}.
 *
 * @param instances at least one
 * @param parameters of an explanation; as they are by default if the body has none
 * @param signature that the body asks for, if it does
 */
record V1Request(
    ImmutableList<Instance> instances, ExplainParameters parameters, Optional<String> signature) {
  static V1Request read(byte[] body, PictureReader pictures) {
    return RequestJson.read(body, body.length, json -> read(json, pictures));
  }

  private static V1Request read(JsonReader json, PictureReader pictures) throws IOException {
    List<Instance> instances = new ArrayList<>();
    Parts parts = new Parts();
    RequestJson.object(
        json,
        (key, member) -> {
          switch (key) {
            case "instances" -> readInstances(member, pictures, instances);
            case "parameters" -> parts.parameters = ExplainParameters.read(member);
            case "signature_name" -> parts.signature = Optional.of(RequestJson.text(member));
            default ->
                throw RequestJson.unknown(
                    key, member, "'instances', 'parameters', 'signature_name'");
          }
        });
    if (instances.isEmpty()) {
      throw Refusal.badRequest(
          "The request has no instances.\nMaybe send {\"instances\": [...]}, a list with one item"
              + " for each sample.");
    }
    return new V1Request(ImmutableList.copyOf(instances), parts.parameters, parts.signature);
  }

  /** What stands beside the instances. */
  private static final class Parts {
    private ExplainParameters parameters = ExplainParameters.DEFAULT;
    private Optional<String> signature = Optional.empty();
  }

  private static void readInstances(
      JsonReader json, PictureReader pictures, List<Instance> instances) throws IOException {
    RequestJson.beginList(json);
    while (json.hasNext()) {
      Inputs.requireRoom(instances.size());
      instances.add(Instance.read(json, pictures));
    }
    json.endArray();
  }
}
