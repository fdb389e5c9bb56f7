package io.github.tfsaliency.display.plot;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.message.Shown;
import java.text.Bidi;
import java.util.List;

/**
 * A token of a text.
 *
 * @param token as the model knows it
 * @param shown the part of the text that it stands for
 * @param special whether it stands for no part of the text
 * @param attached whether it goes on without a space
 * @param map how much it contributed
 */
public record Word(String token, String shown, boolean special, boolean attached, double map) {
  private static final String WORD_PIECE = "##";

  /** What begins words for SentencePiece and for byte pairs. */
  private static final String STARTS = "▁Ġ";

  /** Runs of the same special token, such as padding, become one word. */
  private static final int LONGEST_RUN = 3;

  /** What a reader sees who points at it. */
  public String hint() {
    return token + ": " + Numbers.signed(map);
  }

  /** Tokens as a text: pieces of words stand together, and long padding is told in short. */
  public static ImmutableList<Word> of(List<String> tokens, List<Boolean> special, double[] map) {
    boolean pieces = tokens.stream().anyMatch(token -> isPiece(token));
    boolean starts = tokens.stream().anyMatch(token -> isStart(token));
    ImmutableList.Builder<Word> words = ImmutableList.builder();
    boolean afterSpecial = true;
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      boolean isSpecial = special.get(i);
      int end = i + 1;
      double sum = map[i];
      while (isSpecial
          && end < tokens.size()
          && tokens.get(end).equals(token)
          && special.get(end)) {
        sum += map[end++];
      }
      if (end - i > LONGEST_RUN) {
        String times = token + " × " + (end - i);
        words.add(new Word(times, times, true, false, sum));
        i = end - 1;
        afterSpecial = true;
        continue;
      }
      boolean attached =
          !isSpecial && !afterSpecial && (pieces && isPiece(token) || starts && !isStart(token));
      words.add(new Word(token, shown(token, isSpecial), isSpecial, attached, map[i]));
      afterSpecial = isSpecial;
    }
    return words.build();
  }

  private static boolean isPiece(String token) {
    return token.length() > WORD_PIECE.length() && token.startsWith(WORD_PIECE);
  }

  private static boolean isStart(String token) {
    return !token.isEmpty() && STARTS.indexOf(token.charAt(0)) >= 0;
  }

  private static String shown(String token, boolean special) {
    String text = token;
    if (!special && isPiece(token)) {
      text = token.substring(WORD_PIECE.length());
    } else if (!special && isStart(token) && token.length() > 1) {
      text = token.substring(1);
    }
    // what joins letters or keeps them apart is no letter, and a blank has no ink
    text = text.replace("\u200c", "").replace("\u200d", "");
    return text.isBlank() ? "␣" : Shown.name(text);
  }

  /** Whether the first letters of a text run from the right. */
  public static boolean runsFromRight(List<Word> words) {
    StringBuilder text = new StringBuilder();
    words.stream()
        .filter(word -> !word.special())
        .forEach(word -> text.append(word.shown()).append(' '));
    return !new Bidi(text.toString(), Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT).baseIsLeftToRight();
  }
}
