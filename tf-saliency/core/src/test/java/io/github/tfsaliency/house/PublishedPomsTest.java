package io.github.tfsaliency.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What poms say twice, because what is published has no parent. */
class PublishedPomsTest {
  @ParameterizedTest
  @CsvSource({
    "tensorflow, tensorflow-core-native",
    "tensorflow, tensorflow-core-platform",
    "twelvemonkeys, imageio-jpeg",
    "twelvemonkeys, imageio-metadata",
    "twelvemonkeys, imageio-webp",
    "protobuf, protobuf-java"
  })
  void theBomHasTheVersionsOfTheBuild(String property, String artifact) throws IOException {
    String build = Files.readString(Path.of("../../pom.xml"));
    String bom = Files.readString(Path.of("../bom/pom.xml"));

    List<String> version = found(build, "<%1$s.version>(.*)</%1$s.version>".formatted(property));

    assertThat(version).hasSize(1);
    assertThat(
            found(bom, "<artifactId>%s</artifactId>\\s*<version>(.*)</version>".formatted(artifact)))
        .isNotEmpty()
        .allMatch(version.get(0)::equals);
  }

  @Test
  void theComparisonWithTheLastReleaseSeesAllExportedPackages() throws IOException {
    List<String> exported =
        found(
            Files.readString(Path.of("src/main/java/module-info.java")), "(?m)^  exports (\\S+);");

    assertThat(found(Files.readString(Path.of("pom.xml")), "<include>(io\\.github\\..*)</include>"))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(exported);
  }

  private static List<String> found(String text, String pattern) {
    Stream<String> groups =
        Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1));
    return groups.toList();
  }
}
