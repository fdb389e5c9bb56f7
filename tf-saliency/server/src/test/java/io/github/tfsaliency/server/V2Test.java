package io.github.tfsaliency.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.server.RunningServer.Reply;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

/** The Open Inference Protocol, in JSON and in binary. */
class V2Test {
  private static final String LENGTH = "Inference-Header-Content-Length";
  private static final String INFER = "/v2/models/mlp/infer";

  private static RunningServer server;
  private static Model mlp;

  @BeforeAll
  static void start() {
    server = RunningServer.of("mlp", "two_inputs", "vgg_uint8").start();
    mlp = Model.load(RunningServer.MODELS.resolve("mlp"));
  }

  @AfterAll
  static void stop() {
    server.close();
    mlp.close();
  }

  private static String numbers(FloatNdArray values) {
    float[] flat = Samples.flat(values);
    return IntStream.range(0, flat.length)
        .mapToObj(i -> Float.toString(flat[i]))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String request(FloatNdArray batch, String rest) {
    return "{\"inputs\": [{\"name\": \"image\", \"shape\": [%s, 12], \"datatype\": \"FP32\", \"data\": %s}]%s}"
        .formatted(batch.shape().get(0), numbers(batch), rest);
  }

  private static JsonObject output(Reply reply, int index) {
    return reply.json().getAsJsonArray("outputs").get(index).getAsJsonObject();
  }

  @Test
  void theServerTellsItsNameAndExtensions() {
    JsonObject metadata = server.get("/v2").json();

    assertThat(metadata.get("name").getAsString()).isEqualTo("tf-saliency");
    assertThat(metadata.getAsJsonArray("extensions").toString()).contains("binary_tensor_data");
  }

  @Test
  void healthAndReadinessAreTold() {
    assertThat(server.get("/v2/health/live").text()).isEqualTo("{\"live\":true}");
    assertThat(server.get("/v2/health/ready").text()).isEqualTo("{\"ready\":true}");
    assertThat(server.get("/v2/models/mlp/ready").text())
        .isEqualTo("{\"name\":\"mlp\",\"ready\":true}");
  }

  @Test
  void theMetadataListsTheMapAsAnOutput() {
    assertThat(server.get("/v2/models/mlp").text())
        .isEqualTo(
            "{\"name\":\"mlp\",\"versions\":[],\"platform\":\"tensorflow_savedmodel\",\"inputs\":"
                + "[{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":[-1,12]}],\"outputs\":"
                + "[{\"name\":\"output_0\",\"datatype\":\"FP32\",\"shape\":[-1,5]},"
                + "{\"name\":\"explain\",\"datatype\":\"FP32\",\"shape\":[-1,12]}]}");
  }

  @Test
  void theMetadataOfSeveralInputsListsAMapForEach() {
    JsonArray outputs = server.get("/v2/models/two_inputs").json().getAsJsonArray("outputs");

    assertThat(outputs)
        .extracting(output -> output.getAsJsonObject().get("name").getAsString())
        .containsExactly("output_0", "explain_image", "explain_metadata");
  }

  @Test
  void anInputOfBytesIsTypedSo() {
    JsonElement input = server.get("/v2/models/vgg_uint8").json().getAsJsonArray("inputs").get(0);

    assertThat(input.toString())
        .isEqualTo("{\"name\":\"image\",\"datatype\":\"UINT8\",\"shape\":[-1,-1,-1,3]}");
  }

  @Test
  void unaskedOnlyTheModelsOutputIsComputed() {
    FloatNdArray batch = Samples.normal(1, 2, 12);

    Reply reply = server.post(INFER, request(batch, ", \"id\": \"a-42\""));

    assertThat(reply.json().get("id").getAsString()).isEqualTo("a-42");
    assertThat(reply.json().get("model_name").getAsString()).isEqualTo("mlp");
    assertThat(reply.json().getAsJsonArray("outputs")).hasSize(1);
    assertThat(output(reply, 0).get("name").getAsString()).isEqualTo("output_0");
    assertThat(output(reply, 0).get("shape").toString()).isEqualTo("[2,5]");
    assertThat(Samples.flat(output(reply, 0).get("data")))
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(Samples.flat(mlp.predict(batch)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ", \"outputs\": [{\"name\": \"explain\", \"parameters\": {\"method\":"
            + " \"input-x-gradient\", \"target\": 2}}]",
        ", \"outputs\": [{\"name\": \"explain\"}], \"parameters\": {\"method\":"
            + " \"input-x-gradient\", \"target\": \"2\"}",
        ", \"outputs\": [{\"name\": \"explain\", \"parameters\": {\"target\": [2, 2]}}],"
            + " \"parameters\": {\"method\": \"input-x-gradient\", \"target\": 0}"
      })
  void theMapIsThatOfTheLibrary(String rest) {
    FloatNdArray batch = Samples.normal(2, 2, 12);

    JsonObject map = output(server.post(INFER, request(batch, rest)), 0);

    assertThat(map.get("name").getAsString()).isEqualTo("explain");
    assertThat(map.get("shape").toString()).isEqualTo("[2,12]");
    assertThat(map.getAsJsonObject("parameters").get("target").getAsString()).isEqualTo("[2,2]");
    assertThat(map.getAsJsonObject("parameters").get("method").getAsString())
        .isEqualTo("input-x-gradient");
    assertThat(Samples.flat(map.get("data")))
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(
            Saliency.of(mlp)
                .method(InputXGradient.of())
                .target(Target.classIndex(2))
                .compute(batch)
                .toArray());
  }

  @Test
  void dataMayBeNested() {
    FloatNdArray batch = Samples.normal(3, 2, 12);
    String flat = request(batch, "");
    String nested = flat.replace(numbers(batch), RunningServer.nested(batch).toString());

    assertThat(server.post(INFER, nested).text()).isEqualTo(server.post(INFER, flat).text());
  }

  private static byte[] binary(String json, FloatNdArray values) {
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    float[] flat = Samples.flat(values);
    ByteBuffer body =
        ByteBuffer.allocate(header.length + flat.length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(header);
    body.asFloatBuffer().put(flat);
    return body.array();
  }

  private static String binaryRequest(int size, String rest) {
    return "{\"inputs\": [{\"name\": \"image\", \"shape\": [2, 12], \"datatype\": \"FP32\","
        + " \"parameters\": {\"binary_data_size\": "
        + size
        + "}}]"
        + rest
        + "}";
  }

  @Test
  void tensorsMayBeBinaryInBothDirections() {
    FloatNdArray batch = Samples.normal(4, 2, 12);
    String json =
        binaryRequest(
            96,
            ", \"id\": \"b\", \"parameters\": {\"binary_data_output\": true}, \"outputs\":"
                + " [{\"name\": \"explain\"}, {\"name\": \"output_0\", \"parameters\":"
                + " {\"binary_data\": true}}]");

    Reply reply = server.post(INFER, binary(json, batch), LENGTH, Integer.toString(json.length()));

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    int length = Integer.parseInt(reply.headers().firstValue(LENGTH).orElseThrow());
    JsonObject header =
        JsonParser.parseString(new String(reply.body(), 0, length, StandardCharsets.UTF_8))
            .getAsJsonObject();
    assertThat(header.get("id").getAsString()).isEqualTo("b");
    assertThat(header.toString()).contains("\"binary_data_size\":96", "\"binary_data_size\":40");
    assertThat(reply.body()).hasSize(length + 96 + 40);
    float[] outputs = new float[10];
    ByteBuffer.wrap(reply.body(), length + 96, 40)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(outputs);
    assertThat(outputs)
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(Samples.flat(mlp.predict(batch)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 95, 100, -1, Integer.MAX_VALUE})
  void aWrongBinarySizeIsRefused(int size) {
    String json = binaryRequest(size, "");

    Reply reply =
        server.post(
            INFER, binary(json, Samples.normal(5, 2, 12)), LENGTH, Integer.toString(json.length()));

    assertThat(reply.status()).as(reply.text()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "100000000", "1.5", "", "99999999999999999999"})
  void aWrongLengthOfTheHeaderIsRefused(String length) {
    Reply reply =
        server.post(INFER, binary(binaryRequest(96, ""), Samples.normal(5, 2, 12)), LENGTH, length);

    assertThat(reply.status()).isEqualTo(400);
  }

  @Test
  void aBinaryValueThatIsNotFiniteIsRefused() {
    FloatNdArray batch = Samples.normal(6, 2, 12);
    batch.setFloat(Float.NaN, 1, 3);
    String json = binaryRequest(96, "");

    Reply reply = server.post(INFER, binary(json, batch), LENGTH, Integer.toString(json.length()));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error()).contains("NaN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"inputs\": []}",
        "{\"inputs\": [{\"name\": \"image\", \"shape\": [1, 12], \"datatype\": \"FP32\"}]}",
        "{\"inputs\": [{\"name\": \"image\", \"shape\": [1, 2], \"datatype\": \"FP32\", \"data\":"
            + " [1, 2]}]}",
        "{\"inputs\": [{\"name\": \"image\", \"shape\": [1, 12], \"datatype\": \"FP32\", \"data\":"
            + " [1, 2]}]}",
        "{\"inputs\": [{\"name\": \"image\", \"shape\": [0, 12], \"datatype\": \"FP32\", \"data\":"
            + " []}]}",
        "{\"inputs\": [{\"name\": \"image\", \"shape\": [-1, 12], \"datatype\": \"FP32\", \"data\":"
            + " []}]}",
        "{\"inputs\": [{\"name\": \"image\", \"shape\": [4294967296, 4294967296], \"datatype\":"
            + " \"FP32\", \"data\": [1]}]}",
        "{\"inputs\": [{\"name\": \"image\", \"shape\": [2], \"datatype\": \"BYTES\", \"data\":"
            + " [\"a\", \"b\"]}]}",
        "{\"inputs\": [{\"name\": \"image\", \"shape\": [2], \"datatype\": \"UINT8\", \"data\": [1,"
            + " 300]}]}",
        "{\"inputs\": [{\"name\": \"image\", \"shape\": [2], \"datatype\": \"INT32\", \"data\": [1,"
            + " 1.5]}]}",
        "{\"inputs\": [{\"name\": \"image\", \"shape\": [2], \"datatype\": \"FP32\", \"data\":"
            + " [true, 1]}]}",
        "{\"inputs\": [{\"name\": \"image\", \"shape\": [2], \"datatype\": \"FP32\", \"data\":"
            + " [null, 1]}]}",
        "{\"inputs\": [{\"name\": \"image\", \"shape\": [2], \"datatype\": \"FP32\", \"data\":"
            + " [1e39, 1]}]}",
        "{\"inputs\": [{\"name\": \"image\", \"shape\": [2], \"datatype\": \"FP32\", \"data\":"
            + " 1}]}",
        "{\"inputs\": [{\"name\": \"other\", \"shape\": [1], \"datatype\": \"FP32\", \"data\":"
            + " [1]}]}",
        "{\"inputs\": 1}"
      })
  void aWrongBodyIsTheClientsFault(String body) {
    Reply reply = server.post(INFER, body);

    assertThat(reply.status()).as(reply.text()).isEqualTo(400);
    assertThat(reply.json().keySet()).containsExactly("error");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ", \"outputs\": [{\"name\": \"none\"}]",
        ", \"outputs\": [{}]",
        ", \"outputs\": [{\"name\": \"explain\"}, {\"name\": \"explain\"}]",
        ", \"outputs\": [{\"name\": \"explain\", \"parameters\": {\"method\": \"x.npy\"}}]",
        ", \"outputs\": [{\"name\": \"explain\", \"parameters\": {\"metod\": \"gradient\"}}]",
        ", \"outputs\": [{\"name\": \"explain\", \"parameters\": {\"target\": 9}}]",
        ", \"outputs\": [{\"name\": \"explain\", \"parameters\": {\"target\": [1, 2, 3]}}]",
        ", \"parameters\": {\"target\": \"mask:file=a.png,class=1\"}",
        ", \"id\": 5"
      })
  void wrongWishesAreTheClientsFault(String rest) {
    assertThat(server.post(INFER, request(Samples.normal(7, 2, 12), rest)).status()).isEqualTo(400);
  }

  @Test
  void aRequestForAMapIsCountedAsAnExplanation() {
    double before = server.metric("request_explain_seconds_count{model_name=\"mlp\"}");

    server.post(
        INFER, request(Samples.normal(8, 1, 12), ", \"outputs\": [{\"name\": \"explain\"}]"));

    assertThat(server.metric("request_explain_seconds_count{model_name=\"mlp\"}"))
        .isEqualTo(before + 1);
  }

  @Test
  void integersAreTakenAsTheyAre() {
    String json =
        "{\"inputs\": [{\"name\": \"image\", \"shape\": [1, 32, 32, 3], \"datatype\": \"UINT8\","
            + " \"parameters\": {\"binary_data_size\": 3072}}]}";
    byte[] body = Arrays.copyOf(json.getBytes(StandardCharsets.UTF_8), json.length() + 3072);
    Arrays.fill(body, json.length(), body.length, (byte) 200);

    Reply reply =
        server.post("/v2/models/vgg_uint8/infer", body, LENGTH, Integer.toString(json.length()));

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    FloatNdArray grey = Samples.normal(0, 1, 32, 32, 3);
    grey.scalars().forEach(value -> value.setFloat(200));
    try (Model model = Model.load(RunningServer.MODELS.resolve("vgg_uint8"))) {
      assertThat(Samples.flat(output(reply, 0).get("data")))
          .usingComparatorWithPrecision(1e-4f)
          .containsExactly(Samples.flat(model.predict(grey)));
    }
  }
}
