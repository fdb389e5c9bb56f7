package io.github.tfsaliency.cli;

import static io.github.tfsaliency.cli.CommandRun.MODELS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.tfsaliency.record.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record may come from anybody: it opens no file, steers no terminal and ends no process. */
@ExtendWith(Surroundings.class)
class HostileRecordTest {
  private static final String MODEL = MODELS + "mlp";
  private static final String STEERING = "\u001b[31m\u202e\r\nmap agrees\u0000";

  @TempDir Path folder;
  private RecordRun run;
  private String input;

  @BeforeEach
  void explain() throws IOException {
    run = new RecordRun(folder);
    input = run.random("in.npy", 12).toString();
    run.explain("--model", MODEL, "--input", input, "--method", "gradient");
  }

  private int verify() {
    return run.verify("--model", MODEL, "--input", input);
  }

  private void assertNothingIsSteered() {
    assertThat(run.out() + run.err())
        .doesNotContain("\u001b[31m", "\u202e", "\u0000", "\nmap agrees", "\tat ")
        .doesNotContain("bug in tf-saliency");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "3",
        "[]",
        "{}",
        "[1]",
        "[null]",
        "[[]]",
        "[{}]",
        "[{}",
        "[{}] 3",
        "{\"library\": \"tf-saliency\"}",
        "{\"library\": \"a\", \"library\": \"b\"}",
        "[{'library': 'tf-saliency'}]",
        "// nothing\n[]",
        "[NaN]",
        "\ufeff[]",
        "\u0000"
      })
  void whatIsNoRecordEndsWithTwo(String text) throws IOException {
    Files.writeString(run.record(), text);

    assertThat(verify()).isEqualTo(2);
    assertThat(run.err()).endsWith("Try 'tf-saliency verify --help'\n");
    assertNothingIsSteered();
  }

  @Test
  void aDeepTextEndsWithTwo() throws IOException {
    Files.writeString(run.record(), "[".repeat(1_000_000));

    assertThat(verify()).isEqualTo(2);
    assertThat(run.err()).contains("It is nested more than 16 levels deep.");
  }

  @Test
  void bytesThatAreNoTextEndWithTwo() throws IOException {
    Files.write(run.record(), "[\u00ff\u00fe]".getBytes(ISO_8859_1));

    assertThat(verify()).isEqualTo(2);
    assertThat(run.err()).contains("is not text in UTF-8.");
  }

  @Test
  void aFolderIsNoRecord() {
    assertThat(run.verify(folder, "--model", MODEL)).isEqualTo(2);
    assertThat(run.verify(folder.resolve("none"), "--model", MODEL)).isEqualTo(2);
  }

  @Test
  void anUnknownKeyIsNamed() throws IOException {
    run.change(entry -> entry.addProperty("x" + STEERING, 1));

    assertThat(verify()).isEqualTo(2);
    assertThat(run.err()).contains("is unknown; maybe a later version wrote it.");
    assertNothingIsSteered();
  }

  @ParameterizedTest
  @ValueSource(strings = {"score", "probability", "gap", "target"})
  void anAbsurdNumberEndsWithTwo(String key) throws IOException {
    String record = Files.readString(run.record());
    Files.writeString(
        run.record(),
        record.replaceFirst(
            "\"" + key + "\": (null|-?\\d[^,\n]*)", "\"" + key + "\": 1e999999999"));

    assertThat(verify()).isEqualTo(2);
    assertThat(run.err()).contains("'" + key + "' of a target of entry 1 must be a");
  }

  /** The file is there, but only a sum can name it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "integrated-gradients:baseline=FILE",
        "expected-gradients:baselines=FILE",
        "smooth-grad:inner=integrated-gradients:baseline=FILE",
        "lime:baseline=FILE"
      })
  void noFileIsOpenedBecauseAMethodNamesIt(String method) throws IOException {
    String file = run.random("secret.npy", 12).toString();
    run.change(entry -> entry.addProperty("method", method.replace("FILE", file)));

    assertThat(verify()).isEqualTo(1);
    assertThat(run.out()).contains("method differs: it cannot be read: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mask:file=FILE,class=1",
        "direction:layer=x,vector=FILE",
        "similarity:layer=x,vector=FILE"
      })
  void noFileIsOpenedBecauseATargetNamesIt(String target) throws IOException {
    String file = run.random("secret.npy", 12).toString();
    run.change(
        entry ->
            entry
                .getAsJsonArray("targets")
                .get(0)
                .getAsJsonObject()
                .addProperty("asked", target.replace("FILE", file)));

    assertThat(verify()).isEqualTo(1);
    assertThat(run.out())
        .contains("target differs: it cannot be read: the record has no SHA-256 of the file");
  }

  @Test
  void noFileIsOpenedBecauseAnInputIsSetToIt() throws IOException {
    String file = run.random("secret.npy", 12).toString();
    run.change(
        entry ->
            entry.getAsJsonObject("signature").getAsJsonObject("set").addProperty("image", file));

    assertThat(verify()).isEqualTo(1);
    assertThat(run.differing()).contains("model");
  }

  @Test
  void linksInTheFolderAreNotFollowed() throws IOException {
    Path secret = run.random("secret.npy", 12);
    Files.createSymbolicLink(run.results().resolve("link.npy"), secret);
    String sum = Sha256.of(secret);
    run.change(
        entry -> {
          entry.addProperty("method", "integrated-gradients:baseline=link.npy");
          entry.getAsJsonObject("files").addProperty("link.npy", sum);
        });

    assertThat(verify()).isEqualTo(1);
    assertThat(run.out()).contains("was not found, which --file can name");
  }

  @Test
  void noTextSteersTheTerminal() throws IOException {
    Random random = new Random(3);
    String record = Files.readString(run.record());
    for (int i = 0; i < 40; i++) {
      Files.writeString(run.record(), record);
      run.change(entry -> steer(entry, random));

      assertThat(verify()).isIn(0, 1, 2);
      assertNothingIsSteered();
    }
  }

  /** Puts a steering text into one of the texts or names. */
  private static void steer(JsonObject object, Random random) {
    var all = object.entrySet().stream().toList();
    var chosen = all.get(random.nextInt(all.size()));
    if (chosen.getValue() instanceof JsonObject inner && !inner.isEmpty()) {
      steer(inner, random);
    } else if (chosen.getValue() instanceof JsonArray list
        && !list.isEmpty()
        && list.get(0) instanceof JsonObject inner) {
      steer(inner, random);
    } else if (chosen.getValue() instanceof JsonArray list) {
      list.add(STEERING);
    } else if (random.nextInt(4) == 0) {
      object.add(STEERING, object.remove(chosen.getKey()));
    } else {
      object.add(chosen.getKey(), new JsonPrimitive(STEERING));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"smooth-grad:samples=99999999999", "occlusion:window=-1", "rise:samples=0"})
  void numbersThatNobodyWaitsForAreRefused(String method) throws IOException {
    run.change(entry -> entry.addProperty("method", method));

    assertThat(verify()).isEqualTo(1);
    assertThat(run.differing()).contains("method");
    assertNothingIsSteered();
  }
}
