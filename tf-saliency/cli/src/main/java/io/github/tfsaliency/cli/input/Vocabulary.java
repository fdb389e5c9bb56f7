package io.github.tfsaliency.cli.input;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The tokens that a model of ids knows, and how texts become tokens.
 *
 * <p>Where tokens begin with {@code ##}, words are cut into the longest pieces that are known, from
 * the left, as BERT does (WordPiece). Else words are tokens: as they stand between white space,
 * with or without the marks around them, if they are known, or cut at punctuation. Marks are left
 * out where no token is one.
 */
final class Vocabulary {
  private static final String PIECE = "##";
  private static final int LONGEST_WORD = 100;
  private static final int MOST_TOKENS = 5_000_000;

  private final Path file;
  private final ImmutableMap<String, Integer> ids;
  private final SpecialTokens special;
  private final boolean pieces;
  private final boolean lower;
  private final boolean bare;
  private final boolean marks;

  private Vocabulary(Path file, ImmutableMap<String, Integer> ids, SpecialTokens special) {
    this.file = file;
    this.ids = ids;
    this.special = special;
    pieces = ids.keySet().stream().anyMatch(token -> token.length() > 2 && isPiece(token));
    lower =
        ids.keySet().stream()
            .filter(token -> !isBracketed(token))
            .allMatch(token -> token.equals(token.toLowerCase(Locale.ROOT)));
    bare = lower && (pieces || ids.keySet().stream().noneMatch(BasicTokens::hasAccents));
    marks = ids.keySet().stream().anyMatch(Vocabulary::isMark);
  }

  /**
   * Reads a file with one token a line; of equal ones the last counts.
   *
   * @throws SaliencyException if it cannot be read, or lacks a special token that was named
   */
  static Vocabulary read(Path file, SpecialTokens special) {
    ImmutableList<String> lines = TextLines.of("vocabulary", file);
    if (lines.isEmpty() || lines.size() > MOST_TOKENS) {
      throw new SaliencyException(
          Message.of(
              "The vocabulary '%s' has %s tokens, but must have 1 to %s, one a line.",
              file, lines.size(), MOST_TOKENS));
    }
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      ids.put(lines.get(i).strip(), i);
    }
    Vocabulary vocabulary = new Vocabulary(file, ImmutableMap.copyOf(ids), special);
    SpecialTokens usual = SpecialTokens.BERT;
    vocabulary.requireNamed(special.pad(), usual.pad());
    vocabulary.requireNamed(special.unknown(), usual.unknown());
    vocabulary.requireNamed(special.start(), usual.start());
    vocabulary.requireNamed(special.end(), usual.end());
    return vocabulary;
  }

  private void requireNamed(String token, String usual) {
    if (!token.isEmpty() && !token.equals(usual) && !ids.containsKey(token)) {
      throw new SaliencyException(
          Message.of(
              "The vocabulary '%s' has no token '%s'.\nMaybe name another with --special.",
              file, token));
    }
  }

  private static boolean isPiece(String token) {
    return token.startsWith(PIECE);
  }

  private static boolean isBracketed(String token) {
    return (token.startsWith("[") && token.endsWith("]"))
        || (token.startsWith("<") && token.endsWith(">"));
  }

  /**
   * Cuts a text, with the tokens that stand around it.
   *
   * @param most how many tokens there may be; what is beyond is cut off ahead of the last one
   */
  Tokens tokens(String text, int most) {
    List<String> found = new ArrayList<>();
    if (pieces) {
      BasicTokens.of(text, lower, bare).forEach(word -> addPieces(word, found));
    } else {
      BasicTokens.words(text).forEach(word -> addWords(word, found));
    }
    boolean starts = ids.containsKey(special.start());
    boolean ends = ids.containsKey(special.end());
    int room = Math.max(0, most - (starts ? 1 : 0) - (ends ? 1 : 0));
    boolean cut = found.size() > room;
    ImmutableList.Builder<String> tokens = ImmutableList.builder();
    if (starts) {
      tokens.add(special.start());
    }
    tokens.addAll(cut ? found.subList(0, room) : found);
    if (ends) {
      tokens.add(special.end());
    }
    return new Tokens(tokens.build(), cut);
  }

  /**
   * A text as tokens.
   *
   * @param all that the vocabulary has
   * @param cut whether the text went on
   */
  record Tokens(ImmutableList<String> all, boolean cut) {}

  int id(String token) {
    return requireNonNull(ids.get(token), token);
  }

  /**
   * What fills up texts that are too short.
   *
   * @throws SaliencyException if the vocabulary has no such token
   */
  String padding() {
    if (!ids.containsKey(special.pad())) {
      throw new SaliencyException(
          Message.of(
              "The vocabulary '%s' has no token '%s', which pads short texts.\n"
                  + "Maybe name it with --special pad=TOKEN.",
              file, special.pad()));
    }
    return special.pad();
  }

  boolean isSpecial(String token) {
    return special.has(token) && !token.equals(special.unknown());
  }

  private void addPieces(String word, List<String> into) {
    if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
      into.add(unknown(word));
      return;
    }
    List<String> found = new ArrayList<>();
    int start = 0;
    while (start < word.length()) {
      int end = word.length();
      String prefix = start == 0 ? "" : PIECE;
      while (end > start && !ids.containsKey(prefix + word.substring(start, end))) {
        end = word.offsetByCodePoints(end, -1);
      }
      if (end == start) {
        into.add(unknown(word));
        return;
      }
      found.add(prefix + word.substring(start, end));
      start = end;
    }
    into.addAll(found);
  }

  private void addWords(String word, List<String> into) {
    String folded = BasicTokens.folded(word, lower, bare);
    ImmutableList.Builder<String> cut = ImmutableList.builder();
    BasicTokens.cut(folded, cut);
    ImmutableList<String> parts = cut.build();
    int start = 0;
    int end = parts.size();
    while (start < end && isMark(parts.get(start)) && !isKnown(parts, start, end)) {
      addPart(parts.get(start++), into);
    }
    int behind = end;
    while (end > start && isMark(parts.get(end - 1)) && !isKnown(parts, start, end)) {
      end--;
    }
    if (isKnown(parts, start, end)) {
      into.add(String.join("", parts.subList(start, end)));
    } else {
      parts.subList(start, end).forEach(part -> addPart(part, into));
    }
    parts.subList(end, behind).forEach(part -> addPart(part, into));
  }

  private boolean isKnown(List<String> parts, int start, int end) {
    return ids.containsKey(String.join("", parts.subList(start, end)));
  }

  private void addPart(String part, List<String> into) {
    if (ids.containsKey(part)) {
      into.add(part);
    } else if (!isMark(part) || marks) {
      into.add(unknown(part));
    }
  }

  private static boolean isMark(String token) {
    return token.codePointCount(0, token.length()) == 1 && BasicTokens.isMark(token.codePointAt(0));
  }

  private String unknown(String word) {
    if (!ids.containsKey(special.unknown())) {
      throw new SaliencyException(
          Message.of(
              "The vocabulary '%s' knows no '%s', and has no token '%s' for unknown tokens.\n"
                  + "Maybe name it with --special unk=TOKEN.",
              file, word, special.unknown()));
    }
    return special.unknown();
  }
}
