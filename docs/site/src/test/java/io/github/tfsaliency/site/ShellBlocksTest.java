package io.github.tfsaliency.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class ShellBlocksTest {
  private static final CommandSpec PROGRAM =
      CommandSpec.create()
          .name("tf-saliency")
          .addSubcommand(
              "draw",
              CommandSpec.create()
                  .addOption(
                      OptionSpec.builder("-o", "--out").required(true).type(String.class).build())
                  .addOption(OptionSpec.builder("--wide").build()));

  private static List<String> findings(String command) {
    return new ShellBlocks(new CommandLine(PROGRAM).getCommandSpec())
        .findings("page.md", "```sh\n" + command + "\n```\n").stream().map(Finding::text).toList();
  }

  @Test
  void aCommandThatTheProgramKnowsIsRight() {
    assertThat(findings("LANG=C bin/tf-saliency draw --wide --out=maps")).isEmpty();
  }

  @Test
  void anUnknownCommandIsFound() {
    assertThat(findings("tf-saliency paint --out maps"))
        .containsExactly("There is no command 'paint'.");
  }

  @Test
  void anUnknownOptionIsFound() {
    assertThat(findings("tf-saliency draw --out maps --broad"))
        .containsExactly("The command 'tf-saliency draw' has no option '--broad'.");
  }

  @Test
  void aMissingOptionIsFound() {
    assertThat(findings("tf-saliency draw --wide"))
        .containsExactly("The command 'tf-saliency draw' needs the option '--out'.");
  }

  @Test
  void theShortNameOfAnOptionCounts() {
    assertThat(findings("tf-saliency draw -o maps")).isEmpty();
  }

  @Test
  void dotsStandForOptionsThatAreLeftOut() {
    assertThat(findings("tf-saliency draw --wide ...")).isEmpty();
  }

  @Test
  void aNegativeNumberIsNoOption() {
    assertThat(findings("tf-saliency draw --out -1")).isEmpty();
  }

  @Test
  void otherProgramsAreNotLookedAt() {
    assertThat(findings("mvn verify --paint")).isEmpty();
  }
}
