package io.github.tfsaliency.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShellWordsTest {
  @Test
  void commandsEndAtOperatorsAndLines() {
    assertThat(ShellWords.commands("a b && c | d\ne"))
        .containsExactly(List.of("a", "b"), List.of("c"), List.of("d"), List.of("e"));
  }

  @Test
  void aBackslashJoinsTwoLines() {
    assertThat(ShellWords.commands("a \\\n  b\n")).containsExactly(List.of("a", "b"));
  }

  @Test
  void quotesKeepAWordTogether() {
    assertThat(ShellWords.commands("a 'b; c' --d=\"e f\""))
        .containsExactly(List.of("a", "b; c", "--d=e f"));
  }

  @Test
  void aCommentIsNoCommand() {
    assertThat(ShellWords.commands("# a b\nc # d")).containsExactly(List.of("c"));
  }
}
