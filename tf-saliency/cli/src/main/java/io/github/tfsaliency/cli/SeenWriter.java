package io.github.tfsaliency.cli;

import io.github.tfsaliency.message.Shown;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last guard of a terminal: whatever steers it is written out, except for line breaks and the
 * colours of picocli's own help.
 */
final class SeenWriter extends FilterWriter {
  /** Bold, italic, underlined, yellow, red, and the end of them. */
  private static final Pattern COLOUR =
      Pattern.compile("\u001b\\[(?:0|1|3|4|21|22|23|24|31|33|39)?(?:;(?:0|39))?m");

  private final String lineSeparator = System.lineSeparator();

  private SeenWriter(Writer out) {
    super(out);
  }

  /** Prints what can be seen; every line is flushed, as the writer behind may show it at once. */
  static PrintWriter over(PrintWriter out) {
    return new PrintWriter(new SeenWriter(out), true);
  }

  @Override
  public void write(int character) throws IOException {
    write(String.valueOf((char) character));
  }

  @Override
  public void write(char[] buffer, int offset, int length) throws IOException {
    write(new String(buffer, offset, length));
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    String part = text.substring(offset, offset + length);
    if (part.equals(lineSeparator)) {
      out.write(part);
      return;
    }
    Matcher colours = COLOUR.matcher(part);
    int start = 0;
    while (colours.find()) {
      out.write(Shown.document(part.substring(start, colours.start())));
      out.write(colours.group());
      start = colours.end();
    }
    out.write(Shown.document(part.substring(start)));
  }
}
