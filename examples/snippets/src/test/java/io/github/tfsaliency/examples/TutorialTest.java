package io.github.tfsaliency.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.github.tfsaliency.examples.tutorials.FirstMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Java of the tutorials is compiled, and works. */
class TutorialTest {
  private static final Path TUTORIALS = Path.of("../../docs/tutorials");

  @ParameterizedTest
  @CsvSource({
    "picture.md,  main, tutorials/FirstMap.java",
    "own-rule.md, main, shares/AbsoluteShares.java",
    "own-rule.md, main, shares/SharesProvider.java",
    "own-rule.md, test, shares/AbsoluteSharesTest.java"
  })
  void theTutorialShowsTheFileBelowItsPackage(String tutorial, String kind, String source)
      throws IOException {
    String file =
        Files.readString(
            Path.of("src", kind, "java/io/github/tfsaliency/examples").resolve(source));

    assertThat(TUTORIALS.resolve(tutorial))
        .content()
        .contains("```java\n" + file.substring(file.indexOf("import ")) + "```");
  }

  @Test
  void noTutorialShowsOtherJava() throws IOException {
    try (Stream<Path> tutorials = Files.list(TUTORIALS)) {
      List<Path> pages = tutorials.toList();
      int blocks = 0;
      for (Path page : pages) {
        blocks += Splitter.on("```java").splitToList(Files.readString(page)).size() - 1;
      }

      assertThat(pages).hasSize(6);
      assertThat(blocks).isEqualTo(4);
    }
  }

  @Test
  void theFirstProgramWritesItsMap(@TempDir Path folder) {
    Path png = folder.resolve("coffee.png");

    FirstMap.main(
        new String[] {
          "../../savedmodels/efficientnet-lite0", "../photos/coffee.png", png.toString()
        });

    assertThat(png).isNotEmptyFile();
  }
}
