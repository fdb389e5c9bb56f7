package io.github.tfsaliency.examples.bias;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.cli.TfSaliency;
import io.github.tfsaliency.cli.support.ChildRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The paper's claim on two photographs of the embedded ones. */
class BiasAnalysisCommandTest {
  @TempDir static Path folder;
  private static final StringWriter ERR = new StringWriter();
  private static int exit;

  @BeforeAll
  static void analyse() {
    exit = run();
  }

  private static int run() {
    return run(folder.resolve("report"));
  }

  private static int run(Path out) {
    return TfSaliency.run(
        new PrintWriter(new StringWriter()), new PrintWriter(ERR, true), command(out));
  }

  private static String[] command(Path out) {
    return new String[] {
      "bias-analysis",
      "--quick",
      "--image",
      "../photos/coffee.png",
      "../photos/china.jpg",
      "--out",
      out.toString()
    };
  }

  @Test
  void everythingIsWritten() {
    assertThat(exit).as(ERR.toString()).isZero();
    assertThat(folder.resolve("report"))
        .isDirectoryContaining("glob:**report.html")
        .isDirectoryContaining("glob:**figures.csv")
        .isDirectoryContaining("glob:**profiles.csv")
        .isDirectoryContaining("glob:**garments.csv")
        .isDirectoryContaining("glob:**looks.csv")
        .isDirectoryContaining("glob:**experiments.csv")
        .isDirectoryContaining("glob:**figures.json");
  }

  @Test
  void theClassifierOfGarmentsIsAsGoodAtAnyBrightnessAndKnowsNothingWithoutThem()
      throws IOException {
    assertThat(objects(garments().get("accuracies")))
        .hasSize(5)
        .allSatisfy(
            accuracy -> {
              assertThat(accuracy.get("planted").getAsDouble()).isBetween(0.86, 0.9);
              assertThat(accuracy.get("removed").getAsDouble()).isLessThan(0.15);
            });
  }

  @Test
  void multipliedMapsDoNotSeeAGarmentThatIsAsBrightAsTheZeroOfTheEncoding() throws IOException {
    assertThat(massAtZero("Input × Gradient", "RectGrad × Input", "LRP-ε+ (z+)"))
        .hasSize(9)
        .allSatisfy(mass -> assertThat(mass).isLessThan(0.25));
  }

  @Test
  void mapsWithoutTheMultiplicationSeeAGarmentInEveryEncoding() throws IOException {
    assertThat(
            massAtZero(
                "Gradient",
                "RectGrad",
                "Guided Backpropagation",
                "DeconvNet",
                "LRP-ε+ (flat)",
                "LRP-ε+ (z-box)",
                "LRP-α2β1 (flat)"))
        .hasSize(21)
        .allSatisfy(mass -> assertThat(mass).isBetween(1 - 1e-4, 1 + 1e-4));
  }

  @Test
  void mapsThatCompareWithABaselineOfZeroDoNotSeeAGarmentThatIsAsBrightAsTheZero()
      throws IOException {
    assertThat(massAtZero("DeepLIFT", "Integrated Gradients"))
        .hasSize(6)
        .allSatisfy(mass -> assertThat(mass).isLessThan(0.25));
  }

  @Test
  void everyExperimentOfThePaperHasItsFigures() throws IOException {
    assertThat(objects(json().get("experiments")))
        .extracting(figure -> figure.get("experiment").getAsString())
        .contains(
            "network-resnet",
            "concept-vit",
            "percentile-garments",
            "percentile-photographs",
            "feature-occlusion",
            "attack",
            "retraining",
            "training-occlusion",
            "thresholded-rivals",
            "fidelity");
  }

  @Test
  void thePageAnswersEachQuestion() throws IOException {
    assertThat(Files.readString(folder.resolve("report/report.html")))
        .contains(
            "Garments from black to white",
            "Is it the same in other networks?",
            "Does a map of a concept lose it where it is dark?",
            "Looks against faithfulness",
            "What does RectGrad",
            "Does the decision need what is computed of the background?",
            "Does the map move with the prediction?",
            "What is learned from what is left?",
            "Does a map mark what lies on every picture?",
            "What if no network is trained on masks?",
            "What would have falsified it",
            "Methods: to repeat it");
  }

  @Test
  void aSecondRunGivesTheSameFiguresWithoutComputingThemAgain() throws IOException {
    byte[] figures = Files.readAllBytes(folder.resolve("report/figures.json"));
    Map<Path, FileTime> parts = parts();

    run();

    assertThat(folder.resolve("report/figures.json")).hasBinaryContent(figures);
    assertThat(parts()).isNotEmpty().isEqualTo(parts);
  }

  /** {@code -Dkill.cases} and {@code -Dkill.seed} as in KilledCommandTest of the command line. */
  @Test
  void aKilledRunLeavesTheOldOrTheNewReportAndTheNextOneCleansUp() throws Exception {
    Path above = folder.resolve("killed");
    Path report = above.resolve("report");
    List<Path> files = copyReport(report);
    Random random = new Random(Long.getLong("kill.seed", 1));
    for (int kill = 0; kill < Integer.getInteger("kill.cases", 1); kill++) {
      for (Path file : files) {
        Files.writeString(file, "old");
      }
      Files.writeString(report.resolve("notes.txt"), "mine");

      Process child = ChildRun.quiet(command(report));
      ChildRun.awaitChanges(child, above, 1 + random.nextInt(files.size() + 4));
      child.destroyForcibly().waitFor();

      Set<Boolean> areOld = new HashSet<>();
      for (Path file : files) {
        areOld.add(Files.readString(file).equals("old"));
      }
      assertThat(areOld).hasSize(1);
      assertThat(run(report)).as(ERR.toString()).isZero();
      assertThat(files).noneMatch(file -> file.toFile().length() == "old".length());
      assertThat(report.resolve("notes.txt")).hasContent("mine");
      try (Stream<Path> left = Files.list(above)) {
        assertThat(left).containsExactly(report);
      }
    }
  }

  /** With what was finished; the files of the report are listed. */
  private static List<Path> copyReport(Path report) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> found = Files.walk(folder.resolve("report"))) {
      for (Path file : found.toList()) {
        Path copy = report.resolve(folder.resolve("report").relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
          if (report.equals(copy.getParent())) {
            files.add(copy);
          }
        }
      }
    }
    return files;
  }

  private static Map<Path, FileTime> parts() throws IOException {
    Map<Path, FileTime> times = new HashMap<>();
    try (Stream<Path> files = Files.list(folder.resolve("report/parts"))) {
      for (Path file : files.toList()) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  @Test
  void theDipInTheMassAccuracyLiesAtTheZeroOfTheEncodingAlone() throws IOException {
    assertThat(brightnessOfLeastMass("[0, 1]")).isEqualTo(0);
    assertThat(brightnessOfLeastMass("[-1, 1]")).isEqualTo(0.5);
    assertThat(brightnessOfLeastMass("1 - x")).isEqualTo(1);
  }

  @Test
  void multipliedGradientsAreBlindNearTheZeroOfEveryEncoding() throws IOException {
    assertThat(figures())
        .filteredOn(figure -> factor(figure).equals("input") && !isLrp(figure))
        .hasSize(12)
        .allSatisfy(
            figure -> {
              assertThat(ratio(figure)).isLessThan(0.3);
              assertThat(disagreement(figure)).isGreaterThan(0.05);
            });
  }

  @Test
  void unmultipliedMapsDoNotCareAboutTheEncoding() throws IOException {
    assertThat(figures())
        .filteredOn(figure -> factor(figure).equals("none") && !title(figure).contains("w²"))
        .hasSize(36)
        .allSatisfy(
            figure -> {
              assertThat(ratio(figure)).isBetween(1 - 1e-4, 1 + 1e-4);
              assertThat(figure.get("encodingDisagreement").getAsDouble()).isLessThan(1e-4);
            });
  }

  @Test
  void lrpIsBlindNearTheZeroOfEveryEncodingIfItsFirstLayerHasZPlus() throws IOException {
    assertThat(figures())
        .filteredOn(figure -> title(figure).equals("LRP-ε+ (z+)"))
        .hasSize(6)
        .allSatisfy(
            figure -> {
              assertThat(ratio(figure)).isLessThan(0.3);
              assertThat(disagreement(figure)).isGreaterThan(0.05);
            });
  }

  @Test
  void lrpFollowsTheEncodingIfItsFirstLayerHasAlphaBeta() throws IOException {
    assertThat(figures())
        .filteredOn(figure -> title(figure).equals("LRP-α2β1 (α2β1)"))
        .hasSize(6)
        .allSatisfy(
            figure -> {
              assertThat(ratio(figure)).isLessThan(0.6);
              assertThat(disagreement(figure)).isGreaterThan(0.05);
            });
  }

  @Test
  void zBoxGivesTheSameMapInEveryEncodingAndHasNoBlindZone() throws IOException {
    assertThat(figures())
        .filteredOn(figure -> factor(figure).equals("box"))
        .hasSize(6)
        .allSatisfy(
            figure -> {
              assertThat(ratio(figure)).isBetween(0.8, 1.25);
              assertThat(disagreement(figure)).isLessThan(1e-6);
            });
  }

  /** The sum that w^2 divides by includes the squared bias, into which the encoding's zero goes. */
  @Test
  void wSquareHasNoBlindZoneButIsNotQuiteTheSameInEveryEncoding() throws IOException {
    assertThat(figures())
        .filteredOn(figure -> title(figure).equals("LRP-ε+ (w²)"))
        .hasSize(6)
        .allSatisfy(
            figure -> {
              assertThat(ratio(figure)).isBetween(0.6, 1.25);
              assertThat(disagreement(figure)).isBetween(1e-6, 0.02);
            });
  }

  @Test
  void theModelIsTheSameInEveryEncoding() throws IOException {
    assertThat(json().get("largestRelativeLogitDifference").getAsDouble()).isLessThan(1e-5);
  }

  @Test
  void thePageOpensWithThePictureBesideTheAnswer() throws IOException {
    String page = Files.readString(folder.resolve("report/report.html"));

    assertThat(page.substring(0, page.indexOf("<h2>")))
        .contains("data:image/png;base64,", "zero is<br>mid-grey", "<div class=\"answer\">");
  }

  /** People read some 240 words a minute. */
  @Test
  void whatIsNotFoldedReadsInTenMinutes() throws IOException {
    String page = Files.readString(folder.resolve("report/report.html"));
    String open =
        page.replaceAll("(?s)<(style|svg|details)\\b.*?</\\1>", " ").replaceAll("<[^>]*>", " ");

    assertThat(Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().splitToList(open))
        .hasSizeBetween(1000, 2400);
  }

  @Test
  void thePageFoldsWithoutScriptsInLightAndDarkAndOnPaper() throws IOException {
    assertThat(Files.readString(folder.resolve("report/report.html")))
        .contains("<details>", "prefers-color-scheme: dark", "@media print", "width=device-width")
        .doesNotContain("<script");
  }

  @Test
  void storedFiguresAreMarkedAsSuch() throws IOException {
    assertThat(Files.readString(folder.resolve("report/report.html")))
        .contains("Stored figures of the full run", "This run was quick.");
  }

  @Test
  void thePageIsOneFileThatLoadsNothing() throws IOException {
    String page = Files.readString(folder.resolve("report/report.html"));

    assertThat(page).contains("espresso", "<svg", "data:image/png;base64,", "LRP-ε+ (z-box)");
    assertThat(page).doesNotContainPattern("(src|href)=\"(?!data:)");
  }

  private static String title(JsonObject figure) {
    return figure.get("title").getAsString();
  }

  private static boolean isLrp(JsonObject figure) {
    return figure.get("method").getAsString().startsWith("lrp:");
  }

  private static String factor(JsonObject figure) {
    return figure.get("inputFactor").getAsString();
  }

  private static double ratio(JsonObject figure) {
    return figure.get("zeroPointRatio").getAsDouble();
  }

  private static double disagreement(JsonObject figure) {
    return figure.get("encodingDisagreementNonZero").getAsDouble();
  }

  private static JsonObject json() throws IOException {
    return JsonParser.parseString(Files.readString(folder.resolve("report/figures.json")))
        .getAsJsonObject();
  }

  private static JsonObject garments() throws IOException {
    return json().getAsJsonObject("garments");
  }

  private static double brightnessOfLeastMass(String encoding) throws IOException {
    return objects(garments().get("figures")).stream()
        .filter(figure -> title(figure).equals("Input × Gradient"))
        .filter(figure -> figure.get("encoding").getAsString().equals(encoding))
        .min(Comparator.comparingDouble(BiasAnalysisCommandTest::mass))
        .orElseThrow()
        .get("brightness")
        .getAsDouble();
  }

  private static double mass(JsonObject figure) {
    return figure.getAsJsonObject("massAccuracy").get("mean").getAsDouble();
  }

  private static List<Double> massAtZero(String... titles) throws IOException {
    return objects(garments().get("atZero")).stream()
        .filter(figure -> List.of(titles).contains(title(figure)))
        .map(figure -> figure.getAsJsonObject("relativeMassAccuracy").get("mean").getAsDouble())
        .toList();
  }

  private static List<JsonObject> figures() throws IOException {
    return objects(json().get("figures"));
  }

  private static List<JsonObject> objects(JsonElement array) {
    return array.getAsJsonArray().asList().stream().map(JsonElement::getAsJsonObject).toList();
  }
}
