package io.github.tfsaliency.examples.cli;

import static io.github.tfsaliency.examples.cli.CommandRun.MODELS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Surroundings.class)
class ExportCommandTest {
  @TempDir private Path folder;
  private CommandRun command;

  @BeforeEach
  void prepare() {
    command = new CommandRun(folder);
  }

  private int export(String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "export";
    arguments[1] = "--model";
    arguments[2] = MODELS + "vgg";
    System.arraycopy(more, 0, arguments, 3, more.length);
    return command.run(arguments);
  }

  @Test
  void theExportLoadsAgainWithItsExplanation() {
    int exit = export("--method", "lrp:rule=z-plus");

    assertThat(exit).as(command.err.toString()).isZero();
    assertThat(command.out.toString())
        .isEqualToIgnoringNewLines(
            "the signature 'explain' by lrp:rule=z-plus in " + command.results());
    try (Model model = Model.load(command.results())) {
      assertThat(model.explanation().orElseThrow().method()).isEqualTo("lrp:rule=z-plus");
    }
  }

  @Test
  void anotherExportReplacesTheFirstOnlyIfAsked() {
    assertThat(export("--method", "gradient")).isZero();

    assertThat(export("--method", "guided-backprop")).isEqualTo(1);
    assertThat(command.err.toString())
        .isEqualToIgnoringNewLines(
            "The folder '"
                + command.results()
                + "' is there already, and not empty."
                + "Maybe choose another, or say that it is to be replaced.");
    assertThat(export("--method", "guided-backprop", "--overwrite")).isZero();
    try (Model model = Model.load(command.results())) {
      assertThat(model.explanation().orElseThrow().method()).isEqualTo("guided-backprop");
    }
  }

  @Test
  void aMethodThatCannotBeExportedSaysWhy() {
    int exit = export("--method", "rise");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString()).contains("cannot be exported: it draws its masks in Java.");
    assertThat(command.results()).doesNotExist();
  }

  @Test
  void anExportWithoutAMethodIsAUsageError() {
    assertThat(export()).isEqualTo(2);
    assertThat(command.err.toString()).contains("Missing required option: '--method=SPEC'");
  }
}
