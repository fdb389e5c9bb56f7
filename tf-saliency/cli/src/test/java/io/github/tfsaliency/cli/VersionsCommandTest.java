package io.github.tfsaliency.cli;

import static io.github.tfsaliency.cli.CommandRun.EFFICIENTNET;
import static io.github.tfsaliency.cli.CommandRun.MODELS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.metric.MapSimilarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

@ExtendWith(Surroundings.class)
class VersionsCommandTest {
  private static final String RESNET = MODELS + "resnet";

  @TempDir Path folder;
  private CommandRun command;

  @BeforeEach
  void start() {
    command = new CommandRun(folder);
  }

  private JsonObject compare(String old, String current, String... rest) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("compare", "--model", old, "--model", current));
    arguments.addAll(List.of(rest));
    int exit = command.run(arguments.toArray(String[]::new));

    assertThat(exit).as(command.err.toString()).isZero();
    return JsonParser.parseString(command.text("compare.json")).getAsJsonObject();
  }

  private String random(String name) throws IOException {
    return command.random(name, 32, 32, 3).toString();
  }

  @Test
  void aModelIsExactlyAlikeItself() throws IOException {
    JsonObject document =
        compare(RESNET, RESNET, "--input", random("in/a.npy"), "--method", "gradient", "grad-cam");

    JsonObject input = document.get("inputs").getAsJsonArray().get(0).getAsJsonObject();
    assertThat(input.get("scoreChange").getAsDouble()).isEqualTo(0);
    assertThat(input.get("change").getAsDouble()).isEqualTo(0);
    assertThat(input.get("predictedOtherwise").getAsBoolean()).isFalse();
    for (JsonElement each : input.get("maps").getAsJsonArray()) {
      JsonObject map = each.getAsJsonObject();
      assertThat(map.get("rankCorrelation").getAsDouble()).isEqualTo(1);
      assertThat(map.get("ssim").getAsDouble()).isEqualTo(1);
      FloatNdArray difference =
          Npy.read(command.results().resolve(map.get("difference").getAsString()));
      difference.scalars().forEach(value -> assertThat(value.getFloat()).isEqualTo(0));
    }
  }

  @Test
  void theNumbersAreThoseOfTheLibrary() throws IOException {
    String file = random("in/a.npy");
    JsonObject document = compare(RESNET, MODELS + "vgg", "--input", file);

    JsonObject input = document.get("inputs").getAsJsonArray().get(0).getAsJsonObject();
    JsonObject map = input.get("maps").getAsJsonArray().get(0).getAsJsonObject();
    try (Model old = Model.load(Path.of(RESNET));
        Model current = Model.load(Path.of(MODELS + "vgg"))) {
      Attribution before = Saliency.of(old).method(Gradient.of()).compute(Npy.read(Path.of(file)));
      Attribution after =
          Saliency.of(current)
              .method(Gradient.of())
              .target(Target.classIndex(before.target()))
              .compute(Npy.read(Path.of(file)));
      MapSimilarity similarity = MapSimilarity.of(before, after);
      assertThat(map.get("rankCorrelation").getAsDouble())
          .isCloseTo(similarity.rankCorrelation(), within(1e-9));
      assertThat(map.get("ssim").getAsDouble()).isCloseTo(similarity.ssim(), within(1e-9));
      assertThat(input.get("scoreChange").getAsDouble())
          .isCloseTo(after.score() - before.score(), within(1e-5));
      assertThat(input.get("oldTarget").getAsLong()).isEqualTo(before.target());
    }
    assertThat(command.text("compare.html")).contains("what changed?").doesNotContain("<script");
  }

  @Test
  void inputsThatChangedMostComeFirst() throws IOException {
    JsonObject document =
        compare(
            RESNET,
            MODELS + "vgg",
            "--input",
            random("in/a.npy"),
            random("in/b.npy"),
            random("in/c.npy"));

    List<Double> changes = new ArrayList<>();
    for (JsonElement input : document.get("inputs").getAsJsonArray()) {
      changes.add(input.getAsJsonObject().get("change").getAsDouble());
    }
    assertThat(changes).hasSize(3).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(command.csv("compare.csv")).hasSize(3);
  }

  @Test
  void arraysOfOtherShapesAreRefusedByName() throws IOException {
    int exit =
        command.run(
            "compare", "--model", RESNET, "--model", EFFICIENTNET, "--input", random("in/a.npy"));

    assertThat(exit).isEqualTo(1);
  }

  @Test
  void metricsOfTwoModelsAndModelsOfOtherCommandsAreRefused() throws IOException {
    String file = random("in/a.npy");

    assertThat(
            command.run(
                "compare",
                "--model",
                RESNET,
                "--model",
                RESNET,
                "--input",
                file,
                "--metric",
                "gini"))
        .isEqualTo(2);
    assertThat(command.err.toString()).contains("Metrics measure the maps of one model.");
    assertThat(
            command.run(
                "explain",
                "--model",
                RESNET,
                "--model",
                RESNET,
                "--input",
                file,
                "--method",
                "gradient"))
        .isEqualTo(2);
    assertThat(command.err.toString()).contains("There are 2 models, and 'explain' takes one");
  }

  /** A copy of the same model whose classes have names. */
  private String named(String name, List<String> labels) throws IOException {
    Path copy = folder.resolve(name);
    Path source = Path.of(RESNET);
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path to = copy.resolve(source.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else if (!file.endsWith("saliency.json")) {
          Files.copy(file, to);
        }
      }
    }
    Path extra = Files.createDirectories(copy.resolve("assets.extra"));
    Files.writeString(extra.resolve("saliency.json"), "{\"labels\": \"labels.txt\"}");
    Files.write(extra.resolve("labels.txt"), labels);
    return copy.toString();
  }

  private static List<String> letters() {
    return List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
  }

  @Test
  void theSameClassIsExplainedWhateverItsNumber() throws IOException {
    List<String> reversed = new ArrayList<>(letters());
    Collections.reverse(reversed);

    JsonObject document =
        compare(named("old", letters()), named("new", reversed), "--input", random("in/a.npy"));

    JsonObject input = document.get("inputs").getAsJsonArray().get(0).getAsJsonObject();
    assertThat(input.get("target").getAsLong()).isEqualTo(9 - input.get("oldTarget").getAsLong());
    assertThat(input.get("predictedOtherwise").getAsBoolean()).isTrue();
  }

  @Test
  void aClassThatTheNewModelLacksIsRefusedByName() throws IOException {
    List<String> others = List.of("k", "l", "m", "n", "o", "p", "q", "r", "s", "t");

    int exit =
        command.run(
            "compare",
            "--model",
            named("old", letters()),
            "--model",
            named("new", others),
            "--input",
            random("in/a.npy"),
            "--target",
            "3");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString())
        .contains("The old model explains the class 'd', which the new one does not have.");
  }

  @Test
  void picturesAreComparedAtTheSmallerSize() throws IOException {
    JsonObject document =
        compare(
            RESNET,
            EFFICIENTNET,
            "--encoding",
            "{\"offset\": 127.5, \"scale\": 127.5}",
            "--input",
            "../../examples/photos/coffee.png");

    JsonObject input = document.get("inputs").getAsJsonArray().get(0).getAsJsonObject();
    JsonObject map = input.get("maps").getAsJsonArray().get(0).getAsJsonObject();
    assertThat(map.get("note").getAsString())
        .isEqualTo(
            "compared by the sum over the channels, at 32 x 32 pixels, where the models see 32 x"
                + " 32 and 224 x 224");
    assertThat(Npy.read(command.results().resolve(map.get("difference").getAsString())).shape())
        .isEqualTo(Shape.of(32, 32, 1));
  }
}
