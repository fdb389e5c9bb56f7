package io.github.tfsaliency.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.spec.MetricSpecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/claims.md names as a proof is there, and numbers in README are those of the code. */
class ClaimsTest {
  private static final Path ROOT = Path.of("../..");
  private static final Path CLAIMS = ROOT.resolve("docs/claims.md");

  @Test
  void everyTestClassThatProvesAClaimExists() throws IOException {
    assertThat(found("`(\\w+Test)`", CLAIMS)).hasSizeGreaterThan(40).isSubsetOf(testClasses());
  }

  @Test
  void everyScriptThatProvesAClaimExists() throws IOException {
    assertThat(found("`([\\w./-]+/[\\w-]+\\.(?:py|sh))`", CLAIMS))
        .hasSizeGreaterThan(5)
        .allSatisfy(script -> assertThat(ROOT.resolve(script)).isRegularFile());
  }

  @Test
  void everyPageThatProvesAClaimExists() throws IOException {
    assertThat(found("\\]\\(([\\w./-]+)(?:#[\\w-]+)?\\)", CLAIMS))
        .hasSizeGreaterThan(5)
        .allSatisfy(page -> assertThat(CLAIMS.resolveSibling(page)).isRegularFile());
  }

  @Test
  void theReadmeCountsMethodsAndMetrics() {
    long methods =
        MethodSpecs.rows().stream().filter(row -> !row.name().equals("mirrored-mean")).count();

    assertThat(ROOT.resolve("README.md"))
        .content()
        .contains(methods + " methods for convolutional networks")
        .contains("| metrics of maps | " + MetricSpecs.rows().size() + " |");
    assertThat(CLAIMS)
        .content()
        .contains("| " + methods + " methods |")
        .contains("| " + MetricSpecs.rows().size() + " metrics |");
  }

  private static Set<String> found(String pattern, Path file) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(file))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }

  private static Set<String> testClasses() throws IOException {
    Set<String> names = new HashSet<>();
    for (Path module : modules()) {
      try (Stream<Path> files = Files.walk(module.resolve("src/test/java"))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith("Test.java"))
            .map(name -> name.substring(0, name.length() - ".java".length()))
            .forEach(names::add);
      }
    }
    return names;
  }

  private static List<Path> modules() throws IOException {
    try (Stream<Path> products = Files.list(ROOT.resolve("tf-saliency"));
        Stream<Path> examples = Files.list(ROOT.resolve("examples"))) {
      return Stream.concat(products, examples)
          .filter(module -> Files.isDirectory(module.resolve("src/test/java")))
          .toList();
    }
  }
}
