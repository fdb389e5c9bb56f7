package io.github.tfsaliency.message;

/**
 * How what a file says is put into a message, a table or a page: a hostile name must not steer a
 * terminal, forge lines, run backwards or fill a log.
 *
 * <p>What cannot be seen is written as in Java and JSON, {@code \n} or {@code \u202e}: controls,
 * with the escape character of terminals; marks that turn the direction of text; characters without
 * width; separators of lines; halves of surrogate pairs; what is private or not assigned.
 */
public final class Shown {
  private static final int NAME_LENGTH = 200;
  private static final int TEXT_LENGTH = 1_000;
  private static final int MESSAGE_LENGTH = 20_000;
  private static final String CUT = "...";

  private Shown() {}

  /**
   * A name on one line, cut where it is long.
   *
   * @param name what the file says
   * @return at most 203 characters, each of which can be seen
   */
  public static String name(String name) {
    return escape(name, NAME_LENGTH, false);
  }

  /**
   * A sentence of TensorFlow's, the parser's or the file system's, which may quote a file, on one
   * line.
   *
   * @param text what they say; its lines are joined by spaces
   * @return at most 1,003 characters, each of which can be seen
   */
  public static String text(String text) {
    String start = text.substring(0, Math.min(text.length(), 2 * TEXT_LENGTH));
    return escape(start.strip().replaceAll("\\s*[\n\r]\\s*", " "), TEXT_LENGTH, false);
  }

  /**
   * A whole message, whose line breaks are ours. This is the last guard; what came from a file was
   * escaped by {@link Message} before it got here.
   *
   * @param message of several lines
   * @return at most 20,003 characters, each of which can be seen or is a line break
   */
  public static String message(String message) {
    return escape(message, MESSAGE_LENGTH, true);
  }

  /**
   * A document whose lines and tabs are its own, whatever its length. JSON that is escaped so means
   * what it meant.
   *
   * @param document of several lines
   * @return the same where everything can be seen
   */
  public static String document(String document) {
    return escape(document, Integer.MAX_VALUE, true);
  }

  /** What is no longer than it would be once cut stays whole: so nothing is cut twice. */
  private static String escape(String text, int length, boolean lines) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), length) + CUT.length());
    int end = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      append(shown, text.codePointAt(i), lines);
      if (shown.length() <= length) {
        end = shown.length();
      } else if (shown.length() - CUT.length() > length) {
        shown.setLength(end);
        return shown.append(CUT).toString();
      }
    }
    return shown.toString();
  }

  private static void append(StringBuilder shown, int codePoint, boolean lines) {
    if (isSeen(codePoint) || (lines && (codePoint == '\n' || codePoint == '\t'))) {
      shown.appendCodePoint(codePoint);
      return;
    }
    switch (codePoint) {
      case '\n' -> shown.append("\\n");
      case '\r' -> shown.append("\\r");
      case '\t' -> shown.append("\\t");
      default -> {
        for (char unit : Character.toChars(codePoint)) {
          shown.append("\\u");
          for (int shift = 12; shift >= 0; shift -= 4) {
            shown.append(Character.forDigit(unit >> shift & 0xF, 16));
          }
        }
      }
    }
  }

  /** Whether a character leaves ink, or the room of a space, and nothing else. */
  static boolean isSeen(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> !isFiller(codePoint);
    };
  }

  /** Letters and marks that Unicode lets a display ignore; an emoji's variation is seen. */
  private static boolean isFiller(int codePoint) {
    return switch (codePoint) {
      case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x3164, 0xFFA0 ->
          true;
      default -> codePoint >= 0xE0100 && codePoint <= 0xE01EF;
    };
  }
}
