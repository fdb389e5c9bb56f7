package io.github.tfsaliency.cli.input;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.display.InputView;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.tensorflow.ndarray.Shape;

/** The lines of a text as samples. */
final class TextReader {
  private static final int MOST_TOKENS = 100_000;
  private static final long MOST_VALUES = 50_000_000;

  private final Path file;
  private final Reading reading;
  private final Consumer<String> notes;

  TextReader(Path file, Reading reading, Consumer<String> notes) {
    this.file = file;
    this.reading = reading;
    this.notes = notes;
  }

  /** What an input of a model of tokens is for, by its name. */
  enum Role {
    IDS,
    MASK,
    TYPES,
    POSITIONS;

    static Role of(String name) {
      String lower = Ascii.toLowerCase(name);
      if (lower.contains("mask")) {
        return MASK;
      }
      if (lower.contains("position")) {
        return POSITIONS;
      }
      return lower.contains("type") || lower.contains("segment") ? TYPES : IDS;
    }
  }

  /**
   * Reads the lines.
   *
   * @throws SaliencyException if it cannot be read, has no lines, or one of them is blank
   */
  static ImmutableList<String> lines(Path file) {
    ImmutableList<String> lines = TextLines.of("text", file);
    int count = lines.size();
    while (count > 0 && lines.get(count - 1).isBlank()) {
      count--;
    }
    for (int i = 0; i < count; i++) {
      if (lines.get(i).isBlank()) {
        throw new SaliencyException(
            Message.of(
                "Line %s of the text '%s' is blank, but each line is a sample.\n"
                    + "Maybe remove it.",
                i + 1, file));
      }
    }
    if (count == 0) {
      throw new SaliencyException(
          Message.of("The text '%s' has no lines.\nMaybe write one line for each sample.", file));
    }
    return lines.subList(0, count);
  }

  /**
   * The values of inputs.
   *
   * @param slots an input of strings; or one of ids, with those of masks, types and positions
   */
  ImmutableMap<String, Feed> feeds(ImmutableList<Slot> slots) {
    ImmutableList<String> lines = lines(file);
    if (slots.size() == 1 && slots.get(0).takesTexts()) {
      Slot slot = slots.get(0);
      return ImmutableMap.of(slot.name(), strings(slot, lines));
    }
    List<String> ids = new ArrayList<>();
    for (Slot slot : slots) {
      if (Role.of(slot.name()) == Role.IDS) {
        ids.add(slot.name());
      }
    }
    if (ids.size() != 1 && slots.size() > 1) {
      throw new SaliencyException(
          Message.of(
              "The text '%s' can be for one of the inputs %s alone.\n"
                  + "Maybe name a file for each: NAME=FILE,NAME=FILE.",
              file, slots.stream().map(Slot::name).toList()));
    }
    if (reading.vocabulary().isEmpty()) {
      throw new SaliencyException(
          Message.of(
              "The model takes ids, but '%s' is a text.\n"
                  + "Maybe name the tokens, one per line, with --vocabulary FILE.",
              file));
    }
    return ids(slots, lines, Vocabulary.read(reading.vocabulary().get(), reading.special()));
  }

  private Feed strings(Slot slot, ImmutableList<String> lines) {
    Map<String, Integer> places = new HashMap<>();
    slot.texts().forEach(text -> places.put(text, places.size()));
    float[] values = new float[lines.size()];
    for (int i = 0; i < values.length; i++) {
      Integer place = places.get(lines.get(i));
      if (place == null) {
        throw new SaliencyException(
            Message.of(
                "Line %s of the text '%s' was not there before.\nMaybe the file was changed.",
                i + 1, file));
      }
      values[i] = place;
    }
    boolean column = slot.hasRank() && slot.shape().numDimensions() == 2;
    return Feed.batch(
        values,
        column ? Shape.of(values.length, 1) : Shape.of(values.length),
        sample -> new InputView.Text(ImmutableList.of(lines.get(sample)), ImmutableList.of(false)));
  }

  private ImmutableMap<String, Feed> ids(
      ImmutableList<Slot> slots, ImmutableList<String> lines, Vocabulary vocabulary) {
    int fixed = length(slots);
    int most = fixed > 0 ? fixed : MOST_TOKENS;
    ImmutableList<Vocabulary.Tokens> texts =
        lines.stream()
            .map(line -> vocabulary.tokens(line, most))
            .collect(ImmutableList.toImmutableList());
    int length =
        fixed > 0 ? fixed : texts.stream().mapToInt(text -> text.all().size()).max().orElse(0);
    if ((long) length * texts.size() > MOST_VALUES || length == 0) {
      throw new SaliencyException(
          Message.of(
              "The text '%s' has %s lines of up to %s tokens, but at most %s tokens together are"
                  + " read.",
              file, texts.size(), length, MOST_VALUES));
    }
    noteCuts(texts, length);
    boolean fills = texts.stream().anyMatch(text -> text.all().size() < length);
    String padding = fills ? vocabulary.padding() : "";
    IntFunction<InputView> view = sample -> view(vocabulary, texts.get(sample), length, padding);
    ImmutableMap.Builder<String, Feed> feeds = ImmutableMap.builder();
    Shape shape = Shape.of(texts.size(), length);
    for (Slot slot : slots) {
      Role role = slots.size() == 1 ? Role.IDS : Role.of(slot.name());
      float[] values = new float[texts.size() * length];
      for (int i = 0; i < values.length; i++) {
        ImmutableList<String> tokens = texts.get(i / length).all();
        int place = i % length;
        values[i] =
            switch (role) {
              case IDS -> vocabulary.id(place < tokens.size() ? tokens.get(place) : padding);
              case MASK -> place < tokens.size() ? 1 : 0;
              case POSITIONS -> place;
              case TYPES -> 0;
            };
      }
      feeds.put(slot.name(), Feed.batch(values, shape, view));
    }
    return feeds.buildOrThrow();
  }

  /** How many tokens the inputs take, or -1 if that is free. */
  private int length(ImmutableList<Slot> slots) {
    long length = -1;
    for (Slot slot : slots) {
      if (!slot.hasRank()) {
        continue;
      }
      if (slot.shape().numDimensions() != 2 || slot.takesTexts()) {
        throw new SaliencyException(
            Message.of(
                "The input '%s' takes %s of shape %s, but a text becomes ids of shape [?,"
                    + " tokens].\n"
                    + "Maybe name a file for each input: NAME=FILE,NAME=FILE.",
                slot.name(), slot.takesTexts() ? "string" : slot.type(), slot.shapeText()));
      }
      length = Math.max(length, slot.shape().get(1));
    }
    return Math.toIntExact(length);
  }

  private void noteCuts(ImmutableList<Vocabulary.Tokens> texts, int length) {
    List<Integer> cut = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).cut()) {
        cut.add(i + 1);
      }
    }
    if (!cut.isEmpty()) {
      notes.accept(
          Message.of(
              "%s of %s lines of '%s' have more than the model's %s tokens and are cut, line %s"
                  + " first",
              cut.size(), texts.size(), file, length, cut.get(0)));
    }
  }

  private static InputView view(
      Vocabulary vocabulary, Vocabulary.Tokens text, int length, String padding) {
    ImmutableList.Builder<String> tokens = ImmutableList.builder();
    ImmutableList.Builder<Boolean> special = ImmutableList.builder();
    for (int i = 0; i < length; i++) {
      boolean isThere = i < text.all().size();
      String token = isThere ? text.all().get(i) : padding;
      tokens.add(token);
      special.add(!isThere || vocabulary.isSpecial(token));
    }
    return new InputView.Text(tokens.build(), special.build());
  }
}
