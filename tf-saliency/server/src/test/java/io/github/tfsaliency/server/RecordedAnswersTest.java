package io.github.tfsaliency.server;

import static io.github.tfsaliency.server.RunningServer.nested;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.AttributionFiles;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.cli.TfSaliency;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;

/** Records that answers carry on request are proved by {@code tf-saliency verify}. */
class RecordedAnswersTest {
  private static final Path PHOTO = Path.of("../../examples/photos/coffee.png");

  private static RunningServer server;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();

  @BeforeAll
  static void start() {
    server = RunningServer.of("mlp", "vgg_softmax", "vgg_uint8", "two_inputs").start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private JsonObject explain(String model, JsonElement instance, String parameters) {
    JsonArray instances = new JsonArray();
    instances.add(instance);
    String body =
        "{\"instances\": " + instances + ", \"parameters\": {\"record\": true" + parameters + "}}";
    return server.post("/v1/models/" + model + ":explain", body).explanation(0);
  }

  private int verify(String model, JsonElement record, Path... inputs) throws IOException {
    Path file = folder.resolve("record.json");
    Files.writeString(file, record.toString());
    List<String> arguments = new ArrayList<>();
    arguments.add("verify");
    arguments.add(file.toString());
    arguments.add("--model=" + RunningServer.MODELS.resolve(model));
    for (Path input : inputs) {
      arguments.add("--input=" + input);
    }
    return TfSaliency.run(
        new PrintWriter(out), new PrintWriter(out), arguments.toArray(String[]::new));
  }

  private Path written(String name, FloatNdArray values) {
    Path file = folder.resolve(name);
    AttributionFiles.writeNpy(Attribution.of(values), file);
    return file;
  }

  @Test
  void nobodyGetsOneWithoutAsking() {
    JsonArray instances = new JsonArray();
    instances.add(nested(Samples.normal(1, 12)));

    JsonObject explanation =
        server.post("/v1/models/mlp:explain", "{\"instances\": " + instances + "}").explanation(0);

    assertThat(explanation.has("record")).isFalse();
  }

  @Test
  void theRecordOfAPictureIsProvedFromItsFile() throws Exception {
    JsonObject picture = new JsonObject();
    picture.addProperty("b64", Base64.getEncoder().encodeToString(Files.readAllBytes(PHOTO)));

    JsonObject explanation = explain("vgg_uint8", picture, ", \"method\": \"input-x-gradient\"");

    assertThat(verify("vgg_uint8", explanation.get("record"), PHOTO)).as(out.toString()).isZero();
  }

  @Test
  void theRecordOfNumbersIsProvedFromTheirNpyFile() throws Exception {
    FloatNdArray sample = Samples.normal(2, 32, 32, 3);

    JsonObject explanation =
        explain(
            "vgg_softmax",
            nested(sample),
            ", \"method\": \"smooth-grad:samples=5,seed=7\", \"target\": 4, \"format\": \"png\"");

    JsonObject record = explanation.getAsJsonObject("record");
    assertThat(verify("vgg_softmax", record, written("sample.npy", sample)))
        .as(out.toString())
        .isZero();
    assertThat(record.toString()).contains("\"probability\":0.");
  }

  @Test
  void eachInputOfSeveralHasARecord() throws Exception {
    FloatNdArray image = Samples.normal(3, 32, 32, 3);
    FloatNdArray vector = Samples.normal(4, 6);
    List<String> names = inputsOf("two_inputs");
    JsonObject instance = new JsonObject();
    instance.add(names.get(0), nested(image));
    instance.add(names.get(1), nested(vector));

    JsonObject records = explain("two_inputs", instance, "").getAsJsonObject("record");

    assertThat(records.keySet()).containsExactlyInAnyOrderElementsOf(names);
  }

  private static List<String> inputsOf(String model) {
    List<String> names = new ArrayList<>();
    server
        .get("/v2/models/" + model)
        .json()
        .getAsJsonArray("inputs")
        .forEach(input -> names.add(input.getAsJsonObject().get("name").getAsString()));
    return names;
  }

  @Test
  void anotherScoreIsADifference() throws Exception {
    FloatNdArray sample = Samples.normal(5, 12);
    JsonObject record = explain("mlp", nested(sample), "").getAsJsonObject("record");
    String changed = record.toString().replaceFirst("\"score\":[^,}]+", "\"score\":12345.5");

    assertThat(verify("mlp", JsonParser.parseString(changed), written("s.npy", sample))).isOne();
    assertThat(out.toString()).contains("score");
  }

  @Test
  void aRecordIsAskedForByATruthValue() {
    assertThat(
            server
                .post(
                    "/v1/models/mlp:explain",
                    "{\"instances\": [], \"parameters\": {\"record\": \"yes\"}}")
                .status())
        .isEqualTo(400);
  }
}
