package io.github.tfsaliency.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts that may have commas, as an option says them: by percent signs, as in addresses. */
public final class EscapedText {
  /** What ends an option, what begins an escape, and space at the end, which nobody sees. */
  private static final Pattern SPECIAL =
      Pattern.compile("[,%\\[]|\\p{javaWhitespace}(?=\\p{javaWhitespace}*\\z)");

  private static final Pattern ESCAPES = Pattern.compile("(%[0-9a-fA-F]{2})+");
  private static final HexFormat HEX = HexFormat.of().withPrefix("%");

  private EscapedText() {}

  /**
   * Writes a text.
   *
   * @param text any
   * @return the same without commas, opening brackets and a space at the end
   */
  public static String print(String text) {
    return SPECIAL.matcher(text).replaceAll(found -> HEX.formatHex(found.group().getBytes(UTF_8)));
  }

  /**
   * Reads what {@link #print} wrote.
   *
   * @param text with escapes or without
   * @return what it stands for
   */
  public static String read(String text) {
    return ESCAPES
        .matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(new String(HEX.parseHex(found.group()), UTF_8)));
  }
}
