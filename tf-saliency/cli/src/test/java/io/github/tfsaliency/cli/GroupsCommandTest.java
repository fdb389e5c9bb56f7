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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

@ExtendWith(Surroundings.class)
class GroupsCommandTest {
  private static final String MODEL = MODELS + "resnet";

  @TempDir Path folder;
  private CommandRun command;
  private Path halves;

  /** The upper half of a picture, and the rest. */
  @BeforeEach
  void start() throws IOException {
    command = new CommandRun(folder);
    FloatNdArray mask = NdArrays.ofFloats(Shape.of(32, 32));
    mask.scalars().forEachIndexed((place, value) -> value.setFloat(place[0] < 16 ? 0 : 1));
    Npy.write(folder.resolve("mask.npy"), mask);
    halves =
        Files.writeString(
            folder.resolve("halves.json"),
            "{\"mask\": \"mask.npy\", \"names\": [\"upper\", \"lower\"]}");
  }

  private JsonArray explain(String... methods) throws IOException {
    Path input = command.random("in/a.npy", 2, 32, 32, 3);
    String[] arguments = {
      "explain",
      "--model",
      MODEL,
      "--input",
      input.toString(),
      "--groups",
      halves.toString(),
      "--target",
      "1",
      "--method"
    };
    int exit = command.run(concat(arguments, methods));

    assertThat(exit).as(command.err.toString()).isZero();
    return JsonParser.parseString(command.text("summary.json")).getAsJsonArray();
  }

  private static String[] concat(String[] first, String... second) {
    return Stream.of(first, second).flatMap(Arrays::stream).toArray(String[]::new);
  }

  @Test
  void theSummaryHasTheSumsOfGroups() throws IOException {
    for (JsonElement entry : explain("gradient", "occlusion:window=16,stride=16", "kernel-shap")) {
      JsonObject map = entry.getAsJsonObject();
      FloatNdArray values = Npy.read(command.results().resolve(map.get("npy").getAsString()));
      for (Map.Entry<String, JsonElement> group : map.get("groups").getAsJsonObject().entrySet()) {
        int from = group.getKey().equals("upper") ? 0 : 16;
        for (int sample = 0; sample < 2; sample++) {
          double sum = 0;
          for (int row = from; row < from + 16; row++) {
            for (FloatNdArray value : values.get(sample, row).scalars()) {
              sum += value.getFloat();
            }
          }
          assertThat(group.getValue().getAsJsonArray().get(sample).getAsDouble())
              .isCloseTo(sum, within(1e-9));
        }
      }
      assertThat(map.get("groups").getAsJsonObject().keySet()).containsExactly("upper", "lower");
    }
  }

  @Test
  void metricsRemoveGroupsAndOthersAreRefused() throws IOException {
    Path input = command.random("in/a.npy", 32, 32, 3);
    String[] common = {
      "evaluate",
      "--model",
      MODEL,
      "--input",
      input.toString(),
      "--groups",
      halves.toString(),
      "--method",
      "gradient",
      "--metric"
    };

    int exit =
        command.run(
            concat(
                common,
                "deletion",
                "insertion",
                "abpc",
                "sensitivity-n",
                "infidelity",
                "mu-fidelity"));

    assertThat(exit).as(command.err.toString()).isZero();
    assertThat(command.csv("evaluation.csv").get(0).get("deletion")).isNotEmpty();
    assertThat(command.run(concat(common, "gini"))).isEqualTo(2);
    assertThat(command.err.toString())
        .contains("The metric 'gini' removes nothing, so it cannot use --groups.");
  }

  @Test
  void compareShowsTheSumsOfGroups() throws IOException {
    Path input = command.random("in/a.npy", 32, 32, 3);

    int exit =
        command.run(
            "compare",
            "--model",
            MODEL,
            "--input",
            input.toString(),
            "--groups",
            halves.toString(),
            "--method",
            "occlusion",
            "gradient");

    assertThat(exit).as(command.err.toString()).isZero();
    JsonObject method =
        JsonParser.parseString(command.text("compare.json"))
            .getAsJsonObject()
            .get("methods")
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject();
    assertThat(method.get("groups").getAsJsonObject().keySet()).containsExactly("upper", "lower");
    assertThat(method.get("metrics").getAsJsonObject().keySet())
        .containsExactly("deletion:steps=20", "insertion:steps=20");
  }

  @Test
  void aFileThatDoesNotFitIsRefusedByName() throws IOException {
    Files.writeString(halves, "{\"sky\": [5000]}");
    Path input = command.random("in/a.npy", 32, 32, 3);

    int exit =
        command.run(
            "explain",
            "--model",
            MODEL,
            "--input",
            input.toString(),
            "--groups",
            halves.toString(),
            "--method",
            "gradient");

    assertThat(exit).isNotZero();
    assertThat(command.err.toString())
        .contains("The file of groups '" + halves, "The group 'sky' has the feature 5000");
  }

  @Test
  void groupsMayHaveFeaturesOfSeveralInputs() throws IOException {
    Path image = command.random("in/image.npy", 32, 32, 3);
    Path metadata = command.random("in/metadata.npy", 6);
    Files.writeString(
        halves, "{\"picture\": [\"image\"], \"first\": [\"metadata:0\", \"metadata:1\"]}");

    int exit =
        command.run(
            "explain",
            "--model",
            MODELS + "two_inputs",
            "--input",
            "image=" + image + ",metadata=" + metadata,
            "--groups",
            halves.toString(),
            "--target",
            "1",
            "--method",
            "kernel-shap");

    assertThat(exit).as(command.err.toString()).isZero();
    JsonArray maps = JsonParser.parseString(command.text("summary.json")).getAsJsonArray();
    assertThat(maps).hasSize(2);
    JsonObject groups = maps.get(0).getAsJsonObject().get("groups").getAsJsonObject();
    assertThat(groups.keySet())
        .containsExactly(
            "picture", "first", "metadata:2", "metadata:3", "metadata:4", "metadata:5");
    assertThat(maps.get(1).getAsJsonObject().get("groups")).isEqualTo(groups);
  }

  @Test
  void aRecordKnowsTheFilesOfGroups() throws IOException {
    var unused = explain("occlusion:window=16,stride=16");
    String record = command.results().resolve("record.json").toString();
    String[] verify = {
      "verify", record, "--model", MODEL, "--input", folder.resolve("in/a.npy").toString()
    };
    String[] named = {"--file", halves.toString(), "--file", folder.resolve("mask.npy").toString()};

    assertThat(verify(concat(verify, named))).as(command.out.toString()).isZero();
    assertThat(verify(verify)).isEqualTo(1);
    assertThat(command.out.toString()).contains("its groups of features cannot be read");
  }

  private int verify(String... arguments) {
    return TfSaliency.run(
        new PrintWriter(command.out, true), new PrintWriter(command.err, true), arguments);
  }
}
