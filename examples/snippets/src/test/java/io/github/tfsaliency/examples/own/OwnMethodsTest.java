package io.github.tfsaliency.examples.own;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.layer.LayerSelector;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.ZPlus;
import io.github.tfsaliency.spec.MethodSpecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.index.Indices;

class OwnMethodsTest {
  private static final Path PHOTO = Path.of("../photos/china.jpg");

  @AutoClose
  private static final Model MODEL = Model.load(Path.of("../../savedmodels/efficientnet-lite0"));

  private static final FloatNdArray INPUT = MODEL.encode(Picture.read(PHOTO));

  @Test
  void aRowReadsAndPrintsBoth() {
    String text = "mirrored-mean:inner=lrp:rule=two-gammas,positive=0.25";

    assertThat(MethodSpecs.parse(text)).isEqualTo(new MirroredMean(Lrp.of(new TwoGammas(0.25, 0))));
    assertThat(MethodSpecs.print(MethodSpecs.parse(text))).isEqualTo(text);
  }

  @Test
  void gammasOfBothSignsCancelWhereTheyAreEqual() {
    // The terms are x (w + g w+ + g w-) = (1 + g) x w, and so is what they are divided by.
    assertClose(explain(atTheHead(1, 1)).values(), explain(atTheHead(0, 0)).values());
  }

  @Test
  void aGammaOfOneSignChangesTheMap() {
    assertThat(explain(atTheHead(1, 0)).values()).isNotEqualTo(explain(atTheHead(0, 0)).values());
  }

  @Test
  void aRuleOfOnesOwnIsExported(@TempDir Path folder) {
    Saliency saliency = Saliency.of(MODEL).method(Lrp.of(new TwoGammas(0.25, 0)));

    assertThat(saliency.export(folder.resolve("explained")).leftOut()).isEmpty();
  }

  @Test
  void theMapOfAMirroredPictureIsTheMirroredMap() {
    MirroredMean method = new MirroredMean(Gradient.of());
    FloatNdArray plain = explain(method).values();
    FloatNdArray other = Saliency.of(MODEL).method(method).compute(mirrored(INPUT)).values();

    assertClose(mirrored(other), plain);
  }

  @ParameterizedTest
  @CsvSource({"TwoGammas, rule", "MirroredMean, method"})
  void theGuideShowsThisCode(String type, String region) throws IOException {
    String source =
        Files.readString(
            Path.of("src/main/java/io/github/tfsaliency/examples/own", type + ".java"));
    int start =
        source.indexOf("  // tag::" + region + "[]\n") + ("  // tag::" + region + "[]\n").length();
    String code = source.substring(start, source.indexOf("\n  // end::" + region + "[]"));

    assertThat(Files.readString(Path.of("../../CONTRIBUTING.md")))
        .contains(
            code.lines()
                .map(line -> line.substring(Math.min(2, line.length())))
                .collect(joining("\n")));
  }

  private static Lrp atTheHead(double positive, double negative) {
    return Lrp.of(
        Composite.empty()
            .withRule(LayerSelector.kind(LayerKind.DENSE), new TwoGammas(positive, negative))
            .withRule(LayerSelector.linear(), new ZPlus()));
  }

  private static FloatNdArray mirrored(FloatNdArray picture) {
    return picture.slice(Indices.all(), Indices.flip());
  }

  private static Attribution explain(AttributionMethod method) {
    return Saliency.of(MODEL).method(method).compute(INPUT);
  }

  /** To a thousandth of the largest value: float32 through sixty layers. */
  private static void assertClose(FloatNdArray actual, FloatNdArray expected) {
    double[] largest = {0};
    double[] error = {0};
    expected
        .scalars()
        .forEachIndexed(
            (place, value) -> {
              largest[0] = Math.max(largest[0], Math.abs(value.getFloat()));
              error[0] = Math.max(error[0], Math.abs(value.getFloat() - actual.getFloat(place)));
            });
    assertThat(largest[0]).isPositive();
    assertThat(error[0]).isLessThan(1e-3 * largest[0]);
  }
}
