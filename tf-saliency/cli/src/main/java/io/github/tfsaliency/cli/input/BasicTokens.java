package io.github.tfsaliency.cli.input;

import com.google.common.collect.ImmutableList;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Words and marks of a text, as BERT cuts it: at white space, around punctuation and around each
 * Chinese character.
 *
 * <p>Source: Devlin et al., "BERT", 2018, {@code tokenization.py}.
 */
final class BasicTokens {
  private BasicTokens() {}

  /**
   * Cuts a text.
   *
   * @param lower whether letters become small
   * @param bare whether letters lose their accents
   */
  static ImmutableList<String> of(String text, boolean lower, boolean bare) {
    ImmutableList.Builder<String> tokens = ImmutableList.builder();
    for (String word : words(text)) {
      cut(folded(word, lower, bare), tokens);
    }
    return tokens.build();
  }

  /** What stands between white space; each Chinese character by itself. */
  static ImmutableList<String> words(String text) {
    ImmutableList.Builder<String> words = ImmutableList.builder();
    StringBuilder word = new StringBuilder();
    text.codePoints()
        .forEach(
            letter -> {
              if (isSpace(letter) || isChinese(letter)) {
                end(word, words);
              }
              if (isChinese(letter)) {
                words.add(Character.toString(letter));
              } else if (!isSpace(letter) && !isControl(letter)) {
                word.appendCodePoint(letter);
              }
            });
    end(word, words);
    return words.build();
  }

  static String folded(String word, boolean lower, boolean bare) {
    String small = lower ? word.toLowerCase(Locale.ROOT) : word;
    return bare ? withoutAccents(small) : small;
  }

  static boolean hasAccents(String word) {
    return Normalizer.normalize(word, Normalizer.Form.NFD)
        .codePoints()
        .anyMatch(letter -> Character.getType(letter) == Character.NON_SPACING_MARK);
  }

  private static String withoutAccents(String word) {
    StringBuilder bare = new StringBuilder();
    Normalizer.normalize(word, Normalizer.Form.NFD)
        .codePoints()
        .filter(letter -> Character.getType(letter) != Character.NON_SPACING_MARK)
        .forEach(bare::appendCodePoint);
    return bare.toString();
  }

  /** Each mark is a token. */
  static void cut(String word, ImmutableList.Builder<String> tokens) {
    StringBuilder part = new StringBuilder();
    word.codePoints()
        .forEach(
            letter -> {
              if (isMark(letter)) {
                end(part, tokens);
                tokens.add(Character.toString(letter));
              } else {
                part.appendCodePoint(letter);
              }
            });
    end(part, tokens);
  }

  private static void end(StringBuilder part, ImmutableList.Builder<String> tokens) {
    if (part.length() > 0) {
      tokens.add(part.toString());
      part.setLength(0);
    }
  }

  private static boolean isSpace(int letter) {
    return letter == ' '
        || letter == '\t'
        || letter == '\n'
        || letter == '\r'
        || Character.getType(letter) == Character.SPACE_SEPARATOR
        || letter == '\u2028'
        || letter == '\u2029'
        || letter == '\u000b'
        || letter == '\u000c'
        || letter == '\u0085';
  }

  private static boolean isControl(int letter) {
    return letter == 0
        || letter == 0xfffd
        || switch (Character.getType(letter)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.PRIVATE_USE,
              Character.SURROGATE,
              Character.UNASSIGNED ->
              true;
          default -> false;
        };
  }

  /** All of ASCII that is no letter, digit or space counts, such as {@code $} and {@code ^}. */
  static boolean isMark(int letter) {
    boolean ascii =
        (letter >= '!' && letter <= '/')
            || (letter >= ':' && letter <= '@')
            || (letter >= '[' && letter <= '`')
            || (letter >= '{' && letter <= '~');
    return ascii
        || switch (Character.getType(letter)) {
          case Character.CONNECTOR_PUNCTUATION,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.OTHER_PUNCTUATION ->
              true;
          default -> false;
        };
  }

  private static boolean isChinese(int letter) {
    return (letter >= 0x4E00 && letter <= 0x9FFF)
        || (letter >= 0x3400 && letter <= 0x4DBF)
        || (letter >= 0x20000 && letter <= 0x2A6DF)
        || (letter >= 0x2A700 && letter <= 0x2B73F)
        || (letter >= 0x2B740 && letter <= 0x2B81F)
        || (letter >= 0x2B820 && letter <= 0x2CEAF)
        || (letter >= 0xF900 && letter <= 0xFAFF)
        || (letter >= 0x2F800 && letter <= 0x2FA1F);
  }
}
