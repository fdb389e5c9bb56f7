package io.github.tfsaliency.cli;

import static io.github.tfsaliency.cli.CommandRun.MODELS;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Surroundings.class)
class RecommendCommandTest {
  private static final String MODEL = MODELS + "resnet";

  @TempDir Path folder;
  private CommandRun command;

  @BeforeEach
  void start() throws IOException {
    command = new CommandRun(folder);
    for (String name : List.of("a", "b", "c")) {
      var unused = command.random("in/" + name + ".npy", 32, 32, 3);
    }
  }

  private JsonObject recommend(String... options) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("recommend", "--model", MODEL, "--input", folder.resolve("in").toString()));
    arguments.addAll(List.of(options));
    int exit = command.run(arguments.toArray(String[]::new));

    assertThat(exit).as(command.err.toString()).isZero();
    return JsonParser.parseString(command.text("recommendation.json")).getAsJsonObject();
  }

  private static Map<String, JsonObject> methods(JsonObject document) {
    Map<String, JsonObject> methods = new LinkedHashMap<>();
    for (JsonElement method : document.get("methods").getAsJsonArray()) {
      methods.put(method.getAsJsonObject().get("method").getAsString(), method.getAsJsonObject());
    }
    return methods;
  }

  @Test
  void aMethodThatMultipliesByTheInputIsFoundOut() throws IOException {
    Map<String, JsonObject> methods =
        methods(
            recommend(
                "--question",
                "cheap",
                "--method",
                "gradient",
                "input-x-gradient",
                "lrp:composite=epsilon-plus",
                "rectified-gradient",
                "generic-attention",
                "grad-cam"));

    assertThat(
            requireNonNull(methods.get("input-x-gradient")).get("multipliesByInput").getAsBoolean())
        .isTrue();
    for (String other : List.of("gradient", "rectified-gradient", "grad-cam")) {
      assertThat(requireNonNull(methods.get(other)).get("multipliesByInput").getAsBoolean())
          .as(other)
          .isFalse();
    }
    assertThat(command.out.toString())
        .contains("input-x-gradient: It multiplies by the input, so it shows nothing where");
    assertThat(command.text("recommendation.html"))
        .contains("Methods that do not fit", "has no self-attention")
        .doesNotContain("<script");
  }

  @Test
  void theMeansAreThoseOfEvaluate() throws IOException {
    String[] methods = {"gradient", "input-x-gradient", "grad-cam"};
    Map<String, JsonObject> found =
        methods(
            recommend(
                "--quick",
                "--question",
                "faithful",
                "--method",
                methods[0],
                methods[1],
                methods[2]));

    int exit =
        command.run(
            "evaluate",
            "--model",
            MODEL,
            "--input",
            folder.resolve("in").toString(),
            "--method",
            methods[0],
            methods[1],
            methods[2],
            "--metric",
            "insertion:steps=10");

    assertThat(exit).as(command.err.toString()).isZero();
    for (CSVRecord row : command.csv("summary.csv")) {
      assertThat(
              requireNonNull(found.get(row.get("method")))
                  .get("metrics")
                  .getAsJsonObject()
                  .get("insertion")
                  .getAsJsonObject()
                  .get("mean")
                  .getAsDouble())
          .isCloseTo(Double.parseDouble(row.get("insertion:steps=10 mean")), within(1e-9));
    }
  }

  @Test
  void threeInputsMakeNoWinner() throws IOException {
    JsonObject document =
        recommend(
            "--quick",
            "--question",
            "class",
            "sane",
            "stable",
            "--method",
            "gradient",
            "guided-backprop",
            "grad-cam");

    assertThat(document.get("overall").getAsJsonObject().get("verdict").getAsString())
        .isNotEqualTo("winner");
    assertThat(document.get("questions").getAsJsonArray()).hasSize(4);
    assertThat(document.get("agreements").getAsJsonArray()).isNotEmpty();
  }

  @Test
  void unknownQuestionsAndConceptsWithoutADirectionAreRefused() {
    String input = folder.resolve("in").toString();

    assertThat(command.run("recommend", "--model", MODEL, "--input", input, "--question", "pretty"))
        .isEqualTo(2);
    assertThat(command.err.toString()).contains("There is no question 'pretty'.");
    assertThat(
            command.run("recommend", "--model", MODEL, "--input", input, "--question", "concept"))
        .isEqualTo(2);
    assertThat(command.err.toString()).contains("is asked of a --target that is a direction");
  }
}
