package io.github.tfsaliency.cli.input;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.message.Message;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The names of special tokens, which belong to no part of a text.
 *
 * @param pad fills up what is too short
 * @param unknown stands for what the vocabulary lacks
 * @param start stands ahead of a text, where the vocabulary has it
 * @param end stands behind a text, where the vocabulary has it
 */
public record SpecialTokens(String pad, String unknown, String start, String end) {
  /** As BERT's vocabularies have them. */
  public static final SpecialTokens BERT = new SpecialTokens("[PAD]", "[UNK]", "[CLS]", "[SEP]");

  private static final ImmutableSet<String> KEYS = ImmutableSet.of("pad", "unk", "cls", "sep");

  /**
   * Reads {@code pad=<pad>,unk=<oov>}; what is not said is as BERT has it, and {@code cls=} says
   * that there is none.
   *
   * @param text with commas between
   * @throws IllegalArgumentException if a key is not known
   */
  public static SpecialTokens parse(String text) {
    Map<String, String> tokens = new LinkedHashMap<>(BERT.byKey());
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String key = equals < 0 ? part : part.substring(0, equals).strip().toLowerCase(Locale.ROOT);
      if (equals < 0 || !KEYS.contains(key)) {
        throw new IllegalArgumentException(
            Message.of(
                "'%s' is not a special token.\nMaybe use pad=TOKEN,unk=TOKEN,cls=TOKEN,sep=TOKEN.",
                part));
      }
      tokens.put(key, part.substring(equals + 1).strip());
    }
    return new SpecialTokens(
        tokens.getOrDefault("pad", ""),
        tokens.getOrDefault("unk", ""),
        tokens.getOrDefault("cls", ""),
        tokens.getOrDefault("sep", ""));
  }

  private ImmutableMap<String, String> byKey() {
    return ImmutableMap.of("pad", pad, "unk", unknown, "cls", start, "sep", end);
  }

  boolean has(String token) {
    return !token.isEmpty() && byKey().containsValue(token);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return byKey().entrySet().stream()
        .map(token -> token.getKey() + "=" + token.getValue())
        .collect(Collectors.joining(","));
  }
}
