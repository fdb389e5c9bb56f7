package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Prediction;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.References;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;

/** {@link Model#top} names the classes with the highest scores. */
class TopClassesTest {
  private static final Path EMBEDDED = Path.of("..", "..", "savedmodels");
  private static final Path PHOTOS = Path.of("..", "..", "examples", "photos");

  @AutoClose private static final Model SOFTMAX = Model.load(References.model("vgg_softmax"));
  @AutoClose private static final Model LOGITS = Model.load(References.model("vgg"));

  private static final FloatNdArray INPUT = Inputs.uniform(3, 1, 32, 32, 3);

  @Test
  void highestScoreIsFirst() {
    FloatNdArray scores = LOGITS.predict(INPUT);

    List<Prediction> top = LOGITS.top(INPUT, 3);

    assertThat(top).hasSize(3);
    assertThat(top.get(0).score()).isGreaterThan(top.get(1).score());
    assertThat(top)
        .allSatisfy(each -> assertThat(each.score()).isEqualTo(scores.getFloat(0, each.target())));
  }

  @Test
  void modelWithFewerClassesGivesThemAll() {
    assertThat(LOGITS.top(INPUT, 1000))
        .hasSize((int) LOGITS.predict(INPUT).shape().get(1))
        .isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
  }

  @Test
  void probabilitiesAreThoseOfTheFinalSoftmax() {
    FloatNdArray probabilities = SOFTMAX.probabilities(INPUT).orElseThrow();

    assertThat(SOFTMAX.top(INPUT, 4))
        .allSatisfy(
            each ->
                assertThat(each.probability().orElseThrow())
                    .isEqualTo(probabilities.getFloat(0, each.target())));
  }

  @Test
  void modelWithoutSoftmaxAndLabelsHasNeither() {
    assertThat(LOGITS.top(INPUT, 1))
        .allSatisfy(
            each -> {
              assertThat(each.probability()).isEmpty();
              assertThat(each.label()).isEmpty();
            });
  }

  @Test
  void aPredictionPrintsItsLabelIndexAndScore() {
    assertThat(new Prediction(967, Optional.of("espresso"), 10.98425, OptionalDouble.empty()))
        .hasToString("espresso (967), score 10.984");
  }

  @Test
  void aPredictionWithoutALabelPrintsItsProbability() {
    assertThat(new Prediction(3, Optional.empty(), -1, OptionalDouble.of(0.25)))
        .hasToString("class 3, score -1.000, probability 0.250");
  }

  @Test
  void coffeeIsAnEspresso() {
    try (Model model = Model.load(EMBEDDED.resolve("efficientnet-lite0"))) {
      Picture coffee = Picture.read(PHOTOS.resolve("coffee.png"));

      List<Prediction> top = model.top(coffee, 2);

      assertThat(top).first().extracting(Prediction::label).isEqualTo(Optional.of("espresso"));
    }
  }

  @Test
  void severalSamplesAreRefused() {
    assertThatThrownBy(() -> LOGITS.top(Inputs.uniform(3, 2, 32, 32, 3), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "There are 2 samples, where the top classes of one are asked for.\n"
                + "Maybe ask for them sample by sample.");
  }

  @Test
  void numberOfClassesMustBePositive() {
    assertThatThrownBy(() -> LOGITS.top(INPUT, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The number of classes must be positive, not 0.");
  }

  @Test
  void outputWithPlacesIsNoListOfClasses() {
    try (Model unet = Model.load(References.model("unet"))) {
      FloatNdArray input = Inputs.uniform(3, unet.inputShape().tail().prepend(1).asArray());

      assertThatThrownBy(() -> unet.top(input, 1))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageContaining("so it is no list of classes.\nMaybe look for the highest scores");
    }
  }
}
