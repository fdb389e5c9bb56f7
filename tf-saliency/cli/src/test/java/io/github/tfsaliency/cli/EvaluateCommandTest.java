package io.github.tfsaliency.cli;

import static io.github.tfsaliency.cli.CommandRun.EFFICIENTNET;
import static io.github.tfsaliency.cli.CommandRun.MODELS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.ParameterRandomization;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.cli.common.Losses;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.metric.MuFidelity;
import io.github.tfsaliency.metric.ScoreFunction;
import io.github.tfsaliency.spec.MetricRow;
import io.github.tfsaliency.spec.MetricSpecs;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
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
class EvaluateCommandTest {
  @TempDir Path folder;
  private CommandRun command;

  @BeforeEach
  void start() {
    command = new CommandRun(folder);
  }

  @Test
  void everyPictureAndMethodHasARowAndABrokenOneAReason() throws IOException {
    command.random("in/a.npy", 32, 32, 3);
    command.random("in/b.npy", 1, 32, 32, 3);
    Path broken = Files.writeString(folder.resolve("in/c.png"), "no picture");
    Files.writeString(folder.resolve("in/readme.txt"), "not looked at");

    int exit = evaluate("gradient", "grad-cam", "--metric", "deletion:steps=4", "gini");

    assertThat(exit).as(command.err.toString()).isEqualTo(Losses.SOME_LOST);
    assertThat(command.err.toString()).contains("Lost: " + broken + ": The file '");
    assertThat(command.csv("evaluation.csv"))
        .extracting(row -> Path.of(row.get("picture")).getFileName() + " " + row.get("method"))
        .containsExactly("a.npy gradient", "a.npy grad-cam", "b.npy gradient", "b.npy grad-cam");
    List<CSVRecord> summary = command.csv("summary.csv");
    assertThat(summary)
        .extracting(row -> row.get("method"))
        .containsExactly("gradient", "grad-cam");
    assertThat(summary).extracting(row -> row.get("gini n")).containsOnly("2");
    JsonObject failure =
        JsonParser.parseString(command.text("evaluation.json"))
            .getAsJsonObject()
            .get("failures")
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject();
    assertThat(failure.get("picture").getAsString()).isEqualTo(broken.toString());
    assertThat(failure.get("reason").getAsString())
        .startsWith("The file '" + broken + "' is not a picture of a known format.");
    assertThat(command.text("evaluation.html"))
        .contains("c.png", "is not a picture of a known format", "<svg")
        .doesNotContain("<script", "<link");
    assertThat(command.out.toString()).startsWith("2 of 3 pictures in ");
  }

  @Test
  void theNumbersAreThoseOfTheLibrary() throws IOException {
    Path file = command.random("in/a.npy", 32, 32, 3);

    int exit =
        evaluate(
            "gradient",
            "--metric",
            "mu-fidelity:grid=4,subsets=20,baseline=0",
            "randomisation",
            "--seed",
            "5");

    assertThat(exit).as(command.err.toString()).isZero();
    CSVRecord row = command.csv("evaluation.csv").get(0);
    FloatNdArray input = Npy.read(file);
    try (Model model = Model.load(Path.of(MODELS + "vgg"))) {
      Saliency saliency = Saliency.of(model).method(Gradient.of());
      assertThat(Double.parseDouble(row.get("mu-fidelity:grid=4,subsets=20,baseline=0")))
          .isEqualTo(
              MuFidelity.of(Baseline.constant(0))
                  .withGrid(4)
                  .withSubsets(20)
                  .withSeed(5)
                  .measure(saliency.scoresOf(input), input, saliency.compute(input)));
      var steps = ParameterRandomization.cascading().withSeed(5).of(saliency, input);
      assertThat(Double.parseDouble(row.get("randomisation")))
          .as("the last step of the cascade has all weights shuffled")
          .isEqualTo(steps.get(steps.size() - 1).similarity().rankCorrelationOfMagnitudes());
    }
  }

  @Test
  void pixelsOfAModelWithChannelsFirstAreRemovedAndNotItsChannels() throws IOException {
    Path file = command.random("in/a.npy", 3, 9, 9);
    String model = MODELS + "../cases/channels_first/model";

    int exit =
        command.run(
            "evaluate",
            "--model",
            model,
            "--input",
            file.toString(),
            "--method",
            "gradient",
            "grad-cam",
            "--metric",
            "mu-fidelity:grid=3,subsets=20,baseline=0",
            "gini",
            "--seed",
            "5");

    assertThat(exit).as(command.err.toString()).isZero();
    FloatNdArray input = Npy.read(file);
    try (Model loaded = Model.load(Path.of(model))) {
      Saliency saliency = Saliency.of(loaded).method(Gradient.of());
      ScoreFunction scores = saliency.scoresOf(input);
      double expected =
          MuFidelity.of(Baseline.constant(0))
              .withGrid(3)
              .withSubsets(20)
              .withSeed(5)
              .measure(
                  batch -> scores.scores(ChannelAxis.toFirst(batch)),
                  ChannelAxis.sampleToLast(input),
                  saliency.compute(input).withChannelsLast());

      List<CSVRecord> rows = command.csv("evaluation.csv");
      assertThat(Double.parseDouble(rows.get(0).get("mu-fidelity:grid=3,subsets=20,baseline=0")))
          .isCloseTo(expected, within(1e-9));
      assertThat(Double.parseDouble(rows.get(1).get("gini"))).isBetween(0.0, 1.0);
    }
  }

  @Test
  void everyMetricWithoutAMaskMeasuresAMap() throws IOException {
    command.random("in/a.npy", 32, 32, 3);
    List<String> metrics =
        MetricSpecs.rows().stream().filter(row -> !row.needsMask()).map(MetricRow::name).toList();
    String[] arguments = new String[metrics.size() + 2];
    arguments[0] = "gradient";
    arguments[1] = "--metric";
    for (int i = 0; i < metrics.size(); i++) {
      arguments[i + 2] = metrics.get(i);
    }

    int exit = evaluate(arguments);

    assertThat(exit).as(command.err.toString()).isZero();
    CSVRecord row = command.csv("evaluation.csv").get(0);
    assertThat(metrics).allSatisfy(metric -> assertThat(row.get(metric)).isNotEmpty());
  }

  @Test
  void masksLieWhereTheirPicturesDo() throws IOException {
    Path pictures = Files.createDirectory(folder.resolve("in"));
    Path masks = Files.createDirectory(folder.resolve("masks"));
    drawn(pictures.resolve("a.png"), new Color(0x336699));
    drawn(pictures.resolve("b.png"), new Color(0x996633));
    drawn(masks.resolve("a.png"), Color.WHITE);

    int exit =
        command.run(
            "evaluate",
            "--model",
            EFFICIENTNET,
            "--input",
            pictures.toString(),
            "--masks",
            masks.toString(),
            "--method",
            "gradient",
            "--metric",
            "mass-accuracy",
            "rank-accuracy",
            "pointing-game:tolerance=3");

    assertThat(exit).as(command.err.toString()).isEqualTo(Losses.SOME_LOST);
    List<CSVRecord> rows = command.csv("evaluation.csv");
    assertThat(rows).hasSize(1);
    assertThat(Double.parseDouble(rows.get(0).get("mass-accuracy"))).isBetween(0.0, 1.0);
    assertThat(rows.get(0).get("pointing-game:tolerance=3")).isIn("0.0", "1.0");
    assertThat(command.text("evaluation.json")).contains(masks.resolve("b.png").toString());
  }

  @Test
  void withoutMasksTheMetricsThatNeedThemAreAUsageError() {
    int exit = evaluate("gradient", "--metric", "pointing-game");

    assertThat(exit).isEqualTo(2);
    assertThat(command.err.toString())
        .startsWith(
            "The metric 'pointing-game' needs to know where the objects are.\n"
                + "Maybe give a folder of masks with --masks.");
  }

  @Test
  void anUnknownMetricOrKeyIsAUsageError() {
    assertThat(evaluate("gradient", "--metric", "delation")).isEqualTo(2);
    assertThat(command.err.toString())
        .contains("There is no metric 'delation'.\nMaybe one of 'deletion', ");
    assertThat(evaluate("gradient", "--metric", "deletion:step=3")).isEqualTo(2);
    assertThat(command.err.toString())
        .contains(
            "The metric 'deletion' has no option 'step'.\n"
                + "Maybe one of [steps, pooling, baseline].");
  }

  @Test
  void ifNothingCanBeExplainedNothingIsWritten() throws IOException {
    command.random("in/a.npy", 7);

    int exit = evaluate("gradient", "--metric", "gini");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString())
        .contains("The input of shape [7] does not fit the input 'image'");
    assertThat(command.results()).doesNotExist();
  }

  @Test
  void aFolderWithoutPicturesIsSaid() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("in"));

    int exit = evaluate("gradient", "--metric", "gini");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString().strip())
        .isEqualTo(
            "The folder '"
                + empty
                + "' holds no pictures.\n"
                + "Maybe name files; a folder is searched for [png, jpg, jpeg, webp, tif, tiff,"
                + " npy, npz, wav, wave].");
  }

  private int evaluate(String... methodsAndMore) {
    String[] arguments = new String[methodsAndMore.length + 6];
    System.arraycopy(
        new String[] {
          "evaluate",
          "--model",
          MODELS + "vgg",
          "--input",
          folder.resolve("in").toString(),
          "--method"
        },
        0,
        arguments,
        0,
        6);
    System.arraycopy(methodsAndMore, 0, arguments, 6, methodsAndMore.length);
    return command.run(arguments);
  }

  /** A square of a colour on black. */
  private static void drawn(Path file, Color color) throws IOException {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(12, 8, 14, 14);
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
  }
}
