package io.github.tfsaliency.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The guide's Java is that of the example, which the test on a cluster runs. */
class GuideTest {
  @Test
  void theGuideShowsTheCodeThatRuns() throws IOException {
    Path example = Path.of("src/test/java/io/github/tfsaliency/spark/ExplainAFolder.java");
    String tagged =
        Splitter.on("// tag::explain[]\n").splitToList(Files.readString(example)).get(1);
    String code = Splitter.on("    // end::explain[]").splitToList(tagged).get(0);

    assertThat(Path.of("../../docs/spark.md"))
        .content()
        .containsOnlyOnce("```java")
        .contains(
            "```java\n"
                + code.lines()
                    .map(line -> line.isEmpty() ? "\n" : line.substring(4) + "\n")
                    .collect(Collectors.joining())
                + "```");
  }
}
