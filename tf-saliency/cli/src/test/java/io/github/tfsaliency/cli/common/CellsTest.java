package io.github.tfsaliency.cli.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spreadsheets compute what looks like a formula, wherever it came from. */
class CellsTest {
  @ParameterizedTest
  @ValueSource(strings = {"=1+2", "+1", "-1", "@SUM(A1)", "=\u001b", "\t=1"})
  void whatBeginsLikeAFormulaGetsAnApostrophe(String text) {
    assertThat(Cells.text(text)).startsWith("'" + text.charAt(0));
  }

  @Test
  void otherTextStaysAsItIs() {
    assertThat(Cells.text("gradient: a=b")).isEqualTo("gradient: a=b");
    assertThat(Cells.text("")).isEmpty();
  }

  @Test
  void namesStayOnOneLineAndSentencesKeepTheirs() {
    assertThat(Cells.name("a\nb\u202e")).isEqualTo("a\\nb\\u202e");
    assertThat(Cells.text("It fails.\nMaybe not.")).isEqualTo("It fails.\nMaybe not.");
  }
}
