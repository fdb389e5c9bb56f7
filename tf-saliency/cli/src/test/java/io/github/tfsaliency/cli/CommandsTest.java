package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands that nobody asks for take no time. */
class CommandsTest {
  @TempDir private Path folder;

  private static List<String> withOptions(String... arguments) {
    return Commands.of(arguments).stream()
        .filter(command -> !command.getCommandSpec().args().isEmpty())
        .map(CommandLine::getCommandName)
        .toList();
  }

  private static String out(String... arguments) {
    StringWriter out = new StringWriter();
    assertThat(TfSaliency.run(new PrintWriter(out), new PrintWriter(out), arguments)).isZero();
    return out.toString();
  }

  @Test
  void theListOfCommandsReadsNoOptions() {
    assertThat(withOptions("--help")).isEmpty();
  }

  @Test
  void onlyTheCommandThatIsAskedForHasOptions() {
    assertThat(withOptions("--stacktrace", "explain", "--help")).containsExactly("explain");
  }

  @Test
  void theHelpOfACommandHasItsOptions() {
    assertThat(withOptions("help", "explain")).containsExactly("explain", "help");
  }

  @Test
  void aCommandThatReadsTheOthersSeesTheirOptions() {
    assertThat(withOptions("generate-completion")).contains("compare", "explain", "methods");
  }

  @Test
  void allCommandsHaveADescriptionInTheList() {
    assertThat(Commands.of("--help"))
        .allSatisfy(
            command ->
                assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty());
  }

  @Test
  void theCommandMayComeFromAFile() throws Exception {
    Path arguments = Files.writeString(folder.resolve("arguments"), "methods\n--json\n");

    assertThat(out("@" + arguments)).isEqualTo(out("methods", "--json"));
  }
}
