package io.github.tfsaliency.cli;

import static io.github.tfsaliency.cli.CommandRun.MODELS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One bad input does not lose the others, and what is there need not be computed again. */
@ExtendWith(Surroundings.class)
class LostInputsTest {
  @TempDir Path folder;
  private CommandRun command;
  private Path good;
  private Path bad;

  @BeforeEach
  void write() throws IOException {
    command = new CommandRun(folder);
    good = command.random("in/good.npy", 2, 12);
    bad = command.random("in/bad.npy", 2, 11);
  }

  private int explain(String... more) {
    List<String> all = new ArrayList<>(List.of("explain", "--model", MODELS + "mlp"));
    all.addAll(List.of(more));
    return command.run(all.toArray(String[]::new));
  }

  private JsonArray summary() throws IOException {
    return JsonParser.parseString(command.text("summary.json")).getAsJsonArray();
  }

  private List<String> summary(String field) throws IOException {
    List<String> values = new ArrayList<>();
    summary().forEach(entry -> values.add(entry.getAsJsonObject().get(field).getAsString()));
    return values;
  }

  @Test
  void whatIsLostIsNamedEvenQuietly() throws IOException {
    Path missing = folder.resolve("in/missing.npy");

    int exit =
        explain(
            "--input",
            bad.toString(),
            missing.toString(),
            good.toString(),
            "--method",
            "gradient",
            "--quiet");

    assertThat(exit).isEqualTo(3);
    assertThat(summary("input")).containsExactly(good.toString());
    assertThat(command.out.toString()).isEmpty();
    assertThat(command.err.toString().lines().filter(line -> line.startsWith("Lost: ")))
        .hasSize(2)
        .anyMatch(
            line -> line.startsWith("Lost: " + bad + ", gradient: The input of shape [2, 11]"))
        .anyMatch(line -> line.startsWith("Lost: " + missing + ": "));
  }

  @Test
  void aMethodThatDoesNotFitLosesItsOwnMaps() throws IOException {
    int exit = explain("--input", good.toString(), "--method", "gradient", "grad-cam", "--quiet");

    assertThat(exit).isEqualTo(3);
    assertThat(summary("method")).containsExactly("gradient");
    assertThat(command.err.toString()).startsWith("Lost: " + good + ", grad-cam: ");
  }

  @Test
  void ifNothingSucceedsNothingIsWritten() {
    int exit = explain("--input", bad.toString(), "no.npy", "--method", "gradient");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString()).contains("There is no map of any of the 2 inputs.");
    assertThat(command.results()).doesNotExist();
  }

  @Test
  void failFastEndsAtTheFirst() {
    int exit =
        explain("--input", good.toString(), bad.toString(), "--method", "gradient", "--fail-fast");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString()).contains("The input of shape [2, 11]");
    assertThat(command.results()).doesNotExist();
  }

  @Test
  void successSaysNothingQuietly() {
    int exit = explain("-i", good.toString(), "-m", "gradient", "-q");

    assertThat(exit).isZero();
    assertThat(command.out.toString()).isEmpty();
    assertThat(command.err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"FOLDER/in", "FOLDER/in/*.npy", "FOLDER/*/good.np?", "FOLDER/**.npy"})
  void foldersAndPatternsAreInputs(String given) throws IOException {
    int exit =
        explain(
            "--input", given.replace("FOLDER", folder.toString()), "--method", "gradient", "-q");

    assertThat(exit).isEqualTo(given.contains("good") ? 0 : 3);
    assertThat(summary("input")).containsExactly(good.toString());
  }

  @Test
  void aPatternWithoutFilesIsSaid() {
    int exit = explain("--input", folder + "/*.jpg", "--method", "gradient");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString())
        .isEqualTo(
            "No picture and no array matches '"
                + folder
                + "/*.jpg'.\n"
                + "Maybe use another pattern; files that end with [png, jpg, jpeg, webp, tif, tiff,"
                + " npy, npz, wav, wave] are used.\n");
  }

  @Test
  void aMisspeltOptionIsNoInput() {
    int exit = explain("--input", good.toString(), "--methd", "gradient");

    assertThat(exit).isEqualTo(2);
    assertThat(command.err.toString().lines())
        .hasSizeLessThanOrEqualTo(6)
        .anyMatch(line -> line.startsWith("Maybe '--method'"))
        .last()
        .isEqualTo("Try 'tf-saliency explain --help'");
  }

  @Test
  void theSummaryOfAFolderListsTheMapsOfEarlierRuns() throws IOException {
    explain("--input", good.toString(), "--method", "gradient", "-q");
    Npy.write(bad, Npy.read(command.random("other/good.npy", 1, 12)));
    explain("--input", bad.toString(), "--method", "deconvnet", "-q");

    assertThat(summary("method")).containsExactly("gradient", "deconvnet");

    Path other = folder.resolve("other/good.npy");
    explain("--input", other.toString(), "--method", "gradient", "-q");

    assertThat(summary("input")).containsExactly(other.toString(), bad.toString());
  }

  @Test
  void whatHasAMapIsSkippedUnlessSomethingThatDecidesItHasChanged() throws IOException {
    String[] twice = {
      "--input",
      good.toString(),
      "--method",
      "gradient",
      "input-x-gradient",
      "--skip-existing",
      "-q"
    };
    explain(twice);
    Path map = command.results().resolve("good.gradient.npy");
    Npy.write(map, Npy.read(command.random("marked.npy", 2, 12)));
    byte[] marked = Files.readAllBytes(map);
    Files.delete(command.results().resolve("good.input-x-gradient.npy"));

    assertThat(explain(twice)).isZero();

    assertThat(map).hasBinaryContent(marked);
    assertThat(command.results().resolve("good.input-x-gradient.npy")).exists();
    assertThat(summary("method")).containsExactlyInAnyOrder("gradient", "input-x-gradient");

    explain(
        "--input",
        good.toString(),
        "--method",
        "gradient",
        "--target",
        "1",
        "-q",
        "--skip-existing");

    assertThat(Files.readAllBytes(map)).isNotEqualTo(marked);
  }

  @Test
  void inputsOfEqualContentsHaveAMapEach() throws IOException {
    Path twin = Files.copy(good, folder.resolve("in/twin.npy"));

    int exit =
        explain(
            "--input",
            good.toString(),
            twin.toString(),
            "--method",
            "gradient",
            "--skip-existing",
            "-q");

    assertThat(exit).isZero();
    assertThat(summary("input")).containsExactly(good.toString(), twin.toString());
    assertThat(command.results().resolve("twin.gradient.npy")).exists();
  }

  @Test
  void aMapOfALabelIsComputedAgainWhereTheLabelIsAnotherClass() throws IOException {
    Path labels = folder.resolve("labels.txt");
    String[] twice = {
      "--input",
      good.toString(),
      "--method",
      "gradient",
      "--target",
      "dog",
      "--labels",
      labels.toString(),
      "--skip-existing",
      "-q"
    };
    Files.writeString(labels, "cat\ndog\n");
    explain(twice);
    assertThat(summary().get(0).getAsJsonObject().get("targets").toString()).isEqualTo("[1,1]");
    Files.writeString(labels, "dog\ncat\n");

    assertThat(explain(twice)).isZero();

    assertThat(summary().get(0).getAsJsonObject().get("targets").toString()).isEqualTo("[0,0]");
  }

  @Test
  void aSummaryThatIsNoneIsNotReplaced() throws IOException {
    Files.createDirectories(command.results());
    Files.writeString(command.results().resolve("summary.json"), "[{\"npy\": 3}, 4]");

    int exit = explain("--input", good.toString(), "--method", "gradient");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString())
        .startsWith(
            "The file '" + command.results().resolve("summary.json") + "' is not a list of maps");
    assertThat(command.text("summary.json")).isEqualTo("[{\"npy\": 3}, 4]");
  }

  @Test
  void aMapSaysWhatItsClassIsCalledAndHowProbableItIs() throws IOException {
    Path input = command.random("picture.npy", 2, 32, 32, 3);
    Path labels = Files.writeString(folder.resolve("labels.txt"), "cat\ndog\n");

    int exit =
        command.run(
            "explain",
            "--model",
            MODELS + "vgg_softmax",
            "--input",
            input.toString(),
            "--method",
            "gradient",
            "--target",
            "dog",
            "2",
            "--labels",
            labels.toString(),
            "--json");

    assertThat(exit).as(command.err.toString()).isZero();
    JsonObject entry = summary().get(0).getAsJsonObject();
    assertThat(JsonParser.parseString(command.out.toString())).isEqualTo(summary());
    assertThat(entry.get("labels").toString()).isEqualTo("[\"dog\",null]");
    assertThat(entry.get("model").getAsString()).isEqualTo(MODELS + "vgg_softmax");
    assertThat(entry.get("version").getAsString()).isNotEmpty();
    assertThat(entry.get("probabilities").getAsJsonArray())
        .hasSize(2)
        .allSatisfy(each -> assertThat(each.getAsDouble()).isBetween(0.0, 1.0));
  }

  @Test
  void compareGivesEachOfSeveralInputsAFolder() throws IOException {
    Path second = command.random("in/second.npy", 12);
    Path first = command.random("in/first.npy", 12);

    int exit =
        command.run(
            "compare",
            "--model",
            MODELS + "mlp",
            "--input",
            first.toString(),
            bad.toString(),
            second.toString(),
            "--method",
            "gradient",
            "--metrics",
            "gini",
            "--quiet");

    assertThat(exit).isEqualTo(3);
    assertThat(command.results().resolve("first/compare.html")).exists();
    assertThat(command.results().resolve("second/compare.csv")).exists();
    assertThat(command.err.toString()).startsWith("Lost: " + bad);
  }

  @Test
  void helpOfACommandIsItsHelp() {
    StringWriter help = new StringWriter();
    StringWriter option = new StringWriter();
    PrintWriter err = new PrintWriter(new StringWriter());

    assertThat(TfSaliency.run(new PrintWriter(help, true), err, "help", "explain")).isZero();
    assertThat(TfSaliency.run(new PrintWriter(option, true), err, "explain", "--help")).isZero();
    assertThat(help.toString()).isEqualTo(option.toString()).contains("--skip-existing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"methods", "metrics"})
  void listsAreJsonOnRequest(String list) {
    StringWriter out = new StringWriter();

    TfSaliency.run(new PrintWriter(out, true), new PrintWriter(out), list, "--json");

    assertThat(JsonParser.parseString(out.toString()).getAsJsonArray()).hasSizeGreaterThan(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"net.keras", "net.h5", "net.tflite", "net.pb", "net"})
  void aFileIsNoSavedModelAndThatIsSaidShortly(String name) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "");

    int exit = command.run("explain", "-M", file.toString(), "-i", "x.npy", "-m", "gradient");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString().lines().toList())
        .hasSizeLessThanOrEqualTo(6)
        .first()
        .isEqualTo(
            "'" + file + "' is a file, but a SavedModel is a folder with saved_model.pb in it.");
  }
}
