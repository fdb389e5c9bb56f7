package io.github.tfsaliency.server;

import static io.github.tfsaliency.server.RunningServer.nested;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.server.RunningServer.Reply;
import io.github.tfsaliency.spec.MethodSpecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

/** Answers are what the library gives for the same samples. */
class V1Test {
  private static final Offset<Float> ROUNDING = within(1e-5f);
  private static final Path PHOTO = Path.of("../../examples/photos/coffee.png");

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.of("mlp", "vgg_softmax", "vgg_uint8", "two_inputs", "unet").start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Model load(String name) {
    return Model.load(RunningServer.MODELS.resolve(name));
  }

  private static String body(JsonElement instance, String parameters) {
    JsonArray instances = new JsonArray();
    instances.add(instance);
    return "{\"instances\": " + instances + ", \"parameters\": {" + parameters + "}}";
  }

  private static void assertClose(float[] actual, FloatNdArray expected) {
    assertThat(actual).hasSameSizeAs(Samples.flat(expected));
    assertThat(actual).usingComparatorWithPrecision(1e-5f).containsExactly(Samples.flat(expected));
  }

  @Test
  void modelsAreListedByTheirFolders() {
    assertThat(server.get("/v1/models").text())
        .isEqualTo("{\"models\":[\"mlp\",\"vgg_softmax\",\"vgg_uint8\",\"two_inputs\",\"unet\"]}");
  }

  @Test
  void aModelThatIsLoadedIsReady() {
    assertThat(server.get("/v1/models/mlp").text()).isEqualTo("{\"name\":\"mlp\",\"ready\":true}");
  }

  @Test
  void predictionsAreTheModelsOutputs() {
    FloatNdArray batch = Samples.normal(1, 3, 12);

    Reply reply = server.post("/v1/models/mlp:predict", "{\"instances\": " + nested(batch) + "}");

    assertThat(reply.status()).isEqualTo(200);
    JsonElement predictions = reply.json().get("predictions");
    assertThat(Samples.shape(predictions)).containsExactly(3, 5);
    try (Model model = load("mlp")) {
      assertClose(Samples.flat(predictions), model.predict(batch));
    }
  }

  @Test
  void predictionsOfASoftmaxAreProbabilities() {
    FloatNdArray batch = Samples.normal(2, 2, 32, 32, 3);

    Reply reply =
        server.post("/v1/models/vgg_softmax:predict", "{\"instances\": " + nested(batch) + "}");

    float[] probabilities = Samples.flat(reply.json().get("predictions"));
    assertThat(probabilities[0] + sum(probabilities, 1, 10)).isCloseTo(1f, ROUNDING);
  }

  private static float sum(float[] values, int start, int end) {
    float sum = 0;
    for (int i = start; i < end; i++) {
      sum += values[i];
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gradient", "integrated-gradients:steps=10", "smooth-grad:samples=5", "grad-cam"})
  void theMapIsThatOfTheLibrary(String method) {
    FloatNdArray sample = Samples.normal(3, 32, 32, 3);

    JsonObject explanation =
        server
            .post(
                "/v1/models/vgg_softmax:explain",
                body(nested(sample), "\"method\": \"" + method + "\", \"target\": 4"))
            .explanation(0);

    try (Model model = load("vgg_softmax")) {
      Attribution expected =
          Saliency.of(model)
              .method(MethodSpecs.parse(method))
              .target(Target.classIndex(4))
              .compute(sample);
      assertClose(Samples.flat(explanation.get("map")), expected.values());
      assertThat(explanation.get("score").getAsFloat())
          .isCloseTo((float) expected.score(), ROUNDING);
    }
    assertThat(explanation.keySet())
        .containsExactly("method", "target", "label", "score", "gap", "warnings", "map");
    assertThat(explanation.get("method").getAsString()).isEqualTo(method);
    assertThat(explanation.get("target").getAsInt()).isEqualTo(4);
    assertThat(explanation.get("label")).isEqualTo(JsonNull.INSTANCE);
  }

  @Test
  void withoutParametersTheFirstMethodExplainsTheTopClass() {
    FloatNdArray batch = Samples.normal(4, 2, 12);

    Reply reply = server.post("/v1/models/mlp:explain", "{\"instances\": " + nested(batch) + "}");

    try (Model model = load("mlp")) {
      Attribution expected = Saliency.of(model).method(Gradient.of()).compute(batch);
      for (int i = 0; i < 2; i++) {
        assertThat(reply.explanation(i).get("target").getAsLong())
            .isEqualTo(expected.targets().get(i));
        assertClose(Samples.flat(reply.explanation(i).get("map")), expected.sample(i).values());
      }
    }
  }

  @Test
  void eachInstanceMayHaveATargetOfItsOwn() {
    FloatNdArray batch = Samples.normal(5, 3, 12);

    Reply reply =
        server.post(
            "/v1/models/mlp:explain",
            "{\"parameters\": {\"target\": [3, \"top\", \"0\"]}, \"instances\": "
                + nested(batch)
                + "}");

    assertThat(reply.explanation(0).get("target").getAsInt()).isEqualTo(3);
    assertThat(reply.explanation(2).get("target").getAsInt()).isZero();
  }

  @Test
  void aPixelIsATarget() {
    JsonObject explanation =
        server
            .post(
                "/v1/models/unet:explain",
                body(
                    nested(Samples.normal(6, 24, 20, 3)),
                    "\"target\": \"pixel:row=2,column=3,class=1\""))
            .explanation(0);

    assertThat(explanation.get("target").getAsInt()).isEqualTo((2 * 20 + 3) * 3 + 1);
  }

  @Test
  void severalInputsAreObjectsByName() {
    FloatNdArray image = Samples.normal(7, 32, 32, 3);
    FloatNdArray metadata = Samples.normal(8, 6);
    JsonObject instance = new JsonObject();
    instance.add("metadata", nested(metadata));
    instance.add("image", nested(image));

    JsonObject maps =
        server
            .post("/v1/models/two_inputs:explain", body(instance, ""))
            .explanation(0)
            .getAsJsonObject("map");

    try (Model model = load("two_inputs")) {
      Map<String, Attribution> expected =
          Saliency.of(model)
              .method(Gradient.of())
              .compute(Map.of("image", image, "metadata", metadata));
      assertThat(maps.keySet()).containsExactly("image", "metadata");
      expected.forEach((name, map) -> assertClose(Samples.flat(maps.get(name)), map.values()));
    }
  }

  @Test
  void anInstanceMayNameItsOnlyInput() {
    FloatNdArray sample = Samples.normal(9, 12);
    JsonObject named = new JsonObject();
    named.add("image", nested(sample));

    assertThat(server.post("/v1/models/mlp:explain", body(named, "")).text())
        .isEqualTo(server.post("/v1/models/mlp:explain", body(nested(sample), "")).text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"b64\": \"%s\"}", "{\"image\": {\"b64\": \"%s\"}}"})
  void aPictureIsExplainedAsTheLibraryDoes(String instance) throws IOException {
    byte[] photo = smallPhoto();
    String base64 = Base64.getEncoder().encodeToString(photo);

    JsonObject explanation =
        server
            .post(
                "/v1/models/vgg_uint8:explain",
                "{\"instances\": [" + String.format(instance, base64) + "]}")
            .explanation(0);

    try (Model model = load("vgg_uint8")) {
      Attribution expected = Saliency.of(model).method(Gradient.of()).compute(Picture.read(photo));
      assertClose(Samples.flat(explanation.get("map")), expected.values());
    }
  }

  @Test
  void picturesOfTwoSizesAreExplainedInOrder() throws IOException {
    String small = picture(Picture.read(PHOTO).fit(32, 32));
    String large = picture(Picture.read(PHOTO).fit(48, 40));

    Reply reply =
        server.post(
            "/v1/models/vgg_uint8:explain",
            "{\"instances\": [" + large + ", " + small + ", " + large + "]}");

    assertThat(Samples.shape(reply.explanation(0).get("map"))).containsExactly(40, 48, 3);
    assertThat(Samples.shape(reply.explanation(1).get("map"))).containsExactly(32, 32, 3);
    assertThat(reply.explanation(2)).isEqualTo(reply.explanation(0));
  }

  private static byte[] smallPhoto() throws IOException {
    return png(Picture.read(PHOTO).fit(40, 36));
  }

  private static byte[] png(Picture picture) throws IOException {
    Path file = Files.createTempFile("photo", ".png");
    try {
      picture.writePng(file);
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  private static String picture(Picture picture) throws IOException {
    return "{\"b64\": \"" + Base64.getEncoder().encodeToString(png(picture)) + "\"}";
  }

  @Test
  void aPngHasTheSizeOfTheMap() throws IOException {
    JsonObject explanation =
        server
            .post(
                "/v1/models/vgg_uint8:explain",
                "{\"instances\": ["
                    + picture(Picture.read(PHOTO).fit(40, 36))
                    + "],"
                    + " \"parameters\": {\"format\": \"png\"}}")
            .explanation(0);

    Picture png = Picture.read(Base64.getDecoder().decode(explanation.get("png").getAsString()));
    assertThat(List.of(png.width(), png.height())).containsExactly(40, 36);
    assertThat(explanation.has("map")).isFalse();
  }

  @Test
  void aPngOfSeveralInputsHasThoseThatArePictures() {
    JsonObject instance = new JsonObject();
    instance.add("metadata", nested(Samples.normal(8, 6)));
    instance.add("image", nested(Samples.normal(7, 32, 32, 3)));

    JsonObject png =
        server
            .post("/v1/models/two_inputs:explain", body(instance, "\"format\": \"png\""))
            .explanation(0)
            .getAsJsonObject("png");

    assertThat(png.keySet()).containsExactly("image");
  }

  @Test
  void regionsSumWhatTheMapHasInThem() {
    FloatNdArray sample = Samples.normal(10, 32, 32, 3);
    Reply map = server.post("/v1/models/vgg_softmax:explain", body(nested(sample), ""));
    Reply regions =
        server.post(
            "/v1/models/vgg_softmax:explain",
            body(nested(sample), "\"format\": \"regions\", \"top_k\": 7"));

    float[] values = Samples.flat(map.explanation(0).get("map"));
    JsonArray found = regions.explanation(0).getAsJsonArray("regions");
    assertThat(found).hasSize(7);
    double before = Double.POSITIVE_INFINITY;
    for (JsonElement each : found) {
      JsonObject region = each.getAsJsonObject();
      assertThat(region.keySet()).containsExactly("box", "sum", "share");
      float[] box = Samples.flat(region.get("box"));
      double sum = 0;
      for (int row = (int) box[0]; row < box[0] + box[2]; row++) {
        for (int column = (int) box[1]; column < box[1] + box[3]; column++) {
          for (int channel = 0; channel < 3; channel++) {
            sum += values[(row * 32 + column) * 3 + channel];
          }
        }
      }
      assertThat(region.get("sum").getAsDouble()).isCloseTo(sum, within(1e-6));
      double share = Math.abs(region.get("share").getAsDouble());
      assertThat(share).isLessThanOrEqualTo(before);
      before = share;
    }
  }

  @Test
  void thereAreFiveRegionsByDefault() {
    Reply reply =
        server.post(
            "/v1/models/mlp:explain",
            body(nested(Samples.normal(11, 12)), "\"format\": \"regions\""));

    assertThat(reply.explanation(0).getAsJsonArray("regions")).hasSize(5);
  }

  @Test
  void theGapOfAMethodWithASumIsTold() {
    Reply reply =
        server.post(
            "/v1/models/mlp:explain",
            body(nested(Samples.normal(12, 12)), "\"method\": \"integrated-gradients:steps=5\""));

    assertThat(reply.explanation(0).get("gap").getAsDouble()).isNotZero();
  }

  @Test
  void warningsComeWithTheMap() {
    Reply reply =
        server.post(
            "/v1/models/vgg_softmax:explain",
            body(nested(Samples.normal(13, 32, 32, 3)), "\"method\": \"deconvnet\""));

    assertThat(reply.explanation(0).get("warnings").isJsonArray()).isTrue();
  }

  @Test
  void theSignatureThatIsServedMayBeNamed() {
    assertThat(
            server
                .post(
                    "/v1/models/mlp:predict",
                    "{\"signature_name\": \"serving_default\", \"instances\": "
                        + nested(Samples.normal(1, 1, 12))
                        + "}")
                .status())
        .isEqualTo(200);
  }
}
