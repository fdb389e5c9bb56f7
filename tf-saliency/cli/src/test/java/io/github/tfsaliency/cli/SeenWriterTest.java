package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A terminal shows what was printed, and does nothing else. */
class SeenWriterTest {
  private final StringWriter shown = new StringWriter();
  private final PrintWriter out = SeenWriter.over(new PrintWriter(shown, true));

  @Test
  void whatSteersATerminalIsWrittenOut() {
    out.print("a\u001b[2J\u001b]0;title\u0007b\u202e");
    out.printf(Locale.ROOT, "%s%c", "\u001b[8m", '\r');
    out.flush();

    assertThat(shown).hasToString("a\\u001b[2J\\u001b]0;title\\u0007b\\u202e\\u001b[8m\\r");
  }

  @Test
  void linesAndColoursOfTheHelpStay() {
    out.println("\u001b[1m--model\u001b[21m\u001b[0m\tü\n猫");

    assertThat(shown)
        .hasToString("\u001b[1m--model\u001b[21m\u001b[0m\tü\n猫" + System.lineSeparator());
  }
}
