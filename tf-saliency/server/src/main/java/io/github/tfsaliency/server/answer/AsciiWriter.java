package io.github.tfsaliency.server.answer;

import java.io.ByteArrayOutputStream;
import java.io.Writer;

/**
 * Writes JSON in ASCII: what else stands in a text is escaped, which means the same. So a label
 * cannot steer the terminal that an answer is printed at.
 */
final class AsciiWriter extends Writer {
  private static final int LAST_SEEN = '~';
  private static final int HEX_DIGITS = 4;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  byte[] bytes() {
    return bytes.toByteArray();
  }

  @Override
  public void write(int character) {
    char each = (char) character;
    if (each <= LAST_SEEN) {
      bytes.write(each);
      return;
    }
    bytes.write('\\');
    bytes.write('u');
    for (int i = HEX_DIGITS - 1; i >= 0; i--) {
      bytes.write(Character.forDigit((each >> (4 * i)) & 0xF, 16));
    }
  }

  @Override
  public void write(char[] characters, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      write(characters[i]);
    }
  }

  @Override
  public void write(String text, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      write(text.charAt(i));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
