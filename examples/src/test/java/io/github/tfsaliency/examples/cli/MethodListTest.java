package io.github.tfsaliency.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(Surroundings.class)
class MethodListTest {
  static Stream<String> names() {
    return MethodList.ALL.stream().map(MethodList.Entry::name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyMethodHasALineInTheGuide(String name) throws IOException {
    assertThat(Files.readString(Path.of("../docs/methods.md"))).contains("| `" + name + "` |");
  }

  @ParameterizedTest
  @MethodSource("names")
  void methodIsWrittenAsItIsRead(String name) {
    String given =
        switch (name) {
          case "lrp" -> "lrp:rule=z-plus";
          case "expected-gradients" -> "expected-gradients:baseline=0+1";
          default -> name;
        };

    var method = MethodSpec.parse(given).method();

    assertThat(method.spec()).startsWith(name);
    assertThat(MethodSpec.parse(method.spec()).method()).isEqualTo(method);
  }

  @Test
  void methodsCommandListsThemWithTheirKeys() {
    StringWriter out = new StringWriter();

    int exitCode =
        TfSaliency.run(new PrintWriter(out), new PrintWriter(new StringWriter()), "methods");

    assertThat(exitCode).isZero();
    assertThat(out.toString())
        .contains("occlusion              cost 1 + windows")
        .contains("    window=16,stride=8,baseline=0,channels=all|each");
  }
}
