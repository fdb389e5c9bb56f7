package io.github.tfsaliency.spec;

import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts that may have commas, as an option says them. */
final class EscapedText {
  private static final Pattern SPECIAL = Pattern.compile("[,%]|\\s(?=\\s*$)");
  private static final Pattern ESCAPE = Pattern.compile("%([0-9a-fA-F]{2})");

  private EscapedText() {}

  static String print(String text) {
    return SPECIAL
        .matcher(text)
        .replaceAll(found -> "%" + HexFormat.of().toHexDigits((byte) found.group().charAt(0)));
  }

  static String read(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    Character.toString(HexFormat.fromHexDigits(found.group(1)))));
  }
}
