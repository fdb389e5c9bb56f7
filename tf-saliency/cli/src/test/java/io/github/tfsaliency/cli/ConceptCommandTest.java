package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Splitter;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.concept.ConceptVector;
import io.github.tfsaliency.concept.Tcav;
import io.github.tfsaliency.file.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

/** The command {@code concept}. */
class ConceptCommandTest {
  private static final Path CASE = Path.of("../core/src/test/resources/cases/concepts");
  private static final Path GARMENTS = Path.of("../../examples/garments/planted");

  @TempDir Path folder;
  private CommandRun command;

  @BeforeEach
  void start() {
    command = new CommandRun(folder);
  }

  private static FloatNdArray array(String name) {
    return Npy.read(CASE.resolve(name + ".npy"));
  }

  private static String file(String name) {
    return CASE.resolve(name + ".npy").toString();
  }

  private int concept(String... more) {
    return run("layer", List.of(file("positives")), List.of(file("negatives")), more);
  }

  private int run(String layer, List<String> positives, List<String> negatives, String... more) {
    List<String> all = new ArrayList<>(List.of("concept", "--model", CASE + "/network"));
    all.addAll(List.of("--layer", layer, "--positive"));
    all.addAll(positives);
    all.add("--negative");
    all.addAll(negatives);
    all.addAll(List.of(more));
    return command.run(all.toArray(String[]::new));
  }

  private JsonObject document() throws IOException {
    return JsonParser.parseString(command.text("concept.json")).getAsJsonObject();
  }

  private static ConceptVector learnt(Model model) {
    Saliency saliency = Saliency.of(model);
    return ConceptVector.linear(
        "layer",
        saliency.layerMeans("layer", array("positives")),
        saliency.layerMeans("layer", array("negatives")));
  }

  private static Tcav tested(Model model, Tcav test, int index) {
    return test.plus(
        Saliency.of(model)
            .target(Target.classIndex(index))
            .layerDerivatives("layer", array("inputs")));
  }

  @ParameterizedTest
  @CsvSource({"linear, linear", "mean-difference, mean_difference"})
  void vectorIsThatOfScikitLearnAndNumpy(String form, String expected) {
    assertThat(concept("--vector", form)).as(command.err.toString()).isZero();

    FloatNdArray vector = Npy.read(command.results().resolve("vector.npy"));
    assertThat(vector.shape()).isEqualTo(array(expected).shape());
    double square = 0;
    for (int i = 0; i < vector.size(); i++) {
      assertThat(vector.getFloat(i)).isCloseTo(array(expected).getFloat(i), within(2e-6f));
      square += (double) vector.getFloat(i) * vector.getFloat(i);
    }
    assertThat(square).isCloseTo(1, within(1e-6));
  }

  @Test
  void documentHasWhatTheJavaValuesSay() throws IOException {
    int exit = concept("--class", "1", "--input", file("inputs"), "--seed", "5");

    assertThat(exit).as(command.err.toString()).isZero();
    JsonObject document = document();
    assertThat(document.keySet()).containsExactly("accuracy", "tcav");
    JsonObject tcav = document.getAsJsonObject("tcav");
    assertThat(tcav.keySet()).containsExactly("class", "score", "p");
    assertThat(tcav.get("class").getAsJsonPrimitive().isNumber()).isTrue();
    try (Model model = Model.load(CASE.resolve("network"))) {
      ConceptVector vector = learnt(model);
      Tcav test = tested(model, vector.tcav(5), 1);
      assertThat(document.get("accuracy").getAsDouble()).isEqualTo(vector.accuracy(5));
      assertThat(tcav.get("class").getAsInt()).isEqualTo(1);
      assertThat(tcav.get("score").getAsDouble()).isEqualTo(test.score());
      assertThat(tcav.get("p").getAsDouble()).isEqualTo(test.p());
    }
  }

  @Test
  void severalClassesAreAListWithHolmsCorrection() throws IOException {
    int exit = concept("--class", "0", "2", "3", "--input", file("inputs"));

    assertThat(exit).as(command.err.toString()).isZero();
    JsonArray classes = document().getAsJsonArray("tcav");
    try (Model model = Model.load(CASE.resolve("network"))) {
      Tcav none = learnt(model).tcav(1);
      ImmutableDoubleArray corrected =
          Tcav.corrected(
              List.of(tested(model, none, 0), tested(model, none, 2), tested(model, none, 3)));
      assertThat(classes).hasSize(3);
      for (int i = 0; i < 3; i++) {
        assertThat(classes.get(i).getAsJsonObject().get("p").getAsDouble())
            .isEqualTo(corrected.get(i));
      }
    }
  }

  @Test
  void aLabelIsNamedAsItWasGiven() throws IOException {
    Path labels = folder.resolve("labels.txt");
    Files.write(labels, List.of("ant", "bee", "cat", "dog", "elk"));

    int exit = concept("--labels", labels.toString(), "--class", "bee", "--input", file("inputs"));

    assertThat(exit).as(command.err.toString()).isZero();
    JsonObject tcav = document().getAsJsonObject("tcav");
    assertThat(tcav.get("class").getAsString()).isEqualTo("bee");
    assertThat(tcav.get("score").getAsDouble())
        .isCloseTo(array("captum_linear").getFloat(1), within(1e-6));
  }

  @Test
  void withoutAClassThereAreMapsAlone() throws IOException {
    assertThat(concept("--input", file("inputs"))).as(command.err.toString()).isZero();

    assertThat(document().get("tcav").isJsonNull()).isTrue();
    assertThat(command.results().resolve("inputs.gradient.npy")).isRegularFile();
    assertThat(command.text("summary.json")).contains("\"npy\": \"inputs.gradient.npy\"");
  }

  @Test
  void withoutInputsThereIsNoSummary() throws IOException {
    assertThat(concept()).as(command.err.toString()).isZero();

    try (Stream<Path> files = Files.list(command.results())) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("vector.npy", "concept.json");
    }
  }

  private static List<String> pictures(int... numbers) throws IOException {
    try (Stream<Path> files = Files.list(GARMENTS)) {
      List<Path> sorted = files.sorted().toList();
      return IntStream.of(numbers).mapToObj(at -> sorted.get(at).toString()).toList();
    }
  }

  @Test
  void mapsAreThoseThatExplainWritesOfTheDirection() throws IOException {
    List<String> inputs = pictures(2, 8);
    List<String> arguments =
        new ArrayList<>(List.of("concept", "--model", "../../savedmodels/garments"));
    arguments.addAll(List.of("--layer", "conv3_1", "--positive"));
    arguments.addAll(pictures(5, 7, 9, 15, 17));
    arguments.add("--negative");
    arguments.addAll(pictures(0, 1, 3, 4, 6));
    arguments.add("--input");
    arguments.addAll(inputs);
    int learnt = command.run(arguments.toArray(String[]::new));
    assertThat(learnt).as(command.err.toString()).isZero();

    CommandRun explain = new CommandRun(folder.resolve("explained"));
    List<String> explained =
        new ArrayList<>(List.of("explain", "--model", "../../savedmodels/garments"));
    explained.addAll(List.of("--method", "gradient", "--target"));
    explained.add("direction:layer=conv3_1,vector=" + command.results().resolve("vector.npy"));
    explained.add("--input");
    explained.addAll(inputs);
    int exit = explain.run(explained.toArray(String[]::new));
    assertThat(exit).as(explain.err.toString()).isZero();

    JsonElement summary = JsonParser.parseString(command.text("summary.json"));
    assertThat(summary).isEqualTo(JsonParser.parseString(explain.text("summary.json")));
    assertThat(summary.getAsJsonArray()).hasSize(2);
    for (JsonElement map : summary.getAsJsonArray()) {
      for (String kind : List.of("npy", "png")) {
        String name = map.getAsJsonObject().get(kind).getAsString();
        assertThat(command.results().resolve(name))
            .hasSameBinaryContentAs(explain.results().resolve(name));
      }
    }
  }

  @Test
  void equalSeedsGiveEqualDocuments() throws IOException {
    String[] more = {"--class", "1", "--input", file("inputs"), "--seed", "9"};
    assertThat(concept(more)).isZero();
    String first = command.text("concept.json");
    assertThat(concept(more)).isZero();

    assertThat(command.text("concept.json")).isEqualTo(first);
  }

  @Test
  void quietSaysNothingAndJsonOnlyTheDocument() throws IOException {
    assertThat(concept("--quiet")).isZero();
    assertThat(command.out.toString()).isEmpty();
    assertThat(command.err.toString()).isEmpty();

    assertThat(concept("--json", "--class", "1", "--input", file("inputs"))).isZero();
    assertThat(JsonParser.parseString(command.out.toString())).isEqualTo(document());
  }

  @Test
  void aLostExampleIsNamedAndCostsTheOthersNothing() throws IOException {
    Path broken = folder.resolve("broken.npy");
    Files.writeString(broken, "no array");

    int exit =
        run(
            "layer",
            List.of(broken.toString(), file("positives")),
            List.of(file("negatives")),
            "--class",
            "1",
            "--input",
            file("inputs"));

    assertThat(exit).isEqualTo(3);
    assertThat(command.err.toString()).contains("Lost: ", "broken.npy");
    assertThat(document().getAsJsonObject("tcav").get("score").getAsDouble())
        .isCloseTo(array("captum_linear").getFloat(1), within(1e-6));
  }

  @Test
  void aLostInputIsNamedOnceAndIsNotMapped() throws IOException {
    Path broken = folder.resolve("broken.npy");
    Files.writeString(broken, "no array");

    int exit = concept("--class", "1", "--input", broken.toString(), file("inputs"));

    assertThat(exit).isEqualTo(3);
    assertThat(Splitter.on("Lost: ").splitToList(command.err.toString())).hasSize(2);
    assertThat(JsonParser.parseString(command.text("summary.json")).getAsJsonArray()).hasSize(1);
  }

  private void assertRefused(int exit, int expected, String... said) {
    assertThat(exit).isEqualTo(expected);
    assertThat(command.err.toString()).contains(said);
    assertThat(command.results()).doesNotExist();
  }

  @Test
  void inputsThatAreAllLostGiveNoScore() throws IOException {
    Path broken = folder.resolve("broken.npy");
    Files.writeString(broken, "no array");

    assertRefused(concept("--class", "1", "--input", broken.toString()), 1, "None of the 1 inputs");
  }

  @Test
  void aClassNeedsInputs() {
    assertRefused(concept("--class", "1"), 2, "A class is tested over inputs", "--input");
  }

  @ParameterizedTest
  @ValueSource(strings = {"top", "-1", "pixel:row=1,column=2,class=0"})
  void whatIsNoClassIsAWrongCommandLine(String text) {
    assertRefused(
        concept("--class=" + text, "--input", file("inputs")),
        2,
        "Invalid value '" + text + "' for option '--class'");
  }

  @Test
  void aClassThatDoesNotExistIsNamedOnce() {
    assertRefused(concept("--class", "5", "--input", file("inputs")), 1, "class index 5", "from 0");
    assertThat(command.err.toString()).doesNotContain("Lost");
  }

  @Test
  void aLabelThatDoesNotExistIsNamed() {
    assertRefused(concept("--class", "zebra", "--input", file("inputs")), 1, "zebra");
  }

  @Test
  void aClassThatDoesNotDependOnTheLayerIsNamed() {
    assertRefused(
        concept("--class", "4", "--input", file("inputs")),
        1,
        "The class '4' cannot be tested",
        "does not change with the layer 'layer'");
  }

  @Test
  void aLayerThatDoesNotExistIsNamedOnce() {
    int exit = run("lair", List.of(file("positives")), List.of(file("negatives")));

    assertRefused(exit, 1, "no layer 'lair'", "'layer'");
    assertThat(command.err.toString()).doesNotContain("Lost");
  }

  @Test
  void aLayerWithoutChannelsIsRefused() {
    int exit = run("brightness", List.of(file("positives")), List.of(file("negatives")));

    assertRefused(exit, 1, "The layer 'brightness'", "has no channels");
  }

  @Test
  void aLayerBehindTheLogitsIsRefused() {
    int exit = run("Softmax", List.of(file("positives")), List.of(file("negatives")));

    assertRefused(exit, 1, "no layer 'Softmax'");
  }

  @Test
  void fourExamplesAreTooFew() {
    FloatNdArray all = array("positives");
    List<String> few = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Path one = folder.resolve("one" + i + ".npy");
      Npy.write(one, all.get(i));
      few.add(one.toString());
    }

    assertRefused(
        run("layer", few, List.of(file("negatives"))), 1, "There are 4 positive examples");
    assertRefused(
        run("layer", List.of(file("negatives")), few), 1, "There are 4 negative examples");
  }

  @Test
  void aFileOnBothSidesIsRefused() {
    assertRefused(
        run("layer", List.of(file("positives")), List.of(CASE + "/./positives.npy")),
        1,
        "is among the positive and the negative examples");
  }

  @Test
  void equalExamplesOnBothSidesAreRefused() {
    Path copy = folder.resolve("copy.npy");
    Npy.write(copy, array("positives"));

    assertRefused(
        run("layer", List.of(file("positives")), List.of(copy.toString())),
        1,
        "have the same mean at the layer 'layer'");
  }

  @Test
  void filesGiveWhatTheBatchGives() throws IOException {
    FloatNdArray all = array("positives");
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    for (int i = 0; i < all.shape().get(0); i++) {
      Npy.write(pictures.resolve(String.format(Locale.ROOT, "%02d.npy", i)), all.get(i));
    }
    assertThat(concept()).isZero();
    FloatNdArray expected = Npy.read(command.results().resolve("vector.npy"));
    String accuracy = command.text("concept.json");

    int exit = run("layer", List.of(pictures.toString()), List.of(file("negatives")));

    assertThat(exit).as(command.err.toString()).isZero();
    FloatNdArray vector = Npy.read(command.results().resolve("vector.npy"));
    for (int i = 0; i < vector.size(); i++) {
      assertThat(vector.getFloat(i)).isCloseTo(expected.getFloat(i), within(1e-6f));
    }
    assertThat(command.text("concept.json")).isEqualTo(accuracy);
  }
}
