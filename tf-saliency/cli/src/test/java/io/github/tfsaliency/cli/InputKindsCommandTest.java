package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.github.tfsaliency.file.Npy;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.FloatNdArray;

/** Tables, texts, sounds and several arrays through the commands. */
@ExtendWith(Surroundings.class)
class InputKindsCommandTest {
  private static final Path INPUTS = Path.of("src/test/resources/inputs");
  private static final String COLUMNS = INPUTS.resolve("columns").toString();
  private static final String PEOPLE =
      "age,visits,city\n41.5,3,Zürich\n23,12,\"Chur, GR\"\n67.25,0,Genf\n";

  @TempDir Path folder;
  private CommandRun run;

  @BeforeEach
  void start() {
    run = new CommandRun(folder);
  }

  /** The maps are TensorFlow's own gradients. */
  @Test
  void everyColumnOfATableHasAMap() throws IOException {
    Path table = write("people.csv", PEOPLE);

    assertThat(explain(COLUMNS, table.toString(), "--target", "0")).as(run.err.toString()).isZero();

    for (String name : List.of("age", "visits", "city")) {
      assertIs("people." + name + ".gradient.npy", "columns/" + name);
    }
    assertThat(run.err.toString())
        .contains("Note: the input 'city' is text: its map is of 'Gather', after the look-up.");
  }

  @Test
  void aRecordOfATableIsVerified() throws IOException {
    Path table = write("people.csv", PEOPLE);
    explain(COLUMNS, table.toString());
    Path moved = folder.resolve("elsewhere.txt");
    Files.move(table, moved);

    assertThat(verify(COLUMNS, moved.toString()))
        .contains("Entry 3 agrees")
        .doesNotContain("differs");
  }

  @ParameterizedTest
  @CsvSource({
    "kind:age, kind:town, has kinds of",
    "table, nothing, There is no kind of input 'nothing'",
    "'age,visits,city', 'age,,city', are not a list of names"
  })
  void aRecordThatWasTamperedWithIsAnErrorInWords(String from, String to, String message)
      throws IOException {
    Path table = write("people.csv", PEOPLE);
    explain(COLUMNS, table.toString(), "--columns", "age,visits,city");
    Path record = run.results().resolve("record.json");
    Files.writeString(record, Files.readString(record).replace(from, to));

    assertThat(verify(COLUMNS, table.toString()))
        .contains(message)
        .doesNotContain("bug in tf-saliency", "Exception");
  }

  @Test
  void aRecordOfOneHotColumnsIsVerifiedWithoutTheOptions() throws IOException {
    Path table = write("row.csv", "colour,size,id\nred,0.5,1\nblue,-1,2\n");
    String model = INPUTS.resolve("row").toString();

    explain(
        model,
        table.toString(),
        "--columns",
        "size,colour,size",
        "--encoding",
        "{\"columns\":{\"colour\":[\"green\",\"red\",\"blue\"]}}");

    assertThat(run.err.toString()).doesNotContain("Lost");
    assertThat(map("row.gradient.npy").shape().asArray()).containsExactly(2, 5);
    assertThat(verify(model, table.toString())).contains("Agrees");
  }

  @Test
  void aMapOfAnotherOrderOfColumnsIsComputedAnew() throws IOException {
    String table = write("row.csv", "a,b,c,d,e\n1,2,3,4,5\n").toString();
    String model = INPUTS.resolve("row").toString();
    explain(model, table, "--skip-existing", "--columns", "a,b,c,d,e");
    float[] first = floats(map("row.gradient.npy"));

    explain(model, table, "--skip-existing", "--columns", "e,d,c,b,a");

    assertThat(floats(map("row.gradient.npy"))).isNotEqualTo(first);
  }

  @Test
  void aTextBecomesIdsAndAMask() throws IOException {
    Path text = write("reviews.txt", "Good film\ncafé\n");
    String model = INPUTS.resolve("tokens").toString();
    String vocabulary = "src/test/resources/tokens/lower.txt";

    assertThat(explain(model, text.toString(), "--vocabulary", vocabulary))
        .as(run.err.toString())
        .isZero();

    assertThat(map("reviews.input_ids.gradient.npy").shape().asArray()).containsExactly(2, 10, 3);
    assertThat(verify(model, text.toString(), "--file", vocabulary)).contains("Entry 1 agrees");
  }

  @Test
  void aSentenceIsLookedUpInside() throws IOException {
    Path text = write("two.txt", "Good film\na bad film\n");
    String model = INPUTS.resolve("sentence").toString();

    explain(model, text.toString(), "--target", "1");

    List<Double> scores = scores();
    FloatNdArray expected = Npy.read(INPUTS.resolve("sentence/scores.npy"));
    assertThat(scores.get(0)).isCloseTo(expected.getFloat(0, 1), within(1e-6));
    assertThat(scores.get(1)).isCloseTo(expected.getFloat(1, 1), within(1e-6));
  }

  @Test
  void aSoundIsHeardAtTheModelsRate() {
    String model = INPUTS.resolve("wave").toString();
    String sound = "src/test/resources/sounds/mono44.wav";

    assertThat(explain(model, sound, "--sample-rate", "16000")).as(run.err.toString()).isZero();

    assertThat(map("mono44.gradient.npy").shape().asArray()).containsExactly(1, 400);
    assertThat(run.err.toString()).contains("has 109 samples at 16000 per second");
    assertThat(verify(model, sound)).contains("Agrees");
  }

  @Test
  void theModelItselfSaysItsRate() throws IOException {
    Path model = folder.resolve("wave");
    for (String file :
        List.of(
            "saved_model.pb",
            "variables/variables.index",
            "variables/variables.data-00000-of-00001")) {
      Path copy = model.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(INPUTS.resolve("wave").resolve(file), copy);
    }
    Files.createDirectories(model.resolve("assets.extra"));
    Files.writeString(model.resolve("assets.extra/saliency.json"), "{\"sample_rate\": 8000}");

    explain(model.toString(), "src/test/resources/sounds/mono44.wav");

    assertThat(run.err.toString()).contains("has 55 samples at 8000 per second");
  }

  @Test
  void oneFileHasTheArraysOfAllInputs() throws IOException {
    Path whole = run.random("picture.npy", 2, 8, 8, 3);
    Path meta = run.random("meta.npy", 2, 2);
    String model = INPUTS.resolve("picture_and_row").toString();
    explain(model, "picture=" + whole + ",meta=" + meta);
    float[] apart = floats(map("meta.gradient.npy"));
    Path together = folder.resolve("both.npz");
    zip(together, List.of(whole, meta));

    assertThat(explain(model, together.toString())).as(run.err.toString()).isZero();

    assertThat(floats(map("both.meta.gradient.npy"))).isEqualTo(apart);
    assertThat(verify(model, together.toString())).contains("Entry 4 agrees");
  }

  @Test
  void aPictureAndARowAreGivenTogether() throws IOException {
    Path row = write("row.csv", "width,age\n0.5,1\n");
    String model = INPUTS.resolve("picture_and_row").toString();
    String input = "picture=../../examples/photos/china.jpg,meta=" + row;

    assertThat(explain(model, input, "--encoding", "{\"offset\":0,\"scale\":255}"))
        .as(run.err.toString())
        .isZero();

    assertThat(map("china.gradient.npy").shape().asArray()).containsExactly(1, 8, 8, 3);
    assertThat(run.results().resolve("china.gradient.png")).exists();
    assertThat(map("row.gradient.npy").shape().asArray()).containsExactly(1, 2);
    assertThat(run.results().resolve("row.gradient.png")).exists();
    assertThat(verify(model, input)).contains("Entry 1 agrees").doesNotContain("differs");
  }

  @Test
  void everyRowIsMeasured() throws IOException {
    Path table = write("row.csv", "a,b,c,d,e\n1,2,3,4,5\n-1,0.5,0,1,2\n");

    int exit =
        run.run(
            "evaluate",
            "--model",
            INPUTS.resolve("row").toString(),
            "--input",
            table.toString(),
            "--method",
            "gradient",
            "--metric",
            "gini");

    assertThat(exit).as(run.err.toString()).isZero();
    assertThat(run.csv("evaluation.csv"))
        .extracting(row -> row.get("picture"))
        .containsExactly(table + "#1", table + "#2");
  }

  @Test
  void aTableOfSeveralRowsIsNotCompared() throws IOException {
    Path table = write("row.csv", "a,b,c,d,e\n1,2,3,4,5\n-1,0.5,0,1,2\n");

    int exit =
        run.run(
            "compare",
            "--model",
            INPUTS.resolve("row").toString(),
            "--input",
            table.toString(),
            "--method",
            "gradient");

    assertThat(exit).isEqualTo(1);
    assertThat(run.err.toString()).contains("holds 2 samples, but maps of one are measured");
  }

  @Test
  void allBandsAreTakenAndThreeAreShown() {
    String model = INPUTS.resolve("bands").toString();
    String scene = "../core/src/test/resources/image/bands/five16.tif";
    String[] options = {"--encoding", "{\"offset\":0,\"scale\":255}", "--bands", "4,3,2"};

    assertThat(explain(model, scene, options)).as(run.err.toString()).isZero();

    assertThat(map("five16.gradient.npy").shape().asArray()).containsExactly(6, 6, 5);
    assertThat(run.results().resolve("five16.gradient.png")).exists();
    assertThat(verify(model, scene)).contains("Agrees");
  }

  /** Offsets and scales in the units of the file: 257 for each of 16 bits is 1 for 8. */
  @Test
  void eachBandMayHaveAScaleOfItsOwn() throws IOException {
    String model = INPUTS.resolve("bands").toString();
    String scene = "../core/src/test/resources/image/bands/five16.tif";
    explain(model, scene, "--encoding", "{\"offset\":10,\"scale\":2}", "--target", "0");
    double same = scores().get(0);
    String offsets = "[2570,2570,2570,2570,2570]";
    String scales = "[514,514,514,514,514]";
    String encoding = "{\"bands\":{\"offset\":" + offsets + ",\"scale\":" + scales + "}}";

    assertThat(explain(model, scene, "--encoding", encoding, "--target", "0")).isZero();

    assertThat(scores().get(0)).isCloseTo(same, withinPercentage(0.001));
    assertThat(verify(model, scene)).contains("Agrees");
  }

  @Test
  void aBandThatIsNotThereIsNotShown() {
    explain(
        INPUTS.resolve("bands").toString(),
        "../core/src/test/resources/image/bands/five16.tif",
        "--encoding",
        "{\"offset\":0,\"scale\":255}",
        "--bands",
        "6,3,2");

    assertThat(run.err.toString()).contains("has 5 bands, of which [6, 3, 2] cannot be shown");
  }

  @Test
  void filesOfOtherNumbersOfSamplesDoNotBelongTogether() throws IOException {
    Path row = write("row.csv", "width,age\n0.5,1\n0.1,2\n");
    String model = INPUTS.resolve("picture_and_row").toString();

    explain(
        model,
        "picture=../../examples/photos/china.jpg,meta=" + row,
        "--encoding",
        "{\"offset\":0,\"scale\":255}");

    assertThat(run.err.toString())
        .contains("do not have the same number of samples: meta 2, picture 1");
  }

  /** What a file holds must not steer the terminal that an error is printed on. */
  @Test
  void hostileCellsAndNamesArePrintedAsText() throws IOException {
    String hostile = "\u001b]0;x\u0007\u202e" + "y".repeat(5000);
    Path unknown = write("unknown.csv", "age,visits,city," + hostile + "\n1,2,Genf,3\n");
    Path cell = write("cell.csv", "age,visits,city\n" + hostile + ",2,Genf\n");
    Path words = write("words.txt", hostile + "\n");
    Path vocabulary = write("vocabulary", "[PAD]\nfilm\n" + hostile + "\n");

    explain(COLUMNS, unknown.toString());
    explain(COLUMNS, cell.toString());
    explain(
        INPUTS.resolve("words").toString(),
        words.toString(),
        "--vocabulary",
        vocabulary.toString(),
        "--special",
        "unk=" + hostile + "z");

    String printed = run.err.toString();
    assertThat(printed).contains("that no input of the model takes", "is no number", "no token");
    assertThat(printed).doesNotContain("\u001b", "\u0007", "\u202e", "y".repeat(1000));
  }

  @Test
  void aWrongOptionIsNamed() throws IOException {
    Path row = write("row.csv", "a,b,c,d,e\n1,2,3,4,5\n");

    assertThat(explain(INPUTS.resolve("row").toString(), row.toString(), "--bands", "4,3"))
        .isEqualTo(2);
    assertThat(run.err.toString()).contains("--bands").contains("three numbers");
  }

  private int explain(String model, String input, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("explain", "--model", model, "--input", input, "--method", "gradient"));
    arguments.addAll(List.of(more));
    return run.run(arguments.toArray(String[]::new));
  }

  private String verify(String model, String input, String... more) {
    StringWriter out = new StringWriter();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "verify",
                run.results().resolve("record.json").toString(),
                "--model",
                model,
                "--input",
                input));
    arguments.addAll(List.of(more));
    PrintWriter writer = new PrintWriter(out, true);
    var unused = TfSaliency.run(writer, writer, arguments.toArray(String[]::new));
    return out.toString();
  }

  private List<Double> scores() throws IOException {
    JsonElement first =
        JsonParser.parseString(Files.readString(run.results().resolve("summary.json")))
            .getAsJsonArray()
            .get(0);
    return first.getAsJsonObject().getAsJsonArray("scores").asList().stream()
        .map(JsonElement::getAsDouble)
        .toList();
  }

  private FloatNdArray map(String name) {
    return Npy.read(run.results().resolve(name));
  }

  private void assertIs(String map, String expected) {
    FloatNdArray values = map(map);
    FloatNdArray wanted = Npy.read(INPUTS.resolve(expected + ".npy"));
    assertThat(values.shape()).isEqualTo(wanted.shape());
    assertThat(floats(values)).containsExactly(floats(wanted), within(2e-6f));
  }

  private static float[] floats(FloatNdArray values) {
    float[] floats = new float[Math.toIntExact(values.size())];
    int[] next = {0};
    values.scalars().forEach(value -> floats[next[0]++] = value.getFloat());
    return floats;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static void zip(Path file, List<Path> arrays) throws IOException {
    try (OutputStream stream = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(stream)) {
      for (Path array : ImmutableList.copyOf(arrays)) {
        zip.putNextEntry(new ZipEntry(String.valueOf(array.getFileName())));
        zip.write(Files.readAllBytes(array));
        zip.closeEntry();
      }
    }
  }
}
