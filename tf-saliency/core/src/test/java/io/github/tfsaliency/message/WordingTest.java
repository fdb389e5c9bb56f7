package io.github.tfsaliency.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordingTest {
  private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
  private static final Pattern CHOICE =
      Pattern.compile("\\bModel\\.from\\(path\\)\\.\\w+\\([^)]*\\)");

  @Test
  void methodsBecomeOptions() {
    assertThat(
            Wording.onCommandLine(
                "It has 2 outputs.\nMaybe choose one with Model.from(path).output(name), or fix"
                    + " 'k' with Model.from(path).set(name, value)."))
        .isEqualTo(
            "It has 2 outputs.\nMaybe choose one with --output-name NAME, or fix 'k' with --set"
                + " NAME=VALUE.");
  }

  @Test
  void whatIsSaidInAFileIsSaidInAFile() {
    assertThat(
            Wording.onCommandLine(
                "Maybe say it with Model.from(path).encoding(...), or in"
                    + " assets.extra/saliency.json."))
        .isEqualTo(
            "Maybe say it with --encoding JSON, or in the model's file assets.extra/saliency.json.");
  }

  @Test
  void everyMessageSpeaksOfChoicesThatTheCommandLineHas() throws IOException {
    Set<String> said = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        Matcher choice = CHOICE.matcher(JOINED.matcher(Files.readString(file)).replaceAll(""));
        while (choice.find()) {
          said.add(choice.group());
        }
      }
    }
    assertThat(said).hasSizeGreaterThan(5);
    assertThat(said)
        .allSatisfy(
            text ->
                assertThat(Wording.ALL)
                    .anySatisfy(wording -> assertThat(wording.java()).contains(text)));
  }
}
