package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.file.Npy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

@ExtendWith(Surroundings.class)
class ExplainCommandTest {
  private static final String MODELS = "../core/src/test/resources/models/";
  private static final String EFFICIENTNET = "../../savedmodels/efficientnet-lite0";

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aBatchGetsOneMapForEachMethodAndOneLineInTheSummary() throws IOException {
    Path input = random("batch.npy", 3, 32, 32, 3);

    int exit =
        explain(
            "--model",
            MODELS + "vgg",
            "--input",
            input.toString(),
            "--target",
            "1",
            "2",
            "top",
            "--method",
            "gradient",
            "rectified-gradient:percentile=80");

    assertThat(exit).as(err.toString()).isZero();
    JsonArray summary = summary();
    assertThat(summary).hasSize(2);
    JsonObject first = summary.get(0).getAsJsonObject();
    assertThat(first.get("input").getAsString()).isEqualTo(input.toString());
    assertThat(first.get("method").getAsString()).isEqualTo("gradient");
    assertThat(first.get("targets").getAsJsonArray().get(0).getAsInt()).isEqualTo(1);
    assertThat(first.get("targets").getAsJsonArray().get(1).getAsInt()).isEqualTo(2);
    assertThat(first.get("scores").getAsJsonArray()).hasSize(3);
    assertThat(results().resolve(first.get("png").getAsString())).isRegularFile();
    assertThat(results().resolve(first.get("html").getAsString()))
        .content()
        .contains("batch.npy, sample 0: why output 1?", "batch.npy, sample 2");
    FloatNdArray map = Npy.read(results().resolve(first.get("npy").getAsString()));
    assertThat(map.shape().asArray()).containsExactly(3, 32, 32, 3);
  }

  /** Equal methods have one text, whatever was typed, and it gives the same map again. */
  @Test
  void theSummarySaysTheMethodAsItIsPrinted() throws IOException {
    Path input = random("in.npy", 1, 32, 32, 3);
    Path baseline = random("dark photo.npy", 32, 32, 3);
    String[] typed = {
      "rectified-gradient:multiply-by-input=true,percentile=80.0",
      "integrated-gradients:baseline=0.50+" + baseline + ",steps=4",
      "lrp:epsilon=2.50e-1,rule=epsilon",
      "smooth-grad:seed=1,samples=3,inner=input-x-gradient"
    };
    String[] printed = {
      "rectified-gradient:percentile=80,multiply-by-input=true",
      "integrated-gradients:steps=4,baseline=0.5+" + baseline,
      "lrp:rule=epsilon,epsilon=0.25",
      "smooth-grad:samples=3,inner=input-x-gradient"
    };

    List<FloatNdArray> first = maps(input, typed);
    assertThat(summary())
        .extracting(each -> each.getAsJsonObject().get("method").getAsString())
        .containsExactly(printed);
    assertThat(summary().get(0).getAsJsonObject().get("npy").getAsString())
        .isEqualTo("in.rectified-gradient_percentile=80_multiply-by-input=true.npy");

    assertThat(maps(input, printed)).isEqualTo(first);
  }

  private List<FloatNdArray> maps(Path input, String... methods) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--model", MODELS + "vgg", "--input", input.toString(), "--method"));
    arguments.addAll(List.of(methods));
    int exit = explain(arguments.toArray(String[]::new));
    assertThat(exit).as(err.toString()).isZero();
    List<FloatNdArray> maps = new ArrayList<>();
    for (JsonElement each : summary()) {
      maps.add(Npy.read(results().resolve(each.getAsJsonObject().get("npy").getAsString())));
    }
    return maps;
  }

  @Test
  void aSampleWithoutBatchDimensionGetsAMapWithoutIt() throws IOException {
    Path input = random("sample.npy", 32, 32, 3);

    int exit =
        explain("--model", MODELS + "vgg", "--input", input.toString(), "--method", "deconvnet");

    assertThat(exit).as(err.toString()).isZero();
    JsonObject only = summary().get(0).getAsJsonObject();
    assertThat(Npy.read(results().resolve(only.get("npy").getAsString())).shape().asArray())
        .containsExactly(32, 32, 3);
  }

  @Test
  void aPictureGetsAnOverlayOfItsOwnSize() throws IOException {
    int exit =
        explain(
            "--model",
            EFFICIENTNET,
            "--input",
            "../../examples/photos/coffee.png",
            "--target",
            "espresso",
            "--method",
            "guided-backprop");

    assertThat(exit).as(err.toString()).isZero();
    JsonObject only = summary().get(0).getAsJsonObject();
    assertThat(only.get("targets").getAsJsonArray().get(0).getAsInt()).isEqualTo(967);
    var png = ImageIO.read(results().resolve(only.get("png").getAsString()).toFile());
    assertThat(png.getWidth()).isEqualTo(600);
    assertThat(png.getHeight()).isEqualTo(400);
  }

  @Test
  void aTensorInsideTheModelCanBeTheOutput() throws IOException {
    Path input = random("in.npy", 2, 12);

    int exit =
        explain(
            "--model",
            MODELS + "mlp",
            "--input",
            input.toString(),
            "--method",
            "gradient",
            "--output-name",
            "mlp_1/dense_3_1/BiasAdd",
            "--target",
            "15",
            "--signature",
            "serve",
            "--input-name",
            "image");

    assertThat(exit).as(err.toString()).isZero();
    assertThat(summary()).hasSize(1);
  }

  @Test
  void inputsOfTheSameNameDoNotOverwriteEachOther() throws IOException {
    Path first = random("a/x.npy", 2, 12);
    Path second = random("b/x.npy", 2, 12);

    int exit =
        explain(
            "--model",
            MODELS + "mlp",
            "--input",
            first.toString(),
            second.toString(),
            "--method",
            "gradient");

    assertThat(exit).as(err.toString()).isZero();
    assertThat(summary().get(0).getAsJsonObject().get("npy"))
        .isNotEqualTo(summary().get(1).getAsJsonObject().get("npy"));
  }

  @Test
  void aFailureLeavesNothingBehind() throws IOException {
    Path input = random("in.npy", 2, 12);

    int exit =
        explain(
            "--model",
            MODELS + "mlp",
            "--input",
            input.toString(),
            "--method",
            "gradient",
            "rectified-gradient:padding-trick=true",
            "--fail-fast");

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString()).contains("padding-trick").doesNotContain("\tat ");
    assertThat(results()).doesNotExist();
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(input);
    }
  }

  @Test
  void aWrongMethodIsAUsageError() {
    int exit = explain("--model", MODELS + "mlp", "--input", "x.npy", "--method", "gradiant");

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("There is no method 'gradiant'");
  }

  @Test
  void targetsThatFitNeitherOneNorAllAreAUsageError() throws IOException {
    Path input = random("in.npy", 3, 12);

    int exit =
        explain(
            "--model",
            MODELS + "mlp",
            "--input",
            input.toString(),
            "--method",
            "gradient",
            "--target",
            "1",
            "2");

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("There are 2 targets for 3 samples.");
  }

  @Test
  void aMissingModelIsExplainedInTwoLines() {
    int exit = explain("--model", "no/such", "--input", "x.npy", "--method", "gradient");

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString().strip().lines()).hasSize(2);
    assertThat(err.toString()).startsWith("There is no folder 'no/such'.");
  }

  @Test
  void aModelOfSeveralInputsGetsAMapOfEach() throws IOException {
    Path image = random("image.npy", 2, 32, 32, 3);
    Path vector = random("vector.npy", 2, 6);

    int exit =
        explain(
            "--model",
            MODELS + "two_inputs",
            "--input",
            "image=" + image + ",metadata=" + vector,
            "--method",
            "gradient",
            "--target",
            "0",
            "2");

    assertThat(exit).as(err.toString()).isZero();
    JsonArray summary = summary();
    assertThat(summary).hasSize(2);
    assertThat(summary.get(0).getAsJsonObject().get("map").getAsString()).isEqualTo("image");
    assertThat(summary.get(1).getAsJsonObject().get("npy").getAsString())
        .isEqualTo("vector.gradient.npy");
    assertThat(Npy.read(results().resolve("vector.gradient.npy")).shape().asArray())
        .containsExactly(2, 6);
  }

  @Test
  void aModelOfSeveralInputsSaysHowTheyAreGiven() {
    int exit =
        explain("--model", MODELS + "two_inputs", "--input", "x.npy", "--method", "gradient");

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "The model takes the inputs [image, metadata], not 'x.npy'.\n"
                + "Maybe give a .npy file for each: image=FILE,metadata=FILE.");
  }

  @Test
  void aModelThatTakesBytesOfAnySizeNeedsNoEncoding() throws IOException {
    int exit =
        explain(
            "--model",
            MODELS + "vgg_uint8",
            "--input",
            "../../examples/photos/coffee.png",
            "--method",
            "gradient");

    assertThat(exit).as(err.toString()).isZero();
    JsonObject only = summary().get(0).getAsJsonObject();
    assertThat(Npy.read(results().resolve(only.get("npy").getAsString())).shape().asArray())
        .containsExactly(400, 600, 3);
  }

  @Test
  void aPixelOrAMaskCanBeTheTarget() throws IOException {
    Path input = random("in.npy", 2, 24, 20, 3);
    Path mask = random("mask.npy", 24, 20);

    int exit =
        explain(
            "--model",
            MODELS + "unet",
            "--input",
            input.toString(),
            "--method",
            "gradient",
            "--target",
            "pixel:row=3,column=4,class=2",
            "mask:class=1,file=" + mask);

    assertThat(exit).as(err.toString()).isZero();
    assertThat(summary().get(0).getAsJsonObject().get("targets").toString()).isEqualTo("[-1,-1]");
  }

  @Test
  void theProbabilityIsExplainedOnRequest() throws IOException {
    Path input = random("in.npy", 32, 32, 3);

    int exit =
        explain(
            "--model",
            MODELS + "vgg_softmax",
            "--input",
            input.toString(),
            "--method",
            "gradient",
            "--probability");

    assertThat(exit).as(err.toString()).isZero();
    assertThat(
            summary().get(0).getAsJsonObject().get("scores").getAsJsonArray().get(0).getAsDouble())
        .isBetween(0.0, 1.0);
  }

  private int explain(String... arguments) {
    List<String> all = new ArrayList<>(List.of("explain"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--out", results().toString()));
    return TfSaliency.run(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  private Path results() {
    return folder.resolve("results");
  }

  private JsonArray summary() throws IOException {
    return JsonParser.parseString(Files.readString(results().resolve("summary.json")))
        .getAsJsonArray();
  }

  private Path random(String name, long... shape) throws IOException {
    FloatNdArray values = NdArrays.ofFloats(Shape.of(shape));
    Random random = new Random(7);
    values.scalars().forEach(value -> value.setFloat(random.nextFloat() * 2 - 1));
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Npy.write(file, values);
    return file;
  }

  private int explainWithin(String seconds) throws IOException {
    return explain(
        "--model",
        MODELS + "mlp",
        "--input",
        random("in.npy", 2, 12).toString(),
        "--method",
        "gradient",
        "--timeout",
        seconds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "soon", "1e-10", "3000000000"})
  void aTimeoutThatIsNoneIsAnErrorOfTheCommandLine(String seconds) throws IOException {
    int exit = explainWithin(seconds);

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "'"
                + seconds
                + "' is not a number of seconds above 0 and at most 2147483647.\n"
                + "Maybe --timeout 60.");
  }

  @Test
  void whatTakesLongerThanTheTimeoutIsAnError() throws IOException {
    int exit = explainWithin("0.000000001");

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "The timeout of 0.000000001 s was over while 'gradient' was building its graph.\n"
                + "Maybe allow more time, or compute less: fewer samples, steps or passes, or a"
                + " smaller model.");
    assertThat(results()).doesNotExist();
  }

  @Test
  void aGenerousTimeoutChangesNothing() throws IOException {
    int exit =
        explain(
            "--model",
            MODELS + "mlp",
            "--input",
            random("in.npy", 2, 12).toString(),
            "--method",
            "gradient",
            "--timeout",
            "3600.5");

    assertThat(exit).as(err.toString()).isZero();
    assertThat(summary()).hasSize(1);
  }
}
