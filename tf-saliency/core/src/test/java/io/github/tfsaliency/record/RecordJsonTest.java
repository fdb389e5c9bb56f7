package io.github.tfsaliency.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.attribution.SaliencyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordJsonTest {
  private static final String FULL = RecordJson.toJson(SomeRecord.full());

  @Test
  void whatIsWrittenIsReadAgain() {
    assertThat(RecordJson.fromJson(FULL)).isEqualTo(SomeRecord.full());
    assertThat(RecordJson.fromJson(RecordJson.toJson(SomeRecord.bare())))
        .isEqualTo(SomeRecord.bare());
  }

  @Test
  void aListMayBeOneObject() {
    assertThat(RecordJson.listFromJson("[" + FULL + "," + FULL + "]"))
        .containsExactly(SomeRecord.full(), SomeRecord.full());
    assertThat(RecordJson.listFromJson(FULL)).containsExactly(SomeRecord.full());
    assertThat(RecordJson.listFromJson("[]")).isEmpty();
  }

  /** Others read them too, so that they stay. */
  @Test
  void theKeysAreThoseOfTheDocs() {
    Set<String> keys = new TreeSet<>();
    collect("", JsonParser.parseString(FULL), keys);

    assertThat(keys)
        .containsExactly(
            "batchSize",
            "files.m.png",
            "input.preprocessing.channels",
            "input.preprocessing.offset",
            "input.preprocessing.scale",
            "input.sha256.image",
            "library",
            "map.file",
            "map.of",
            "map.sha256",
            "memory",
            "method",
            "model.fingerprint.checkpoint_hash",
            "model.fingerprint.saved_model_checksum",
            "model.saved_model.pb",
            "model.variables.a/b",
            "model.variables.variables.index",
            "oneDNN",
            "seed",
            "signature.encoding.channels",
            "signature.encoding.offset",
            "signature.encoding.scale",
            "signature.explained",
            "signature.input",
            "signature.labels",
            "signature.name",
            "signature.output",
            "signature.probability",
            "signature.set.training",
            "signature.setFiles.metadata",
            "signature.tags",
            "sumEmbedding",
            "targets.asked",
            "targets.gap",
            "targets.label",
            "targets.probability",
            "targets.score",
            "targets.target",
            "threads.interOp",
            "threads.intraOp",
            "versions.Java",
            "versions.TensorFlow",
            "versions.tf-saliency",
            "warnings");
  }

  private static void collect(String path, JsonElement element, Set<String> keys) {
    if (element instanceof JsonObject object) {
      object
          .entrySet()
          .forEach(
              each ->
                  collect(
                      path.isEmpty() ? each.getKey() : path + "." + each.getKey(),
                      each.getValue(),
                      keys));
    } else if (element instanceof JsonArray array && array.get(0) instanceof JsonObject object) {
      collect(path, object, keys);
    } else {
      keys.add(path);
    }
  }

  @Test
  void numbersOf64BitsStayAsTheyAre() {
    assertThat(FULL)
        .contains("\"saved_model_checksum\":18446744073709551615")
        .contains("\"seed\":-9223372036854775808");
  }

  /** All places of a text in which one value is another. */
  static Stream<String> damaged() {
    List<String> texts = new ArrayList<>();
    for (String value :
        List.of("null", "true", "[]", "{}", "\"x\"", "1e999", "-3.5", "[[1]]", "[null]")) {
      int count = replace(JsonParser.parseString(FULL), JsonParser.parseString(value), -1);
      for (int place = 0; place < count; place++) {
        JsonElement tree = JsonParser.parseString(FULL);
        replace(tree, JsonParser.parseString(value), place);
        texts.add(tree.toString());
      }
    }
    return texts.stream();
  }

  /** Counts the values below, and puts another one in the place of that with a number. */
  private static int replace(JsonElement tree, JsonElement value, int place) {
    int count = 0;
    if (tree instanceof JsonObject object) {
      for (String key : List.copyOf(object.keySet())) {
        JsonElement child = object.get(key);
        if (count == place) {
          object.add(key, value);
        }
        count += 1 + replace(child, value, place - count - 1);
      }
    } else if (tree instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        JsonElement child = array.get(i);
        if (count == place) {
          array.set(i, value);
        }
        count += 1 + replace(child, value, place - count - 1);
      }
    }
    return count;
  }

  @Test
  void aValueOfAnotherTypeIsRefusedOrReadAndWritten() {
    assertThat(damaged()).hasSizeGreaterThan(500);
    assertThat(damaged())
        .allSatisfy(
            text -> {
              try {
                ExplanationRecord read = RecordJson.fromJson(text);
                assertThat(RecordJson.fromJson(RecordJson.toJson(read))).isEqualTo(read);
              } catch (SaliencyException e) {
                assertThat(e).hasMessageStartingWith("The JSON text is not a record: ");
              }
            });
  }

  static Stream<String> keys() {
    return JsonParser.parseString(FULL).getAsJsonObject().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aKeyThatIsMissingIsNamed(String key) {
    JsonObject json = JsonParser.parseString(FULL).getAsJsonObject();
    json.remove(key);

    assertThatThrownBy(() -> RecordJson.fromJson(json.toString()))
        .isInstanceOf(SaliencyException.class)
        .hasMessage("The JSON text is not a record: '" + key + "' of the record is missing.");
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aKeyThatIsThereTwiceIsNamed(String key) {
    String twice = FULL.substring(0, FULL.length() - 1) + ",\"" + key + "\":3}";

    assertThatThrownBy(() -> RecordJson.fromJson(twice))
        .isInstanceOf(SaliencyException.class)
        .hasMessage("The JSON text is not a record: The key '" + key + "' is given twice.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[", "{} {}", "{'a': 1}", "{\"a\": NaN}", "{\"a\": 01}", "/**/ {}"})
  void whatIsNoJsonIsRefused(String text) {
    assertThatThrownBy(() -> RecordJson.fromJson(text))
        .isInstanceOf(SaliencyException.class)
        .hasMessageMatching(
            "The JSON text is not a record: (It ends too early.|It is not JSON at '\\$.*'.|There is"
                + " text after its end.)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
        "0123456789abcdef",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\\n"
      })
  void aSumIs64SmallHexDigits(String sum) {
    assertThatThrownBy(() -> RecordJson.fromJson(FULL.replace(SomeRecord.SUM, sum)))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("is not a SHA-256 checksum of 64 lower-case hex digits.");
  }

  @Test
  void aNumberOfManyDigitsIsRefusedSoon() {
    String digits = "9".repeat(1_000_000);

    assertThatThrownBy(() -> RecordJson.fromJson(FULL.replace("18446744073709551615", digits)))
        .isInstanceOf(SaliencyException.class);
    assertThatCode(() -> RecordJson.fromJson(FULL.replace("0.25", "0.25" + "0".repeat(500))))
        .doesNotThrowAnyException();
  }
}
