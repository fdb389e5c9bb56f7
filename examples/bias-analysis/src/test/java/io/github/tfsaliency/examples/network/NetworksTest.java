package io.github.tfsaliency.examples.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.examples.chapter.Finished;
import io.github.tfsaliency.examples.encoding.InputFactor;
import io.github.tfsaliency.examples.part.PartFolder;
import io.github.tfsaliency.method.attention.AttentionRollout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One network, asked of its classes and of a concept. */
class NetworksTest {
  private static final Path NETWORKS = Path.of("../../savedmodels/garments-networks");
  private static final Path SHEET = Path.of("../garments/test.png");
  private static final Path TRAIN_SHEET = Path.of("../garments/train.png");
  private static final ProbeExtent EXTENT =
      new ProbeExtent(
          ImmutableList.of(Network.RESNET),
          100,
          10,
          40,
          ImmutableList.of(0.0, 0.5, 1.0),
          ImmutableList.<ProbedMethod>builder()
              .addAll(ProbedMethod.GRADIENTS)
              .add(new ProbedMethod("Attention", InputFactor.NONE, AttentionRollout.of()))
              .build());

  @TempDir static Path folder;
  private static NetworksChapter classes;
  private static ConceptsChapter concepts;
  private static NetworksPage ofClasses;
  private static ConceptsPage ofConcepts;

  @BeforeAll
  static void ask() {
    classes = new NetworksChapter(NETWORKS, SHEET, EXTENT, 1);
    concepts = new ConceptsChapter(NETWORKS, TRAIN_SHEET, SHEET, EXTENT, 1);
    Finished finished = new Finished();
    PartFolder parts = new PartFolder(folder, "circumstances");
    finished.finish(classes.parts(), parts, step -> {});
    finished.finish(concepts.parts(), parts, step -> {});
    ofClasses = classes.results(finished);
    ofConcepts = concepts.results(finished);
  }

  private static List<MeanInterval> atZero(List<NetworkCurves> networks, boolean multiplied) {
    return networks.get(0).curves().stream()
        .filter(MethodCurve::isSupported)
        .filter(curve -> curve.method().factor().dependsOnZero() == multiplied)
        .flatMap(curve -> curve.atZero().stream())
        .toList();
  }

  @Test
  void theNetworkIsAsGoodAtAnyBrightnessAndKnowsNothingWithoutTheGarments() {
    assertThat(ofClasses.lowest(0)).isGreaterThan(0.8);
    assertThat(ofClasses.highest(0) - ofClasses.lowest(0)).isLessThan(0.05);
    assertThat(ofClasses.withoutGarment(0)).isLessThan(0.15);
  }

  @Test
  void multipliedMapsDoNotSeeAGarmentThatIsAsBrightAsTheZero() {
    assertThat(atZero(ofClasses.networks(), true))
        .hasSize(6)
        .allSatisfy(mean -> assertThat(mean.mean()).isLessThan(0.5));
  }

  @Test
  void mapsWithoutTheMultiplicationSeeAGarmentInEveryEncoding() {
    assertThat(atZero(ofClasses.networks(), false))
        .hasSize(6)
        .allSatisfy(mean -> assertThat(mean.mean()).isBetween(0.999, 1.001));
  }

  @Test
  void aStripeOfAnyBrightnessIsRecognised() {
    assertThat(ofConcepts.results().get(0).accuracy()).isGreaterThan(0.75);
    assertThat(ofConcepts.lowest(0)).isGreaterThan(0.6);
  }

  @Test
  void multipliedMapsOfTheConceptDoNotSeeAStripeThatIsAsBrightAsTheZero() {
    assertThat(atZero(ofConcepts.networks(), true))
        .hasSize(6)
        .allSatisfy(mean -> assertThat(mean.mean()).isLessThan(0.5));
  }

  @Test
  void mapsOfTheConceptWithoutTheMultiplicationSeeAStripeInEveryEncoding() {
    assertThat(atZero(ofConcepts.networks(), false))
        .hasSize(6)
        .allSatisfy(mean -> assertThat(mean.mean()).isBetween(0.999, 1.001));
  }

  @Test
  void aMethodThatDoesNotFitTheNetworkIsShownAsRefused() {
    assertThat(ofClasses.networks().get(0).curves())
        .filteredOn(curve -> !curve.isSupported())
        .extracting(MethodCurve::bias, MethodCurve::reason)
        .singleElement()
        .satisfies(refused -> assertThat(refused.toString()).contains("refused", "attention"));
    assertThat(classes.page(ofClasses)).contains("refused", "ResNet, Attention:");
  }

  @Test
  void thePagesNameWhatIsBlind() {
    assertThat(classes.page(ofClasses))
        .contains("Is it the same in other networks?", "Input × Gradient, RectGrad × Input");
    assertThat(concepts.page(ofConcepts))
        .contains(
            "Does a map of a concept lose it where it is dark?",
            "Input × Gradient, RectGrad × Input");
  }

  @Test
  void everyRatioIsAFigure() {
    assertThat(concepts.figures(ofConcepts))
        .filteredOn(figure -> figure.values().containsValue("relative_mass_accuracy_at_zero"))
        .hasSize(12);
  }

  @Test
  void theAreaUnderTheCurveCountsPairs() {
    assertThat(ConceptPart.area(new double[] {1, 3}, new double[] {1, 2})).isEqualTo(0.625);
  }
}
