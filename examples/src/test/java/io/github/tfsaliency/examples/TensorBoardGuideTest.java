package io.github.tfsaliency.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's Java is the Java of {@link ShowInTensorBoard}, and that works. */
class TensorBoardGuideTest {
  private static final Path SOURCE =
      Path.of("src/main/java/io/github/tfsaliency/examples/ShowInTensorBoard.java");

  @Test
  void theGuideShowsTheCodeThatRuns() throws IOException {
    String guide = between("```java\n", "```", Path.of("../docs/tensorboard.md"));
    String source = between("// tag::debug[]\n", "    // end::debug[]", SOURCE);

    assertThat(guide)
        .isEqualTo(
            source.lines().map(line -> line.substring(4) + "\n").collect(Collectors.joining()));
  }

  @Test
  void theCodeWritesAllRuns(@TempDir Path folder) {
    var map =
        ShowInTensorBoard.debug(
            Path.of("../savedmodels/efficientnet-lite0"), Path.of("photos/coffee.png"), folder);

    assertThat(map.target()).isEqualTo(967);
    for (String run : new String[] {"inference", "marked", "gradient", "maps"}) {
      assertThat(folder.resolve(run)).isNotEmptyDirectory();
    }
  }

  private static String between(String start, String end, Path file) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(start);
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }
}
