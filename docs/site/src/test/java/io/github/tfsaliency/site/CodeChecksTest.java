package io.github.tfsaliency.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeChecksTest {
  @TempDir private Path folder;

  private Repository repository() {
    return new TemporaryRepository(folder)
        .with("src/AnyTest.java", "class A {\n  // tag::a[]\n  int a() {\n    return 1;\n  }\n}")
        .read();
  }

  private List<Finding> java(String code) {
    return new JavaBlocks(repository()).findings("a.md", "```java\n" + code + "\n```");
  }

  @Test
  void javaOfASourceIsRightWithoutItsIndentation() {
    assertThat(java("int a() {\n  return 1;\n}")).isEmpty();
  }

  @Test
  void javaOfNoSourceIsFound() {
    assertThat(java("int a() {\n  return 2;\n}"))
        .containsExactly(
            new Finding("a.md", "No source has the Java that begins with 'int a() {'."));
  }

  @Test
  void codeOfOtherLanguagesIsNotLookedAt() {
    assertThat(new JavaBlocks(repository()).findings("a.md", "```xml\n<a/>\n```")).isEmpty();
  }

  @Test
  void aTestThatIsNotThereIsFound() {
    assertThat(new NamedTests(repository()).findings("a.md", "`AnyTest` and `OtherTest`"))
        .containsExactly(new Finding("a.md", "There is no test 'OtherTest'."));
  }
}
