package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.file.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** Layers inside a model on the command line: their maps, their values, and one of these. */
class LayersCommandTest {
  private static final String MODEL = "../core/src/test/resources/models/vgg";
  private static final String LAYER = "vgg_1/conv_8_1/BiasAdd";

  @TempDir Path folder;
  private CommandRun command;
  private Path input;

  @BeforeEach
  void start() throws IOException {
    command = new CommandRun(folder);
    input = command.random("in.npy", 32, 32, 3);
  }

  private int explain(String... more) {
    return command.run(
        Stream.concat(
                Stream.of("explain", "--model", MODEL, "--input", input.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private JsonObject only() throws IOException {
    JsonArray summary = JsonParser.parseString(command.text("summary.json")).getAsJsonArray();
    assertThat(summary).hasSize(1);
    return summary.get(0).getAsJsonObject();
  }

  @Test
  void aMethodOfManyPassesMapsALayerBesideTheInput() throws IOException {
    int exit = explain("--method", "integrated-gradients:steps=3", "--layers", LAYER);

    assertThat(exit).as(command.err.toString()).isZero();
    assertThat(only().get("npy").isJsonNull()).isFalse();
    JsonObject layer = only().get("layers").getAsJsonArray().get(0).getAsJsonObject();
    assertThat(layer.get("layer").getAsString()).isEqualTo(LAYER);
    FloatNdArray map = Npy.read(command.results().resolve(layer.get("npy").getAsString()));
    assertThat(map.shape()).isEqualTo(Shape.of(1, 16, 16, 16));
    double sum = map.streamOfObjects().mapToDouble(Float::doubleValue).sum();
    assertThat(layer.get("sums").getAsJsonArray().get(0).getAsDouble())
        .isCloseTo(sum, within(1e-6));
  }

  @Test
  void whatMapsLayersAloneHasNoMapOfTheInput() throws IOException {
    int exit = explain("--method", "conductance:steps=3", "--target", "3", "--layers", LAYER);

    assertThat(exit).as(command.err.toString()).isZero();
    assertThat(only().get("npy").isJsonNull()).isTrue();
    assertThat(only().get("targets").getAsJsonArray().get(0).getAsLong()).isEqualTo(3);
    assertThat(only().get("scores").getAsJsonArray()).hasSize(1);
    assertThat(only().get("layers").getAsJsonArray()).hasSize(1);
  }

  @Test
  void mapsOfLayersAloneAreNotComputedTwice() throws IOException {
    String[] arguments = {
      "--method", "internal-influence:steps=3", "--layers", LAYER, "--skip-existing"
    };
    explain(arguments);
    String before = command.text("summary.json");

    int exit = explain(arguments);

    assertThat(exit).as(command.err.toString()).isZero();
    assertThat(command.text("summary.json")).isEqualTo(before);
  }

  @Test
  void whatMapsLayersAloneIsRefusedWithoutOne() {
    int exit = explain("--method", "conductance");

    assertThat(exit).isEqualTo(2);
    assertThat(command.err.toString())
        .contains("The method 'conductance' maps layers inside the model, and none is named.");
  }

  @Test
  void aUnitIsATarget() throws IOException {
    int exit = explain("--method", "gradient", "--target", "unit:layer=" + LAYER + ",index=3/0/7");

    assertThat(exit).as(command.err.toString()).isZero();
    assertThat(only().get("targets").getAsJsonArray().get(0).getAsLong()).isEqualTo(-1);
    double score = only().get("scores").getAsJsonArray().get(0).getAsDouble();
    command.run("activations", "--model", MODEL, "--input", input.toString(), "--layers", LAYER);
    FloatNdArray values = Npy.read(command.results().resolve("in.vgg_1_conv_8_1_BiasAdd.npy"));
    assertThat(values.getFloat(0, 3, 0, 7)).isCloseTo((float) score, within(1e-5f));
  }

  @Test
  void aUnitHasAnIndexOrAChannel() {
    int exit = explain("--method", "gradient", "--target", "unit:layer=" + LAYER);

    assertThat(exit).isNotZero();
    assertThat(command.err.toString()).contains("has an index or a channel, and none is given");
  }

  @Test
  void aNeuronsConductanceIsAMapOfTheInput() throws IOException {
    String method = "neuron-conductance:layer=" + LAYER + ",index=3/0/7,steps=3";

    int exit = explain("--method", method);

    assertThat(exit).as(command.err.toString()).isZero();
    assertThat(only().get("method").getAsString()).isEqualTo(method);
    FloatNdArray map = Npy.read(command.results().resolve(only().get("npy").getAsString()));
    assertThat(map.shape()).isEqualTo(Shape.of(32, 32, 3));
  }

  @Test
  void activationsAreWrittenForEachInputAndLayer() throws IOException {
    Path other = command.random("other.npy", 2, 32, 32, 3);

    int exit =
        command.run(
            "activations",
            "--model",
            MODEL,
            "--input",
            input.toString(),
            other.toString(),
            "--layers",
            LAYER,
            "dense_12");

    assertThat(exit).as(command.err.toString()).isZero();
    try (Stream<Path> files = Files.list(command.results())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              List.of(
                  "in.vgg_1_conv_8_1_BiasAdd.npy",
                  "in.dense_12.npy",
                  "other.vgg_1_conv_8_1_BiasAdd.npy",
                  "other.dense_12.npy"));
    }
    assertThat(Npy.read(command.results().resolve("other.dense_12.npy")).shape())
        .isEqualTo(Shape.of(2, 32));
  }

  @Test
  void anUnknownLayerIsAnsweredWithSimilarNames() {
    int exit =
        command.run(
            "activations", "--model", MODEL, "--input", input.toString(), "--layers", "conv_9");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString()).contains("has no layer 'conv_9'").contains("Maybe one of");
  }
}
