package io.github.tfsaliency.cli.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.display.InputView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

class TextReaderTest {
  private static final Slot IDS = slot("input_ids", Shape.of(-1, 6));
  private static final Slot MASK = slot("attention_mask", Shape.of(-1, 6));
  private static final Slot TYPES = slot("token_type_ids", Shape.of(-1, 6));
  private static final String[] TOKENS = {
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "good", "film", "##s"
  };

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();

  @Test
  void idsComeWithTheirMaskAndTypes() throws IOException {
    ImmutableMap<String, Feed> feeds = read("Good films\nbad\n", IDS, MASK, TYPES);

    assertThat(floats(feeds, "input_ids"))
        .containsExactly(2f, 4f, 5f, 6f, 3f, 0f, 2f, 1f, 3f, 0f, 0f, 0f);
    assertThat(floats(feeds, "attention_mask"))
        .containsExactly(1f, 1f, 1f, 1f, 1f, 0f, 1f, 1f, 1f, 0f, 0f, 0f);
    assertThat(floats(feeds, "token_type_ids")).containsOnly(0f);
    assertThat(notes).isEmpty();
  }

  @Test
  void aTextIsSeenAsTokensWithThoseThatAreNoPartOfIt() throws IOException {
    Feed feed = requireNonNull(read("films bad\n", IDS).get("input_ids"));

    assertThat(feed.view().apply(0))
        .isEqualTo(
            new InputView.Text(
                ImmutableList.of("[CLS]", "film", "##s", "[UNK]", "[SEP]", "[PAD]"),
                ImmutableList.of(true, false, false, false, true, true)));
  }

  @Test
  void whatIsCutOffIsTold() throws IOException {
    ImmutableMap<String, Feed> feeds = read("good\ngood good good good good\n", IDS);

    assertThat(floats(feeds, "input_ids").subList(6, 12)).containsExactly(2f, 4f, 4f, 4f, 4f, 3f);
    assertThat(notes)
        .singleElement()
        .asString()
        .contains("1 of 2 lines")
        .contains("6 tokens")
        .contains("line 2 first");
  }

  @Test
  void theLongestLineSaysTheLengthWhereTheModelDoesNot() throws IOException {
    Feed feed =
        requireNonNull(read("good\ngood films\n", slot("words", Shape.of(-1, -1))).get("words"));

    assertThat(feed.values().shape()).isEqualTo(Shape.of(2, 5));
  }

  @Test
  void aTextForStringsIsOnePlaceALine() throws IOException {
    Slot slot = new Slot("text", "int32", Shape.of(-1), ImmutableList.of("b", "a"));

    assertThat(floats(read("a\nb\r\na\n\n", slot), "text")).containsExactly(1f, 0f, 1f);
  }

  @Test
  void idsNeedAVocabulary() throws IOException {
    Files.writeString(folder.resolve("text.txt"), "good\n");

    assertThatThrownBy(
            () ->
                new TextReader(folder.resolve("text.txt"), Reading.DEFAULT, notes::add)
                    .feeds(ImmutableList.of(IDS)))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("--vocabulary FILE");
  }

  @Test
  void twoInputsOfIdsAreAskedApart() {
    assertThatThrownBy(() -> read("good\n", IDS, slot("other", Shape.of(-1, 6))))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("[input_ids, other]");
  }

  @Test
  void anInputOfPicturesTakesNoText() {
    assertThatThrownBy(() -> read("good\n", slot("image", Shape.of(-1, 8, 8, 3))))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("[?, 8, 8, 3]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "good\n\ngood\n"})
  void blankLinesAreNoSamples(String text) {
    assertThatThrownBy(() -> read(text, IDS))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("text.txt");
  }

  @Test
  void anotherEncodingThanUtf8IsRefused() throws IOException {
    Path file = folder.resolve("latin.txt");
    Files.writeString(file, "é\n", ISO_8859_1);

    assertThatThrownBy(() -> TextReader.lines(file))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("not text in UTF-8");
  }

  private ImmutableMap<String, Feed> read(String text, Slot... slots) throws IOException {
    Files.writeString(folder.resolve("text.txt"), text);
    Files.write(folder.resolve("vocabulary.txt"), List.of(TOKENS));
    Reading reading =
        new Reading(
            ImmutableList.of(),
            ColumnTables.NONE,
            Optional.of(folder.resolve("vocabulary.txt")),
            SpecialTokens.BERT,
            OptionalInt.empty(),
            Optional.empty(),
            ImmutableList.of());
    return new TextReader(folder.resolve("text.txt"), reading, notes::add)
        .feeds(ImmutableList.copyOf(slots));
  }

  private static Slot slot(String name, Shape shape) {
    return new Slot(name, "int32", shape, ImmutableList.of());
  }

  private static List<Float> floats(ImmutableMap<String, Feed> feeds, String name) {
    List<Float> floats = new ArrayList<>();
    requireNonNull(feeds.get(name))
        .values()
        .scalars()
        .forEach(value -> floats.add(value.getFloat()));
    return floats;
  }
}
