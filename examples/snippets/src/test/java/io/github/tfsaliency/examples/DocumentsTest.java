package io.github.tfsaliency.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents have short lines, and none of the phrases that a reader has to parse twice. */
class DocumentsTest {
  private static final int COLUMNS = 100;
  private static final Path ROOT = Path.of("../..");

  /** Its lists of ops are generated, one line for each. */
  private static final Path GENERATED = ROOT.resolve("docs/operations.md");

  private static final Pattern HARD_TO_READ =
      Pattern.compile(
          "\\b("
              + String.join(
                  "|",
                  "unless told otherwise",
                  "by another door",
                  "the other way round",
                  "for ever",
                  "at the first try",
                  "and their kin",
                  "and their like",
                  "says nothing of",
                  "knows nothing of",
                  "as ever",
                  "be they",
                  "no matter what")
              + ")\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern SPACES = Pattern.compile("\\s+");

  @Test
  void proseHasAtMostAHundredColumns() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path document : documents()) {
      List<String> lines = prose(document);
      lines.stream()
          .filter(line -> line.length() > COLUMNS)
          .filter(line -> !line.startsWith("|") && !line.contains("]("))
          .forEach(line -> tooLong.add(ROOT.relativize(document) + ": " + line));
    }

    assertThat(tooLong).isEmpty();
  }

  @Test
  void noPhraseComesBackThatIsHardToRead() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path document : documents()) {
      String text = SPACES.matcher(String.join(" ", prose(document))).replaceAll(" ");
      HARD_TO_READ
          .matcher(text)
          .results()
          .forEach(phrase -> found.add(ROOT.relativize(document) + ": " + phrase.group()));
    }

    assertThat(found).isEmpty();
  }

  @Test
  void allGuidesAreAmongTheDocuments() throws IOException {
    assertThat(documents())
        .hasSizeGreaterThan(20)
        .contains(
            ROOT.resolve("README.md"),
            ROOT.resolve("docs/import.md"),
            ROOT.resolve("savedmodels/README.md"));
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (String name : new String[] {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"}) {
      documents.add(ROOT.resolve(name));
    }
    for (String folder : new String[] {"docs", "savedmodels", "examples"}) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        files
            .filter(file -> file.toString().endsWith(".md"))
            .filter(file -> !file.toString().contains("target"))
            .filter(file -> !file.equals(GENERATED))
            .forEach(documents::add);
      }
    }
    return documents;
  }

  /** Without blocks of code, fenced or indented. */
  private static List<String> prose(Path document) throws IOException {
    List<String> lines = new ArrayList<>();
    boolean code = false;
    for (String line : Files.readAllLines(document)) {
      if (line.stripLeading().startsWith("```")) {
        code = !code;
      } else if (!code && !line.startsWith("      ")) {
        lines.add(line);
      }
    }
    return lines;
  }
}
