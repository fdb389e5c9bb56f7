package io.github.tfsaliency.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.cli.TfSaliency;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTest {
  @TempDir private Path folder;

  private final StringWriter err = new StringWriter();

  private int build(String navigation) {
    new TemporaryRepository(folder.resolve("repository"))
        .with("docs/site/navigation.txt", navigation)
        .with("README.md", "# Product\n```sh\ntf-saliency explain --modle m\n```\n")
        .with("docs/other.md", "# Other\n");
    return TfSaliency.run(
        new PrintWriter(new StringWriter()),
        new PrintWriter(err, true),
        "build-site",
        "--root",
        folder.resolve("repository").toString(),
        "--out",
        folder.resolve("site").toString());
  }

  @Test
  void theSiteHasPagesOfTextsAndOfCommands() {
    build("Start\n  README.md  Overview\n  docs/other.md  Other\nReference\n  commands\n");

    assertThat(folder.resolve("site/index.html"))
        .content()
        .contains("<h1 id=\"product\">Product</h1>")
        .contains("<a href=\"commands/explain.html\">explain</a>");
    assertThat(folder.resolve("site/commands/explain.html")).content().contains("id=\"model\"");
    assertThat(folder.resolve("site/commands/build-site.html")).doesNotExist();
  }

  @Test
  void thePageThatIsReadIsMarkedInTheMenu() {
    build("Start\n  README.md  Overview\n  docs/other.md  Other\n");

    assertThat(folder.resolve("site/other.html"))
        .content()
        .containsOnlyOnce("aria-current")
        .contains("<a href=\"other.html\" aria-current=\"page\">Other</a>");
  }

  @Test
  void whatIsWrongIsNamedAndTheBuildFails() {
    int code = build("Start\n  README.md  Overview\n  docs/none.md  None\n");

    assertThat(code).isEqualTo(1);
    assertThat(err.toString())
        .contains("README.md: The command 'tf-saliency explain' has no option '--modle'.")
        .contains("docs/site/navigation.txt: There is no page 'docs/none.md'.")
        .contains("docs/other.md: The navigation has no such page.")
        .contains("docs/methods/gradient.md: The method has no page.");
  }
}
