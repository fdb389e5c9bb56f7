package io.github.tfsaliency.cli;

import static io.github.tfsaliency.cli.CommandRun.MODELS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.cli.support.ChildRun;
import io.github.tfsaliency.file.Npy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills commands that replace earlier results: {@code -Dkill.cases=20} times each, at moments that
 * {@code -Dkill.seed} chooses, counted in changes of what lies in the folder. The build does it a
 * few times; the library's own test of the folder does it often.
 */
class KilledCommandTest {
  private static final int CASES = Integer.getInteger("kill.cases", 2);
  private static final long SEED = Long.getLong("kill.seed", 1);
  private static final String OLD = "gradient";
  private static final String NEW = "deconvnet";

  /** More than anybody waits for. */
  private static final String LONG = "rise:samples=1000000";

  /** Each takes some ten: its hidden folder, its files, and what becomes of them at the end. */
  private static final int MOST_CHANGES = 12;

  @TempDir private Path folder;
  private Path above;
  private Path place;
  private String input;

  @BeforeEach
  void prepare() throws IOException {
    input = new CommandRun(folder).random("a.npy", 32, 32, 3).toString();
    above = Files.createDirectories(folder.resolve("above"));
    place = above.resolve("results");
  }

  private String[] command(String name, String method) {
    List<String> command = new ArrayList<>(List.of(name, "--model", MODELS + "vgg"));
    command.addAll(List.of("--method", method, "--out", place.toString()));
    switch (name) {
      case "export" -> command.add("--overwrite");
      case "evaluate" -> command.addAll(List.of("--input", input, "--metric", "gini"));
      case "compare" -> command.addAll(List.of("--input", input, "--metric", "gini"));
      default -> command.addAll(List.of("--input", input));
    }
    return command.toArray(String[]::new);
  }

  private void finish(String name, String method) {
    finish(List.of(command(name, method)));
  }

  private static void finish(List<String> command) {
    StringWriter err = new StringWriter();
    int exit =
        TfSaliency.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            command.toArray(String[]::new));
    assertThat(exit).as(err.toString()).isZero();
  }

  private void assertNothingHidden() throws IOException {
    try (Stream<Path> files = Files.list(above)) {
      assertThat(files).containsExactly(place);
    }
  }

  /** Which of the two methods all files of the results are of. */
  private void assertWhole(String name) throws IOException {
    assertThat(place.resolve("notes.txt")).hasContent("mine");
    switch (name) {
      case "export" -> {
        try (Model model = Model.load(place)) {
          String method = model.explanation().orElseThrow().method();
          assertThat(method).isIn(OLD, NEW);
          assertThat(place.resolve("assets.extra/saliency.json"))
              .content()
              .contains('"' + method + '"');
        }
      }
      case "evaluate" ->
          assertOneMethod("evaluation.csv", "summary.csv", "evaluation.json", "evaluation.html");
      case "compare" -> assertOneMethod("compare.csv", "compare.json", "compare.html");
      default -> assertMapsAreWhole();
    }
  }

  private void assertOneMethod(String... names) throws IOException {
    Set<Boolean> areNew = new HashSet<>();
    for (String name : names) {
      areNew.add(Files.readString(place.resolve(name)).contains(NEW));
    }
    assertThat(areNew).hasSize(1);
  }

  /** The summary comes last, so what it names is there. */
  private void assertMapsAreWhole() throws IOException {
    String summary = Files.readString(place.resolve("summary.json"));
    for (JsonElement map : JsonParser.parseString(summary).getAsJsonArray()) {
      assertThat(place.resolve(map.getAsJsonObject().get("npy").getAsString())).exists();
    }
    try (Stream<Path> maps = Files.list(place)) {
      maps.filter(map -> map.toString().endsWith(".npy"))
          .forEach(map -> assertThat(Npy.read(map).size()).isEqualTo(32 * 32 * 3));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"export", "evaluate", "compare", "explain"})
  void aKilledCommandLeavesTheOldOrTheNewResultsAndCanBeRunAgain(String name) throws Exception {
    Random random = new Random(SEED + name.hashCode());
    for (int kill = 0; kill < CASES; kill++) {
      finish(name, OLD);
      Files.writeString(place.resolve("notes.txt"), "mine");
      int changes = 1 + random.nextInt(MOST_CHANGES);

      Process child = ChildRun.quiet(command(name, NEW));
      ChildRun.awaitChanges(child, above, changes);
      child.destroyForcibly().waitFor();

      assertWhole(name);
      finish(name, NEW);
      assertWhole(name);
      assertNothingHidden();
    }
  }

  @Test
  void explainKeepsTheMapsThatWereFinishedAndGoesOnFromThere() throws Exception {
    Process child = startLong(List.of(), "gradient", LONG);
    Path summary = place.resolve("summary.json");
    while (!Files.exists(summary) && child.isAlive()) {
      child.waitFor(1, TimeUnit.MILLISECONDS);
    }

    child.destroyForcibly().waitFor();

    assertMapsAreWhole();
    Path map = place.resolve("a.gradient.npy");
    Npy.write(map, Npy.read(new CommandRun(folder).random("marked.npy", 32, 32, 3)));
    byte[] marked = Files.readAllBytes(map);
    List<String> again = new ArrayList<>(List.of(command("explain", "gradient")));
    again.add("--skip-existing");
    finish(again);
    assertThat(map).hasBinaryContent(marked);
    assertNothingHidden();
  }

  private Process startLong(List<String> before, String... methods) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("explain", "--model", MODELS + "vgg", "--input", input));
    arguments.addAll(List.of("--out", place.toString(), "--method"));
    arguments.addAll(List.of(methods));
    return ChildRun.of(before, List.of(), arguments.toArray(String[]::new))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  private void assertEndsWithoutATrace(Process child) throws Exception {
    assertThat(child.waitFor()).isNotZero();
    assertThat(above).isEmptyDirectory();
    assertThat(folder.resolve("err")).content().doesNotContain("\tat ", "cannot be written");
  }

  @Test
  void askedToEndACommandRemovesItsHiddenFolder() throws Exception {
    Process child = startLong(List.of(), LONG);
    ChildRun.awaitChanges(child, above, 1);

    child.destroy();

    assertEndsWithoutATrace(child);
  }

  @Test
  void soItDoesWhenInterruptedAtTheTerminal() throws Exception {
    // Whoever starts tests in the background may have told them not to listen to interrupts.
    List<String> listening = List.of("env", "--default-signal=INT");
    assumeThat(Path.of("/usr/bin/env")).exists();
    assumeThat(new ProcessBuilder("env", "--default-signal=INT", "true").start().waitFor())
        .isZero();
    Process child = startLong(listening, LONG);
    ChildRun.awaitChanges(child, above, 1);

    new ProcessBuilder("kill", "-INT", String.valueOf(child.pid())).start().waitFor();

    assertEndsWithoutATrace(child);
  }
}
