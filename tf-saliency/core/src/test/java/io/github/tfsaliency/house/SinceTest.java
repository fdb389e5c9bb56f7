package io.github.tfsaliency.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every public type that an application sees says which version brought it. */
class SinceTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "(?m)^public (?:(?:abstract|final|sealed|non-sealed) )*"
              + "(?:class|interface|record|enum|@interface) ");
  private static final Pattern SINCE =
      Pattern.compile("(?m)^ \\* @since [0-9]+\\.[0-9]+\\.[0-9]+$");

  @Test
  void everyExportedTypeSaysSinceWhichVersionItIsThere() throws IOException {
    List<Path> types = new ArrayList<>();
    List<Path> silent = new ArrayList<>();
    for (Path file : exportedFiles()) {
      String source = Files.readString(file);
      if (PUBLIC_TYPE.matcher(source).find()) {
        types.add(file);
        if (!SINCE.matcher(source).find()) {
          silent.add(file);
        }
      }
    }

    assertThat(types).hasSizeGreaterThan(100);
    assertThat(silent).isEmpty();
  }

  private static List<Path> exportedFiles() throws IOException {
    List<String> packages =
        Pattern.compile("(?m)^  exports (\\S+);")
            .matcher(Files.readString(SOURCES.resolve("module-info.java")))
            .results()
            .map(match -> match.group(1))
            .toList();
    List<Path> files = new ArrayList<>();
    for (String name : packages) {
      try (Stream<Path> list = Files.list(SOURCES.resolve(name.replace('.', '/')))) {
        list.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
      }
    }
    return files;
  }
}
