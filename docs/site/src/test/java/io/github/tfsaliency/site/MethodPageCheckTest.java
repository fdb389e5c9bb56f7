package io.github.tfsaliency.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MethodPageCheckTest {
  private static final MethodPage METHOD =
      new MethodPage("rise", "any.Rise", "a mean", "2", "a paper", ImmutableList.of());

  private static final String WHOLE =
      """
      # `rise`
      ![map](../images/methods/rise.jpg)

      ## When to use it

      ## What it does not show

      ## How it is checked
      """;

  private static List<String> texts(Map<String, String> pages) {
    return MethodPageCheck.of(ImmutableList.of(METHOD), pages).stream().map(Finding::text).toList();
  }

  @Test
  void aPageWithAllChaptersIsRight() {
    assertThat(texts(Map.of(METHOD.file(), WHOLE))).isEmpty();
  }

  @Test
  void aMissingPageIsFound() {
    assertThat(texts(Map.of())).containsExactly("The method has no page.");
  }

  @Test
  void aMissingChapterIsFound() {
    assertThat(texts(Map.of(METHOD.file(), WHOLE.replace("When to use it", "When"))))
        .containsExactly("There is no chapter 'When to use it'.");
  }

  @Test
  void aMissingPictureIsFound() {
    assertThat(texts(Map.of(METHOD.file(), WHOLE.replace("rise.jpg", "other.jpg"))))
        .containsExactly("The picture of the method is not shown.");
  }

  @Test
  void anotherTitleIsFound() {
    assertThat(texts(Map.of(METHOD.file(), WHOLE.replace("# `rise`", "# RISE"))))
        .containsExactly("The title is not the method's name.");
  }

  @Test
  void keysAreSplitOutsideOfBrackets() {
    assertThat(MethodPage.all())
        .filteredOn(method -> method.name().equals("lrp"))
        .singleElement()
        .satisfies(lrp -> assertThat(lrp.keys()).last().asString().startsWith("start=score|one"));
  }
}
