package io.github.tfsaliency.cli;

import static io.github.tfsaliency.cli.CommandRun.MODELS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.file.Npy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;

/** What the commands say of a map beside its numbers, and numbers of maps that are no pictures. */
@ExtendWith(Surroundings.class)
class WarnedMapsTest {
  private static final String CASES = "../core/src/test/resources/cases/";
  private static final String SEGMENTATION = CASES + "gradcam_segmentation_default/";
  private static final String SEQUENCES = CASES + "cam_metrics_on_sequences/";
  private static final String LINEAR = CASES + "deeplift_linear_gap/";

  @TempDir Path folder;
  private CommandRun command;

  @BeforeEach
  void start() {
    command = new CommandRun(folder);
  }

  @Test
  void theSummarySaysWhichLayerAMapIsOf() throws IOException {
    int exit =
        command.run(
            "explain",
            "--model",
            SEGMENTATION + "model",
            "--input",
            SEGMENTATION + "x.npy",
            "--target",
            "pixel:row=4,column=5,class=1",
            "--method",
            "grad-cam",
            "gradient");

    assertThat(exit).as(command.err.toString()).isZero();
    JsonArray summary = JsonParser.parseString(command.text("summary.json")).getAsJsonArray();
    assertThat(summary.get(0).getAsJsonObject().get("layer").getAsString())
        .isEqualTo("functional_1/conv2d_transpose_1/BiasAdd");
    assertThat(summary.get(1).getAsJsonObject().get("layer").isJsonNull()).isTrue();
    assertThat(summary.get(0).getAsJsonObject().get("warnings").getAsJsonArray()).isEmpty();
  }

  @Test
  void thePageAndTheInspectionSayItToo() throws IOException {
    int exit =
        command.run(
            "compare",
            "--model",
            SEGMENTATION + "model",
            "--input",
            SEGMENTATION + "x.npy",
            "--target",
            "pixel:row=4,column=5,class=1",
            "--method",
            "grad-cam",
            "--metric",
            "gini");
    StringWriter out = new StringWriter();
    int inspected =
        TfSaliency.run(
            new PrintWriter(out, true),
            new PrintWriter(command.err, true),
            "inspect",
            "--model",
            SEGMENTATION + "model",
            "--method",
            "grad-cam");

    assertThat(exit).as(command.err.toString()).isZero();
    assertThat(command.text("compare.html"))
        .contains("<span>layer functional_1/conv2d_transpose_1/BiasAdd</span>");
    assertThat(inspected).as(command.err.toString()).isZero();
    assertThat(out.toString())
        .contains("The map of grad-cam is of the layer functional_1/conv2d_transpose_1/BiasAdd.");
  }

  @Test
  void aWarningIsInTheSummaryAndOnTheTerminal() throws IOException {
    Path input = command.random("x.npy", 1, 32, 32, 3);

    int exit =
        command.run(
            "explain",
            "--model",
            MODELS + "vit",
            "--input",
            input.toString(),
            "--method",
            "guided-backprop");

    assertThat(exit).as(command.err.toString()).isZero();
    JsonArray summary = JsonParser.parseString(command.text("summary.json")).getAsJsonArray();
    JsonObject only = summary.get(0).getAsJsonObject();
    String warning = only.get("warnings").getAsJsonArray().get(0).getAsString();
    assertThat(warning).contains("Nonlinear nodes keep their own derivative");
    assertThat(command.err.toString())
        .contains("Warning: " + input + " by guided-backprop: " + warning);
  }

  @Test
  void metricsOfActivationMapsOfSequencesAreNumbers() throws IOException {
    int exit =
        command.run(
            "evaluate",
            "--model",
            SEQUENCES + "model",
            "--input",
            SEQUENCES + "x.npy",
            "--method",
            "grad-cam",
            "gradient",
            "--metric",
            "gini",
            "deletion:steps=4");

    assertThat(exit).as(command.err.toString()).isZero();
    for (CSVRecord row : command.csv("evaluation.csv")) {
      assertThat(Double.parseDouble(row.get("gini"))).isBetween(0.0, 1.0);
      assertThat(Double.parseDouble(row.get("deletion:steps=4"))).isFinite();
    }
  }

  @Test
  void comparingSequencesGivesThemToo() throws IOException {
    int exit =
        command.run(
            "compare",
            "--model",
            SEQUENCES + "model",
            "--input",
            SEQUENCES + "x.npy",
            "--metric",
            "gini",
            "--method",
            "all");

    assertThat(exit).as(command.err.toString()).isZero();
    for (JsonElement row :
        JsonParser.parseString(command.text("compare.json"))
            .getAsJsonObject()
            .get("methods")
            .getAsJsonArray()) {
      JsonObject method = row.getAsJsonObject();
      if (method.get("failure").isJsonNull()) {
        assertThat(method.get("metrics").getAsJsonObject().get("gini").isJsonNull())
            .as(method.get("method").getAsString())
            .isFalse();
      }
    }
  }

  @Test
  void aBackgroundIsAFileOfSamples() throws IOException {
    FloatNdArray input = Npy.read(Path.of(LINEAR + "x.npy"));
    Path background = command.random("background.npy", 5, input.shape().get(1));

    int exit =
        command.run(
            "explain",
            "--model",
            LINEAR + "model",
            "--input",
            LINEAR + "x.npy",
            "--method",
            "deeplift:baseline=" + background,
            "integrated-gradients:steps=3,baseline=" + background);

    assertThat(exit).as(command.err.toString()).isZero();
    JsonArray summary = JsonParser.parseString(command.text("summary.json")).getAsJsonArray();
    FloatNdArray first = map(summary.get(0));
    FloatNdArray second = map(summary.get(1));
    for (int i = 0; i < first.shape().get(0); i++) {
      for (int j = 0; j < first.shape().get(1); j++) {
        // A linear model has the same slope all along the line.
        assertThat((double) first.getFloat(i, j)).isCloseTo(second.getFloat(i, j), within(1e-5));
      }
    }
  }

  private FloatNdArray map(JsonElement entry) {
    return Npy.read(command.results().resolve(entry.getAsJsonObject().get("npy").getAsString()));
  }
}
