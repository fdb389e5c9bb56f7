package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.file.Npy;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** Targets that compare a layer with a vector, on the command line. */
class VectorTargetCommandTest {
  private static final String SEGMENTATION =
      "../core/src/test/resources/cases/gradcam_segmentation_default/";
  private static final String LAYER = "functional_1/conv2d_transpose_1/BiasAdd";

  @TempDir Path folder;
  private CommandRun command;

  @BeforeEach
  void start() {
    command = new CommandRun(folder);
  }

  private String vector() {
    long channels;
    try (Model model = Model.from(Path.of(SEGMENTATION, "model")).output(LAYER).load()) {
      FloatNdArray values = model.predict(Npy.read(Path.of(SEGMENTATION, "x.npy")));
      channels = values.shape().get(values.rank() - 1);
    }
    FloatNdArray vector = NdArrays.ofFloats(Shape.of(channels));
    vector.setFloat(1, 0);
    String file = folder.resolve("v.npy").toString();
    Npy.write(Path.of(file), vector);
    return file;
  }

  @Test
  void aDirectionIsExplainedAndComparedAndEvaluated() throws IOException {
    String target = "direction:layer=" + LAYER + ",vector=" + vector() + ",over=sum";

    int explained =
        command.run(
            "explain",
            "--model",
            SEGMENTATION + "model",
            "--input",
            SEGMENTATION + "x.npy",
            "--target",
            target,
            "--method",
            "gradient",
            "grad-cam");

    assertThat(explained).as(command.err.toString()).isZero();
    JsonArray summary = JsonParser.parseString(command.text("summary.json")).getAsJsonArray();
    JsonObject first = summary.get(0).getAsJsonObject();
    assertThat(first.get("targets").getAsJsonArray().get(0).getAsLong()).isEqualTo(-1);
    assertThat(first.get("scores").getAsJsonArray()).isNotEmpty();

    int compared =
        command.run(
            "compare",
            "--model",
            SEGMENTATION + "model",
            "--input",
            SEGMENTATION + "x.npy",
            "--target",
            target,
            "--method",
            "gradient",
            "--metric",
            "gini",
            "deletion");
    assertThat(compared).as(command.err.toString()).isZero();
    assertThat(command.text("compare.json")).contains("direction:layer=");

    int evaluated =
        command.run(
            "evaluate",
            "--model",
            SEGMENTATION + "model",
            "--input",
            SEGMENTATION + "x.npy",
            "--target",
            target,
            "--method",
            "gradient",
            "--metric",
            "deletion:steps=3,baseline=0");
    assertThat(evaluated).as(command.err.toString()).isZero();
  }

  @Test
  void anExportWithATargetHasNoInputForOne() throws IOException {
    int exit =
        command.run(
            "export",
            "--model",
            SEGMENTATION + "model",
            "--method",
            "gradient",
            "--target",
            "similarity:layer=" + LAYER + ",vector=" + vector());

    assertThat(exit).as(command.err.toString()).isZero();
    assertThat(command.text("assets.extra/saliency.json")).contains("similarity:layer=" + LAYER);
  }
}
