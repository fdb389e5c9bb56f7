package io.github.tfsaliency.cli;

import static io.github.tfsaliency.cli.CommandRun.MODELS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonObject;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.record.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

/** What a record says can be computed again, and each thing that is another is named. */
@ExtendWith(Surroundings.class)
class VerifyCommandTest {
  private static final String SOFTMAX = MODELS + "vgg_softmax";
  private static final String MAP = "picture.lrp_rule=epsilon.npy";

  @TempDir Path folder;
  private RecordRun run;
  private Path input;
  private Path labels;

  @BeforeEach
  void explain() throws IOException {
    run = new RecordRun(folder);
    input = run.random("picture.npy", 32, 32, 3);
    labels = Files.writeString(folder.resolve("labels.txt"), "cat\ndog\n");
    run.explain(
        "--model",
        SOFTMAX,
        "--input",
        input.toString(),
        "--target",
        "dog",
        "--labels",
        labels.toString(),
        "--method",
        "lrp:rule=epsilon");
  }

  private int verify() {
    return verify(SOFTMAX);
  }

  private int verify(String model) {
    return run.verify(
        "--model", model, "--input", input.toString(), "--file", labels.toString(), "-q");
  }

  @Test
  void whatExplainWroteAgrees() {
    int exit =
        run.verify("--model", SOFTMAX, "--input", input.toString(), "--file", labels.toString());

    assertThat(exit).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .isEqualTo(
            "Agrees: model, weights, input, target, label, score (error 0.0e+00), probability"
                + " (error 0.0e+00), gap (error 0.0e+00), method, map (bit for bit).\n");
  }

  @Test
  void withQuietNothingIsSaidWhereAllAgrees() {
    assertThat(verify()).isZero();
    assertThat(run.out() + run.err()).isEmpty();
  }

  @Test
  void withoutAnInputTheModelAloneIsCompared() throws IOException {
    run.change(entry -> entry.addProperty("method", "no-such-method"));

    assertThat(run.verify("--model", SOFTMAX)).isZero();
    assertThat(run.out()).isEqualTo("Agrees: model, weights.\n");
  }

  private static JsonObject target(JsonObject entry) {
    return entry.getAsJsonArray("targets").get(0).getAsJsonObject();
  }

  /** Where one thing alone was changed, it alone is named. */
  @ParameterizedTest
  @ValueSource(strings = {"score", "probability", "gap"})
  void aNumberThatIsAnotherIsNamedAlone(String number) throws IOException {
    run.change(entry -> target(entry).addProperty(number, 100.5));

    assertThat(verify()).isEqualTo(1);
    assertThat(run.out()).startsWith(number + " differs: ").contains(" now, 100.5 in the record.");
    assertThat(run.differing()).containsExactly(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"score", "probability", "gap"})
  void aNumberThatIsOffByRoundingAgrees(String number) throws IOException {
    run.change(
        entry ->
            target(entry)
                .addProperty(number, target(entry).get(number).getAsDouble() * (1 + 5e-5)));

    assertThat(verify()).as(run.out()).isZero();
  }

  @Test
  void otherCircumstancesAreNotedWhereSomethingDiffers() throws IOException {
    run.change(
        entry -> {
          entry.getAsJsonObject("versions").addProperty("TensorFlow", "1.0.0");
          entry.getAsJsonObject("threads").addProperty("intraOp", 12345);
        });
    String[] options = {
      "--model", SOFTMAX, "--input", input.toString(), "--file", labels.toString()
    };
    assertThat(run.verify(options)).as(run.out()).isZero();
    assertThat(run.out()).doesNotContain("Note");

    run.change(entry -> target(entry).addProperty("score", 100));

    assertThat(run.verify(options)).isEqualTo(1);
    assertThat(run.out().lines().toList().get(1))
        .startsWith("Note: TensorFlow is ")
        .contains(" now, 1.0.0 in the record; the number of threads is ")
        .endsWith(" now, 12345 in the record.");
  }

  @Test
  void otherWeightsAreNamed() throws IOException {
    Path model = RecordRun.copy(Path.of(SOFTMAX), folder.resolve("model"));
    Files.write(
        model.resolve("variables/variables.data-00000-of-00001"),
        new byte[1],
        StandardOpenOption.APPEND);

    assertThat(verify(model.toString())).isEqualTo(1);
    assertThat(run.differing()).containsExactly("weights");
  }

  @Test
  void anotherGraphIsNamed() throws IOException {
    Path model = RecordRun.copy(Path.of(SOFTMAX), folder.resolve("model"));
    // An unknown field without content changes nothing but the sum.
    Files.write(
        model.resolve("saved_model.pb"),
        new byte[] {(byte) 0xA2, 0x06, 0x00},
        StandardOpenOption.APPEND);

    assertThat(verify(model.toString())).isEqualTo(1);
    assertThat(run.differing()).containsExactly("model");
  }

  @Test
  void anotherModelIsNamedWithEverythingThatComesOut() {
    assertThat(verify(MODELS + "vgg")).isEqualTo(1);
    assertThat(run.differing()).contains("model", "weights", "probability");
  }

  @Test
  void aFolderThatIsNoModelDiffers() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertThat(run.verify("--model", empty.toString())).isEqualTo(1);
    assertThat(run.out()).startsWith("model differs: There is no file 'saved_model.pb'.");
  }

  @Test
  void namesAndPlacesOfFilesDoNotCount() throws IOException {
    Path model = RecordRun.copy(Path.of(SOFTMAX), folder.resolve("renamed model"));
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path record = Files.move(run.record(), elsewhere.resolve("r"));
    Files.move(labels, elsewhere.resolve("names"));
    Path renamed = Files.move(input, folder.resolve("renamed.bin"));
    Path map = Files.move(run.results().resolve(MAP), folder.resolve("old map"));

    int exit =
        run.verify(
            record,
            "--model",
            model.toString(),
            "--input",
            renamed.toString(),
            "--file",
            map.toString());

    assertThat(exit).as(run.out() + run.err()).isZero();
  }

  private void changeMap(float factor) throws IOException {
    Path map = run.results().resolve(MAP);
    FloatNdArray values = Npy.read(map);
    values.scalars().forEach(value -> value.setFloat(value.getFloat() * factor));
    Npy.write(map, values);
  }

  private void recordMap() throws IOException {
    String sum = Sha256.of(run.results().resolve(MAP));
    run.change(entry -> entry.getAsJsonObject("map").addProperty("sha256", sum));
  }

  @Test
  void anOldMapThatIsOffByRoundingAgrees() throws IOException {
    changeMap(1.00005f);
    recordMap();

    assertThat(
            run.verify(
                "--model", SOFTMAX, "--input", input.toString(), "--file", labels.toString()))
        .as(run.out())
        .isZero();
    assertThat(run.out()).contains("map (error 5.0e-05 of the largest value)");
  }

  @Test
  void anOldMapThatIsOffByMoreDiffers() throws IOException {
    changeMap(1.0002f);
    recordMap();

    assertThat(verify()).isEqualTo(1);
    assertThat(run.out())
        .isEqualTo(
            "map differs: 'lrp:rule=epsilon' gives a map that differs by 2.0e-04 of the old map's"
                + " largest value.\n");
  }

  @Test
  void anOldMapOfAnotherShapeDiffers() throws IOException {
    Npy.write(run.results().resolve(MAP), Npy.read(run.random("other.npy", 32, 32)));
    recordMap();

    assertThat(verify()).isEqualTo(1);
    assertThat(run.differing()).containsExactly("map");
  }

  @Test
  void anOldMapThatIsNoArrayDiffers() throws IOException {
    Files.writeString(run.results().resolve(MAP), "no array");
    recordMap();

    assertThat(verify()).isEqualTo(1);
    assertThat(run.differing()).containsExactly("map");
  }

  /** Where nobody has the old map, the sum of the new one decides. */
  @Test
  void withoutTheOldMapTheSameBitsAgree() throws IOException {
    Files.delete(run.results().resolve(MAP));

    assertThat(verify()).as(run.out()).isZero();
  }

  @Test
  void aChangedFileIsNotTheOldMap() throws IOException {
    changeMap(2);

    assertThat(verify()).as(run.out()).isZero();
  }

  @Test
  void anInputThatNoEntryHasDiffers() throws IOException {
    Path other = run.random("other.npy", 32, 32, 3);

    int exit = run.verify("--model", SOFTMAX, "--input", other.toString(), "-q");

    assertThat(exit).isEqualTo(1);
    assertThat(run.out())
        .isEqualTo(
            "input differs: '"
                + other
                + "' has the SHA-256 "
                + Sha256.of(other)
                + ", which no entry of the record has.\n");
  }

  @Test
  void entriesOfOtherInputsAreLeftOut() throws IOException {
    Path other = run.random("other.npy", 2, 32, 32, 3);
    run.explain(
        "--model", SOFTMAX, "--input", other.toString(), "--method", "gradient", "deconvnet");
    assertThat(run.entries()).hasSize(3);

    int exit = run.verify("--model", SOFTMAX, "--input", other.toString());

    assertThat(exit).as(run.out()).isZero();
    assertThat(run.out())
        .contains("Entry 2 agrees: model, weights, input, target, ")
        .contains("Entry 3 agrees: ")
        .endsWith("1 of 3 entries are of other inputs, and were not verified.\n");
  }

  @Test
  void aDifferenceOfOneEntryNamesTheEntry() throws IOException {
    run.explain("--model", SOFTMAX, "--input", input.toString(), "--method", "gradient");
    run.change(entry -> target(entry).addProperty("score", 100));

    assertThat(verify()).isEqualTo(1);
    assertThat(run.out()).startsWith("score differs in entry 1: ");
  }

  @Test
  void randomMethodsAgreeAndHaveTheirSeeds() throws IOException {
    run.explain(
        "--model",
        SOFTMAX,
        "--input",
        input.toString(),
        "--method",
        "smooth-grad:samples=3,seed=7",
        "rise:samples=20");

    assertThat(run.entries().get(1).getAsJsonObject().get("seed").getAsLong()).isEqualTo(7);
    assertThat(run.entries().get(2).getAsJsonObject().get("seed").getAsLong()).isEqualTo(1);
    assertThat(verify()).as(run.out()).isZero();
  }

  static Stream<ImmutableMap<String, String>> wrongCommandLines() {
    return Stream.of(
        ImmutableMap.of("--model", "no/such"),
        ImmutableMap.of("--model", SOFTMAX, "--input", "no/such.npy"),
        ImmutableMap.of("--model", SOFTMAX, "--file", "no/such.npy"),
        ImmutableMap.of("--model", SOFTMAX, "--file", MODELS),
        ImmutableMap.of("--model", SOFTMAX, "--no-such-option", "3"),
        ImmutableMap.of());
  }

  @ParameterizedTest
  @MethodSource("wrongCommandLines")
  void aWrongCommandLineEndsWithTwo(ImmutableMap<String, String> options) {
    String[] all =
        options.entrySet().stream()
            .flatMap(option -> Stream.of(option.getKey(), option.getValue()))
            .toArray(String[]::new);

    assertThat(run.verify(all)).isEqualTo(2);
    assertThat(run.err()).doesNotContain("\tat ").endsWith("Try 'tf-saliency verify --help'\n");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void whatTakesTooLongIsNotVerified() {
    int exit =
        run.verify(
            "--model",
            SOFTMAX,
            "--input",
            input.toString(),
            "--file",
            labels.toString(),
            "--timeout",
            "0.000000001");

    assertThat(exit).isEqualTo(1);
    assertThat(run.out()).contains("the map cannot be computed: The timeout of 0.000000001 s");
  }
}
