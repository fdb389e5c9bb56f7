package io.github.tfsaliency.examples.planted;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.display.InputView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.StdArrays;

/** The Java of the guides to other inputs and to displays is the Java of the examples. */
class KindsGuideTest {
  private static final Path SOURCES =
      Path.of("src/main/java/io/github/tfsaliency/examples/planted");
  private static final Path DOCS = Path.of("../../docs");

  @ParameterizedTest
  @CsvSource({
    "kinds.md,    ExplainARow.java,    row",
    "kinds.md,    ExplainASeries.java, series",
    "kinds.md,    ExplainAText.java,   text",
    "kinds.md,    ExplainASound.java,  sound",
    "displays.md, DrawMaps.java,       draw"
  })
  void theGuideShowsTheCodeThatRuns(String guide, String source, String region) throws IOException {
    String text = Files.readString(SOURCES.resolve(source));
    String start = "// tag::" + region + "[]\n";
    int from = text.indexOf(start) + start.length();
    // The end stands within a block where what follows returns its map.
    int to = text.lastIndexOf('\n', text.indexOf("// end::" + region + "[]")) + 1;

    assertThat(DOCS.resolve(guide))
        .content()
        .contains(
            "```java\n"
                + text.substring(from, to)
                    .lines()
                    .map(line -> line.substring(4) + "\n")
                    .collect(Collectors.joining())
                + "```");
  }

  @Test
  void noGuideShowsOtherCode() throws IOException {
    assertThat(blocks("kinds.md")).isEqualTo(4);
    assertThat(blocks("displays.md")).isEqualTo(1);
  }

  private static int blocks(String guide) throws IOException {
    return Splitter.on("```java").splitToList(Files.readString(DOCS.resolve(guide))).size() - 1;
  }

  @Test
  void theCodeForDisplaysDraws(@TempDir Path folder) {
    InputView view = new InputView.Row(ImmutableList.of("a", "b"), ImmutableList.of("1", "2"));
    Attribution batch =
        Attribution.ofBatch(
            StdArrays.ndCopyOf(new float[][] {{1, -2}, {2, -1}}),
            ImmutableLongArray.of(0, 0),
            ImmutableDoubleArray.of(1, 1),
            "given",
            "");

    DrawMaps.draw(batch.sample(0), view, batch, List.of(view, view), folder);

    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("bars.png", "waterfall.svg", "dark.html", "beeswarm.html");
  }
}
