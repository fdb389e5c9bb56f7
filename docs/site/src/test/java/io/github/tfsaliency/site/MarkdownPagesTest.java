package io.github.tfsaliency.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkdownPagesTest {
  @TempDir private Path folder;

  private MarkdownPages pages(String link) {
    return new MarkdownPages(
        new TemporaryRepository(folder)
            .with("docs/a.md", "# A\n[text](" + link + ")\n")
            .with("docs/deep/b.md", "# B\n## Two words\n<a name=\"old\"></a>\n")
            .with("LICENSE", "words")
            .read());
  }

  @Test
  void aLinkToAFileBecomesALinkToItsPage() {
    assertThat(pages("deep/b.md#two-words").sheet("docs/a.md").body())
        .contains("<a href=\"deep/b.html#two-words\">");
  }

  @Test
  void aLinkToAFileThatIsNotThereIsFound() {
    MarkdownPages pages = pages("c.md");

    pages.sheet("docs/a.md");

    assertThat(pages.findings())
        .containsExactly(new Finding("docs/a.md", "The link 'c.md' leads to no file."));
  }

  @Test
  void aLinkToAHeadingThatIsNotThereIsFound() {
    MarkdownPages pages = pages("deep/b.md#three");

    pages.sheet("docs/a.md");

    assertThat(pages.findings())
        .containsExactly(
            new Finding("docs/a.md", "The link 'deep/b.md#three' leads to no heading."));
  }

  @Test
  void aNamedAnchorIsAPlaceToLinkTo() {
    MarkdownPages pages = pages("deep/b.md#old");

    pages.sheet("docs/a.md");

    assertThat(pages.findings()).isEmpty();
  }

  @Test
  void aLinkOutOfTheRepositoryIsFound() {
    MarkdownPages pages = pages("../../else.md");

    pages.sheet("docs/a.md");

    assertThat(pages.findings())
        .containsExactly(new Finding("docs/a.md", "The link '../../else.md' leads to no file."));
  }

  @Test
  void anAddressWithoutEncryptionIsFound() {
    MarkdownPages pages = pages("http://example.com");

    pages.sheet("docs/a.md");

    assertThat(pages.findings())
        .containsExactly(
            new Finding("docs/a.md", "The link 'http://example.com' is no address of https."));
  }

  @Test
  void aFileThatIsNoPageIsToBeCopied() {
    MarkdownPages pages = pages("../LICENSE");

    assertThat(pages.sheet("docs/a.md").body()).contains("<a href=\"LICENSE\">");
    assertThat(pages.files()).containsExactly("LICENSE");
  }

  @Test
  void aPageWithoutATitleIsFound() {
    MarkdownPages pages =
        new MarkdownPages(new TemporaryRepository(folder).with("a.md", "words\n").read());

    pages.sheet("a.md");

    assertThat(pages.findings())
        .containsExactly(new Finding("a.md", "The page does not begin with a title."));
  }
}
