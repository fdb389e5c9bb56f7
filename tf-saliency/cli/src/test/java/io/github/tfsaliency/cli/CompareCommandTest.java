package io.github.tfsaliency.cli;

import static io.github.tfsaliency.cli.CommandRun.EFFICIENTNET;
import static io.github.tfsaliency.cli.CommandRun.MODELS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.metric.Coherence;
import io.github.tfsaliency.metric.Insertion;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.spec.SpecRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;

@ExtendWith(Surroundings.class)
class CompareCommandTest {
  @TempDir Path folder;
  private CommandRun command;

  @BeforeEach
  void start() {
    command = new CommandRun(folder);
  }

  @Test
  void everyMethodHasARowInTheOrderOfTheList() throws IOException {
    Path input = command.random("in.npy", 32, 32, 3);

    int exit = command.run("compare", "--model", MODELS + "vgg", "--input", input.toString());

    assertThat(exit).as(command.err.toString()).isZero();
    List<CSVRecord> rows = command.csv("compare.csv");
    assertThat(rows)
        .extracting(row -> row.get("method"))
        .containsExactlyElementsOf(
            MethodSpecs.rows().stream()
                .map(SpecRow::sample)
                .filter(sample -> MethodSpecs.parse(sample).mapsInputs())
                .filter(sample -> !sample.contains("layer=NAME"))
                .toList());
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row.get("failure").isEmpty())
                    .as(row.toString())
                    .isEqualTo(!row.get("score").isEmpty()));
    assertThat(rows)
        .extracting(row -> row.get("failure"))
        .filteredOn(failure -> !failure.contains(" has no self-attention "))
        .filteredOn(failure -> !failure.startsWith("LibraGrad has no value to hold "))
        .containsOnly("");
  }

  @Test
  void theNumbersAreThoseOfTheLibrary() throws IOException {
    Path file = command.random("in.npy", 32, 32, 3);

    int exit =
        command.run(
            "compare",
            "--model",
            MODELS + "vgg",
            "--input",
            file.toString(),
            "--target",
            "1",
            "--method",
            "gradient",
            "--metric",
            "insertion:baseline=0.25",
            "gini",
            "--steps",
            "5");

    assertThat(exit).as(command.err.toString()).isZero();
    CSVRecord row = command.csv("compare.csv").get(0);
    FloatNdArray input = Npy.read(file);
    try (Model model = Model.load(Path.of(MODELS + "vgg"))) {
      Saliency saliency = Saliency.of(model).method(Gradient.of()).target(Target.classIndex(1));
      FloatNdArray map = saliency.compute(input).values();
      assertThat(Npy.read(command.results().resolve(row.get("npy")))).isEqualTo(map);
      assertThat(Double.parseDouble(row.get("insertion:steps=5,baseline=0.25")))
          .isEqualTo(
              Insertion.of(Baseline.constant(0.25))
                  .withSteps(5)
                  .measure(saliency.scoresOf(input), input, Attribution.of(map))
                  .area());
      assertThat(Double.parseDouble(row.get("gini")))
          .isEqualTo(Coherence.of(Attribution.of(map), input).gini());
    }
    assertThat(Double.parseDouble(row.get("forward_passes"))).isPositive();
    assertThat(Double.parseDouble(row.get("first_seconds"))).isPositive();
  }

  @Test
  void aPictureGetsASheetAndAPageWithoutAnythingOutsideIt() throws IOException {
    int exit =
        command.run(
            "compare",
            "--model",
            EFFICIENTNET,
            "--input",
            "../../examples/photos/coffee.png",
            "--method",
            "grad-cam",
            "gradient",
            "--metric",
            "gini");

    assertThat(exit).as(command.err.toString()).isZero();
    assertThat(ImageIO.read(command.results().resolve("sheet.png").toFile()).getWidth())
        .isGreaterThan(3 * 224);
    String page = command.text("compare.html");
    assertThat(page)
        .contains("coffee.png: why espresso (967)?", "data:image/png;base64,", "better: neither")
        .doesNotContain("http", "<link", "<script");
    JsonObject json = JsonParser.parseString(command.text("compare.json")).getAsJsonObject();
    JsonObject first = json.get("methods").getAsJsonArray().get(0).getAsJsonObject();
    assertThat(first.get("method").getAsString()).isEqualTo("gradient");
    assertThat(first.get("target").getAsInt()).isEqualTo(967);
    assertThat(first.get("forwardPasses").getAsDouble())
        .isCloseTo(
            first.get("seconds").getAsDouble() / json.get("forwardSeconds").getAsDouble(),
            within(1e-9));
    assertThat(first.get("firstSeconds").getAsDouble()).isPositive();
  }

  @Test
  void aVectorIsShownAsBars() throws IOException {
    Path input = command.random("in.npy", 12);

    int exit =
        command.run(
            "compare",
            "--model",
            MODELS + "mlp",
            "--input",
            input.toString(),
            "--method",
            "gradient",
            "grad-cam");

    assertThat(exit).as(command.err.toString()).isZero();
    List<CSVRecord> rows = command.csv("compare.csv");
    assertThat(rows.get(0).get("deletion:steps=20")).isNotEmpty();
    assertThat(rows.get(1).get("failure")).isNotEmpty();
    assertThat(ImageIO.read(command.results().resolve("sheet.png").toFile()).getWidth())
        .isGreaterThan(2 * 360);
    assertThat(command.text("compare.html"))
        .contains("<title>[7] = ", "for the target")
        .doesNotContain("http", "data:image", "violet");
  }

  @Test
  void ifNoMethodFitsNothingIsWritten() throws IOException {
    Path input = command.random("in.npy", 12);

    int exit =
        command.run(
            "compare",
            "--model",
            MODELS + "mlp",
            "--input",
            input.toString(),
            "--method",
            "grad-cam");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString())
        .contains("None of the 1 methods fits the model. The first, 'grad-cam': ")
        .doesNotContain("\tat ");
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(input);
    }
  }

  @Test
  void anUnknownMetricIsAUsageError() {
    int exit =
        command.run(
            "compare", "--model", MODELS + "mlp", "--input", "x.npy", "--metric", "delation");

    assertThat(exit).isEqualTo(2);
    assertThat(command.err.toString())
        .contains(
            "Invalid value 'delation' for option '--metric': There is no metric 'delation'.\n"
                + "Maybe one of 'deletion', ");
  }

  @Test
  void aBatchOfSeveralIsRefused() throws IOException {
    Path input = command.random("in.npy", 2, 12);

    int exit = command.run("compare", "--model", MODELS + "mlp", "--input", input.toString());

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString().strip())
        .endsWith(
            "The file '"
                + input
                + "' holds 2 samples, but maps of one are measured.\n"
                + "Maybe write each to a separate file.");
  }

  @Test
  void aModelOfSeveralInputsIsRefused() {
    int exit = command.run("compare", "--model", MODELS + "two_inputs", "--input", "x.npy");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString().strip())
        .isEqualTo(
            "The model takes the inputs [image, metadata], but maps of one input are measured.\n"
                + "Maybe choose one with --input-name, or use 'explain'.");
  }
}
