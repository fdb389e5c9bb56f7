package io.github.tfsaliency.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.Model;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** The guides' Java is the Java of the examples, and that works. */
class GuideTest {
  private static final Path SOURCES = Path.of("src/main/java/io/github/tfsaliency/examples");

  private static final ImmutableSet<String> ELSEWHERE =
      ImmutableSet.of("serving.md", "spark.md", "kinds.md", "displays.md");

  @ParameterizedTest
  @CsvSource({
    "export.md,      ExportAnExplanation.java, export",
    "export.md,      ExportAnExplanation.java, call",
    "tensorboard.md, ShowInTensorBoard.java,   debug",
    "methods/lrp.md, ExplainByRelevance.java,  composite",
    "methods.md,     ExplainManyPictures.java, explain",
    "concepts.md,    LearnAConcept.java,       learn"
  })
  void theGuideShowsTheCodeThatRuns(String guide, String source, String region) throws IOException {
    String code =
        between(
            "// tag::" + region + "[]\n", "    // end::" + region + "[]", SOURCES.resolve(source));

    assertThat(Path.of("../../docs").resolve(guide))
        .content()
        .contains(
            "```java\n"
                + code.lines().map(line -> line.substring(4) + "\n").collect(Collectors.joining())
                + "```");
  }

  @Test
  void noGuideShowsCodeThatDoesNotRun() throws IOException {
    try (Stream<Path> guides = Files.list(Path.of("../../docs"))) {
      // Others are compared where they run, in modules of their own.
      assertThat(
              guides
                  .filter(Files::isRegularFile)
                  .filter(guide -> !ELSEWHERE.contains(guide.getFileName().toString()))
                  .mapToInt(GuideTest::blocks)
                  .sum())
          .isEqualTo(5);
    }
  }

  private static int blocks(Path guide) {
    try {
      return Splitter.on("```java").splitToList(Files.readString(guide)).size() - 1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theCodeForManyPicturesShowsTheGoodOnesAndLogsTheBadOne() {
    List<Path> shown = new ArrayList<>();
    List<String> logged = new ArrayList<>();
    Path coffee = Path.of("../photos/coffee.png");

    try (Model model = Model.load(Path.of("../../savedmodels/efficientnet-lite0"))) {
      ExplainManyPictures.explain(
          model,
          List.of(Path.of("../photos/none.png"), coffee),
          (photograph, map) -> shown.add(photograph),
          logged::add);
    }

    assertThat(shown).containsExactly(coffee);
    assertThat(logged).hasSize(1).first().asString().contains("none.png");
  }

  @Test
  void theCodeForTensorBoardWritesAllRuns(@TempDir Path folder) {
    var map =
        ShowInTensorBoard.debug(
            Path.of("../../savedmodels/efficientnet-lite0"),
            Path.of("../photos/coffee.png"),
            folder);

    assertThat(map.target()).isEqualTo(967);
    for (String run : new String[] {"inference", "marked", "gradient", "maps"}) {
      assertThat(folder.resolve(run)).isNotEmptyDirectory();
    }
  }

  @Test
  void theCodeForExportsWritesWhatCanBeCalled(@TempDir Path folder) {
    Path explained = folder.resolve("explained");
    ExportAnExplanation.export(Path.of("../../savedmodels/efficientnet-lite0"), explained);

    var maps = ExportAnExplanation.call(explained, NdArrays.ofFloats(Shape.of(2, 224, 224, 3)));

    assertThat(maps.sampleCount()).isEqualTo(2);
    assertThat(maps.method()).isEqualTo("lrp:composite=epsilon-plus");
  }

  @Test
  void theCodeForRelevanceShowsTheEspressoAndEveryLayer(@TempDir Path folder) {
    Path png = folder.resolve("espresso.png");
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    var map =
        ExplainByRelevance.explain(
            Path.of("../../savedmodels/efficientnet-lite0"),
            Path.of("../photos/coffee.png"),
            png,
            new PrintStream(out, true, StandardCharsets.UTF_8));

    assertThat(map.target()).isEqualTo(967);
    assertThat(map.gaps()).isPresent();
    assertThat(png).isNotEmptyFile();
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .hasSizeGreaterThan(80)
        .anyMatch(line -> line.endsWith("MatMul"));
  }

  @Test
  void theCodeForConceptsTellsFootwearFromClothes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Model model = Model.load(Path.of("../../savedmodels/garments"));
        Stream<Path> files = Files.list(Path.of("../garments/planted"))) {
      List<Path> pictures = files.sorted().toList();
      FloatNdArray footwear =
          LearnAConcept.batch(model, LearnAConcept.named(pictures, "sneaker", "boot"));
      FloatNdArray clothes = LearnAConcept.batch(model, LearnAConcept.named(pictures, "coat"));

      var map =
          LearnAConcept.learn(
              model,
              footwear,
              clothes,
              footwear,
              new PrintStream(out, true, StandardCharsets.UTF_8));

      assertThat(map.sampleCount()).isEqualTo((int) footwear.shape().get(0));
      assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("1.0, score 1.0, p 0.");
    }
  }

  private static String between(String start, String end, Path file) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(start);
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }
}
