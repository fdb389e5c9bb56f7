package io.github.tfsaliency.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VocabularyTest {
  private static final Path TOKENS = Path.of("src/test/resources/tokens");

  @TempDir Path folder;

  /** The ids of Hugging Face's tokenizer. */
  @ParameterizedTest
  @CsvSource({"lower, lower, 1000", "lower, lower_6, 6", "cased, cased, 1000", "cased, cased_6, 6"})
  void wordPiecesAreThoseOfAnotherLibrary(String name, String expected, int most)
      throws IOException {
    JsonObject references =
        JsonParser.parseString(Files.readString(TOKENS.resolve("expected.json"))).getAsJsonObject();
    Vocabulary vocabulary = Vocabulary.read(TOKENS.resolve(name + ".txt"), SpecialTokens.BERT);
    List<JsonElement> texts = references.getAsJsonArray("texts").asList();

    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i).getAsString();
      List<Integer> ids = new ArrayList<>();
      references
          .getAsJsonArray(expected)
          .get(i)
          .getAsJsonArray()
          .forEach(id -> ids.add(id.getAsInt()));

      assertThat(vocabulary.tokens(text, most).all().stream().map(vocabulary::id).toList())
          .as(text)
          .isEqualTo(ids);
    }
  }

  @Test
  void wordsAreTokensWhereNoneIsAPiece() throws IOException {
    Vocabulary vocabulary = words("<pad>", "<oov>", "the", "film", "don't");

    assertThat(vocabulary.tokens("The film: don't, bad!", 10).all())
        .containsExactly("the", "film", "don't", "<oov>");
  }

  @Test
  void marksAreTokensWhereAnyIsKnown() throws IOException {
    Vocabulary vocabulary = words("<pad>", "<oov>", "film", "!");

    assertThat(vocabulary.tokens("Film, film!", 10).all())
        .containsExactly("film", "<oov>", "film", "!");
  }

  @Test
  void accentsStayWhereTheVocabularyHasThem() throws IOException {
    Vocabulary vocabulary = words("<pad>", "<oov>", "café");

    assertThat(vocabulary.tokens("CAFÉ cafe", 10).all()).containsExactly("café", "<oov>");
  }

  @Test
  void lettersStayAsTheyAreWhereOneTokenHasALargeOne() throws IOException {
    Vocabulary vocabulary = words("<pad>", "<oov>", "Film", "film");

    assertThat(vocabulary.tokens("FILM Film film", 10).all())
        .containsExactly("<oov>", "Film", "film");
  }

  @Test
  void theLastPlaceIsForTheEnd() throws IOException {
    Vocabulary vocabulary = read(SpecialTokens.BERT, "[PAD]", "[UNK]", "[CLS]", "[SEP]", "a");

    Vocabulary.Tokens tokens = vocabulary.tokens("a a a a", 4);

    assertThat(tokens.all()).containsExactly("[CLS]", "a", "a", "[SEP]");
    assertThat(tokens.cut()).isTrue();
  }

  @Test
  void aWordNobodyKnowsNeedsATokenForIt() throws IOException {
    Vocabulary vocabulary = read(SpecialTokens.BERT, "a", "b");

    assertThatThrownBy(() -> vocabulary.tokens("a c", 4))
        .hasMessageContaining("knows no 'c'")
        .hasMessageContaining("--special unk=TOKEN");
  }

  @Test
  void aSpecialTokenThatWasNamedMustBeThere() {
    assertThatThrownBy(() -> read(SpecialTokens.parse("pad=<pad>"), "a", "b"))
        .hasMessageContaining("no token '<pad>'");
  }

  @Test
  void aVocabularyWithoutLinesIsRefused() {
    assertThatThrownBy(() -> read(SpecialTokens.BERT)).hasMessageContaining("has 0 tokens");
  }

  @Test
  void anUnknownKeyOfASpecialTokenIsNamed() {
    assertThatThrownBy(() -> SpecialTokens.parse("pad=<pad>,eos=</s>"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'eos=</s>'");
  }

  private Vocabulary words(String... lines) throws IOException {
    return read(SpecialTokens.parse("pad=<pad>,unk=<oov>,cls=,sep="), lines);
  }

  private Vocabulary read(SpecialTokens special, String... lines) throws IOException {
    Path file = folder.resolve("vocabulary.txt");
    Files.write(file, List.of(lines));
    return Vocabulary.read(file, special);
  }
}
