package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manual that comes of the help. */
@ExtendWith(Surroundings.class)
class ManPagesCommandTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return TfSaliency.run(new PrintWriter(out), new PrintWriter(err), arguments);
  }

  private int generate(Path into) {
    return run("generate-man-pages", "--quiet", "--out", into.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-compare",
        "-evaluate",
        "-explain",
        "-export",
        "-inspect",
        "-methods",
        "-metrics",
        "-help",
        "-generate-completion",
        "-generate-man-pages"
      })
  void everyCommandHasAPage(String command) {
    assertThat(generate(folder)).isZero();

    assertThat(contentOf(folder.resolve("tf-saliency" + command + ".adoc").toFile()))
        .contains("= tf-saliency" + command + "(1)")
        .contains("== Synopsis");
  }

  @Test
  void aPageSaysWhatTheHelpSays() {
    assertThat(generate(folder)).isZero();

    assertThat(contentOf(folder.resolve("tf-saliency-explain.adoc").toFile()))
        .contains("*-M*, *--model*=_DIR_::")
        .contains("*2*::\n  the command line is wrong");
    assertThat(contentOf(folder.resolve("tf-saliency.adoc").toFile()))
        .contains("xref:tf-saliency-explain.adoc[*explain*]::");
  }

  @Test
  void theFirstPageIsNamedUnlessAllIsQuiet() {
    assertThat(generate(folder)).isZero();
    assertThat(out.toString()).isEmpty();

    assertThat(run("generate-man-pages", "--out", folder.toString())).isZero();
    assertThat(out.toString())
        .isEqualToIgnoringNewLines(
            "The first page is " + folder.resolve("tf-saliency.adoc") + ".\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aFileInThePlaceOfTheFolderStays() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "kept");

    assertThat(generate(file)).isOne();

    assertThat(err.toString()).contains("The output folder '" + file + "' is not a folder.");
    assertThat(file).hasContent("kept");
  }
}
