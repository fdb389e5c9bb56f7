package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.cli.common.TalkOptions;
import io.github.tfsaliency.cli.support.ChildRun;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands that a jar on the class path adds. */
@ExtendWith(Surroundings.class)
class SubcommandTest {
  @TempDir Path folder;

  /** Says how long a name is; refuses one that is empty. */
  @Command(name = "measure", description = "Measures a name.")
  public static final class Measure implements Subcommand {
    @Mixin private final TalkOptions talk = new TalkOptions();

    @Option(names = "--name")
    private String name = "";

    @Override
    public Integer call() {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("The name is empty.");
      }
      talk.out().println(name.length());
      return 0;
    }
  }

  @BeforeEach
  void provide() throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(Subcommand.class.getName()), Measure.class.getName());
  }

  private int run(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder child = ChildRun.of(List.of(), List.of(), arguments);
    int classPath = child.command().indexOf("-cp") + 1;
    child.command().set(classPath, folder + File.pathSeparator + child.command().get(classPath));
    return child
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start()
        .waitFor();
  }

  private List<String> lines(String stream) throws IOException {
    return Files.readAllLines(folder.resolve(stream));
  }

  @Test
  void theyAreListedByNameAmongTheOthers() throws Exception {
    assertThat(run("--help")).isZero();

    List<String> names =
        lines("out").stream()
            .filter(line -> line.matches("  [a-z].*"))
            .map(line -> line.strip().replaceFirst(" .*", ""))
            .filter(name -> !name.startsWith("-"))
            .toList();
    assertThat(names)
        .containsSubsequence("inspect", "measure", "methods", "metrics", "help")
        .contains("generate-completion");
  }

  @Test
  void theyHaveTheOptionsThatAllCommandsShare() throws Exception {
    assertThat(run("measure", "--name", "lrp")).isZero();
    assertThat(lines("out")).containsExactly("3");

    assertThat(run("measure", "--name", "lrp", "--quiet")).isZero();
    assertThat(lines("out")).isEmpty();
  }

  @Test
  void whatTheyThrowIsOneSentence() throws Exception {
    assertThat(run("measure")).isEqualTo(1);

    assertThat(lines("err")).containsExactly("The name is empty.");
  }

  @Test
  void theirWrongCommandLinesAreExplainedAsThoseOfTheOthers() throws Exception {
    assertThat(run("measure", "--nome", "lrp")).isEqualTo(2);

    assertThat(lines("err"))
        .hasSizeLessThanOrEqualTo(6)
        .last()
        .isEqualTo("Try 'tf-saliency measure --help'");
  }
}
