package io.github.tfsaliency.message;

/**
 * How what a file says is put into a message: a hostile name must not forge lines or fill a log.
 */
public final class Shown {
  private static final int MAX_LENGTH = 200;

  private Shown() {}

  /**
   * The name on one line, cut where it is long.
   *
   * @param name what the file says
   * @return at most 203 characters, none of which controls a terminal
   */
  public static String name(String name) {
    String shown = name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) + "..." : name;
    return shown
        .codePoints()
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
