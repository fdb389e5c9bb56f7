package io.github.tfsaliency.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file says is shown so that it can only be read. */
class ShownTest {
  @Test
  void anOrdinaryNameStaysAsItIs() {
    assertThat(Shown.name("block_1/conv-2:0 Käse 猫 🐈 C:\\models"))
        .isEqualTo("block_1/conv-2:0 Käse 猫 🐈 C:\\models");
  }

  @Test
  void controlsAreWrittenOut() {
    assertThat(Shown.name("a\u001b[2J\nb\r\t\u0000\u009b"))
        .isEqualTo("a\\u001b[2J\\nb\\r\\t\\u0000\\u009b");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x7F, 0x85, 0xAD, 0x61C, 0x115F, 0x180E, 0x200B, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029,
        0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0x3164, 0xD800, 0xDFFF, 0xE000, 0xFEFF, 0xFFF9,
        0xFFFE
      })
  void whatCannotBeSeenIsWrittenOut(int codePoint) {
    assertThat(Shown.name("a" + (char) codePoint + "b")).isEqualTo("a\\u%04xb", codePoint);
  }

  @Test
  void beyondTheFirstPlaneBothHalvesAreWrittenOut() {
    assertThat(Shown.name(Character.toString(0xE0041))).isEqualTo("\\udb40\\udc41");
    assertThat(Shown.name(Character.toString(0x10FFFD))).isEqualTo("\\udbff\\udffd");
  }

  @Test
  void aLongNameIsCutBetweenCharacters() {
    assertThat(Shown.name("x".repeat(199) + "🐈".repeat(10))).isEqualTo("x".repeat(199) + "...");
    assertThat(Shown.name("x".repeat(198) + "🐈".repeat(10))).isEqualTo("x".repeat(198) + "🐈...");
    assertThat(Shown.name("\u202e".repeat(10_000))).isEqualTo("\\u202e".repeat(33) + "...");
  }

  @Test
  void whatWasShownStaysTheSameWhenItIsShownAgain() {
    String once = Shown.name("\u001b".repeat(10_000));

    assertThat(Shown.name(once)).isEqualTo(once);
  }

  @Test
  void textOfOthersIsPutOnOneLine() {
    assertThat(Shown.text(" it fails\n\t [[{{node x}}]]\r\n\u001b[2J "))
        .isEqualTo("it fails [[{{node x}}]] \\u001b[2J");
    assertThat(Shown.text("y".repeat(1_000_000))).hasSize(1_003);
  }

  @Test
  void aMessageKeepsItsLines() {
    assertThat(Shown.message("It fails.\nMaybe\u001b[2J."))
        .isEqualTo("It fails.\nMaybe\\u001b[2J.");
    assertThat(Shown.message("y".repeat(1_000_000))).hasSize(20_003);
  }

  @Test
  void jsonThatIsShownMeansWhatItMeant() {
    String value = "a\u202e\u200b\ue000" + Character.toString(0xE0041) + "\n\t\u001b猫";
    String json = new com.google.gson.Gson().toJson(value);

    String shown = Shown.document(json);

    assertThat(shown).isEqualTo("\"a\\u202e\\u200b\\ue000\\udb40\\udc41\\n\\t\\u001b猫\"");
    assertThat(JsonParser.parseString(shown).getAsString()).isEqualTo(value);
  }
}
