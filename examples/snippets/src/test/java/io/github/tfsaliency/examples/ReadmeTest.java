package io.github.tfsaliency.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java is the Java of {@link ExplainAPicture}, and that works. */
class ReadmeTest {
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern REGION =
      Pattern.compile("// tag::explain\\[]\n(.*?) *// end::explain\\[]", Pattern.DOTALL);

  @Test
  void theReadmeShowsTheCodeThatRuns() throws IOException {
    String readme = Files.readString(Path.of("../../README.md"));
    String source =
        Files.readString(
            Path.of("src/main/java/io/github/tfsaliency/examples/ExplainAPicture.java"));

    String shown = only(JAVA_BLOCK, readme).replace("\n}\n", "\n").stripTrailing();

    assertThat(shown).isEqualTo(unindented(only(REGION, source)).stripTrailing());
  }

  @Test
  void theCodeExplainsTheEspresso(@TempDir Path folder) {
    Path png = folder.resolve("espresso.png");

    var map =
        ExplainAPicture.explain(
            Path.of("../../savedmodels/efficientnet-lite0"), Path.of("../photos/coffee.png"), png);

    assertThat(map.target()).isEqualTo(967);
    assertThat(map.shape().asArray()).containsExactly(224, 224, 3);
    assertThat(png).isNotEmptyFile();
  }

  private static String only(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as("%s in the file", pattern).isTrue();
    return matcher.group(1);
  }

  private static String unindented(String code) {
    List<String> lines = code.lines().toList();
    int indent =
        lines.stream()
            .filter(line -> !line.isBlank())
            .mapToInt(line -> line.length() - line.stripLeading().length())
            .min()
            .orElse(0);
    return lines.stream()
        .map(line -> line.isBlank() ? "" : line.substring(indent))
        .collect(Collectors.joining("\n"));
  }
}
