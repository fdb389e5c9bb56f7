package io.github.tfsaliency.message;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  /** Words that a reader has to parse twice, each with a plain one: except, custom, no limit. */
  private static final Pattern HARD =
      Pattern.compile(
          "\\b(but for|for ever(?!y)|likewise|nothing but|of one's own|on one's own|whoever"
              + "|unless told otherwise|in parts of|by another door)\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern LINE_BREAK = Pattern.compile("\\s*\\n\\s*(?:\\*|//)?\\s*");
  private static final Pattern EXPORTED =
      Pattern.compile("exports io\\.github\\.tfsaliency(\\S*);");
  private static final Pattern NOUN_CLAUSE =
      Pattern.compile("/\\*\\* (?:What|Whoever|Those that) ");

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
                "Maybe set it with Model.from(path).encoding(...), or in"
                    + " assets.extra/saliency.json."))
        .isEqualTo(
            "Maybe set it with --encoding JSON, or in the model's file"
                + " assets.extra/saliency.json.");
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

  @Test
  void sourcesHaveTheUsualWords() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : sources(Path.of(".."))) {
      Matcher hard = HARD.matcher(LINE_BREAK.matcher(Files.readString(file)).replaceAll(" "));
      while (hard.find()) {
        found.add(file + ": " + hard.group());
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void commentsOfThePublicPackagesBeginWithTheirSubject() throws IOException {
    Path root = Path.of("src/main/java");
    Matcher exported = EXPORTED.matcher(Files.readString(root.resolve("module-info.java")));
    List<String> found = new ArrayList<>();
    int packages = 0;
    while (exported.find()) {
      packages++;
      Path folder = root.resolve("io/github/tfsaliency" + exported.group(1).replace('.', '/'));
      for (Path file : sources(folder)) {
        Matcher opening =
            NOUN_CLAUSE.matcher(LINE_BREAK.matcher(Files.readString(file)).replaceAll(" "));
        if (requireNonNull(file.getParent()).equals(folder) && opening.find()) {
          found.add(file.toString());
        }
      }
    }
    assertThat(packages).isGreaterThan(15);
    assertThat(found).isEmpty();
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().contains("src/main/java"))
          .filter(file -> file.toString().endsWith(".java"))
          .toList();
    }
  }
}
