package io.github.tfsaliency.concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.attribution.Target;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class ConceptVectorTest {
  private static final int CHANNELS = 6;

  /** Normal values; those of the concept are higher in the second channel. */
  private static FloatNdArray examples(int count, double shift, long seed) {
    Random random = new Random(seed);
    FloatNdArray examples = NdArrays.ofFloats(Shape.of(count, CHANNELS));
    for (int i = 0; i < count; i++) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        double value = random.nextGaussian() + (channel == 1 ? shift : 0);
        examples.setFloat((float) value, i, channel);
      }
    }
    return examples;
  }

  private static FloatNdArray times(FloatNdArray examples, float factor, float offset) {
    FloatNdArray changed = NdArrays.ofFloats(examples.shape());
    examples
        .scalars()
        .forEachIndexed((at, value) -> changed.setFloat(value.getFloat() * factor + offset, at));
    return changed;
  }

  private static void assertClose(FloatNdArray actual, FloatNdArray expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.getFloat(i)).isCloseTo(expected.getFloat(i), within(1e-5f));
    }
  }

  @Test
  void vectorPointsToThePositiveSide() {
    FloatNdArray shown = examples(20, 3, 1);
    FloatNdArray others = examples(30, 0, 2);

    assertThat(ConceptVector.linear("layer", shown, others).vector().getFloat(1))
        .isGreaterThan(0.8f);
    assertThat(ConceptVector.linear("layer", others, shown).vector().getFloat(1)).isLessThan(-0.8f);
    assertThat(ConceptVector.meanDifference("layer", shown, others).vector().getFloat(1))
        .isGreaterThan(0.8f);
  }

  @Test
  void exchangedSidesGiveTheOppositeVector() {
    FloatNdArray shown = examples(20, 3, 1);
    FloatNdArray others = examples(30, 0, 2);
    FloatNdArray vector = ConceptVector.linear("layer", shown, others).vector();

    assertClose(ConceptVector.linear("layer", others, shown).vector(), times(vector, -1, 0));
  }

  @Test
  void vectorDoesNotDependOnTheScaleAndTheOriginOfTheLayer() {
    FloatNdArray shown = examples(20, 1, 1);
    FloatNdArray others = examples(30, 0, 2);

    assertClose(
        ConceptVector.linear("layer", times(shown, 1000, 50), times(others, 1000, 50)).vector(),
        ConceptVector.linear("layer", shown, others).vector());
  }

  @Test
  void accuracyIsOneForSidesFarApartAndNearAHalfForLabelsThatMeanNothing() {
    FloatNdArray others = examples(60, 0, 2);

    assertThat(ConceptVector.linear("layer", examples(60, 20, 1), others).accuracy(1)).isEqualTo(1);
    assertThat(ConceptVector.meanDifference("layer", examples(60, 20, 1), others).accuracy(1))
        .isEqualTo(1);
    assertThat(ConceptVector.linear("layer", examples(60, 0, 1), others).accuracy(1))
        .isBetween(0.35, 0.65);
  }

  @Test
  void seedDecidesTheFoldsAndTheRandomConcepts() {
    ConceptVector concept = ConceptVector.linear("layer", examples(20, 0.7, 1), examples(30, 0, 2));

    assertThat(concept.accuracy(4)).isEqualTo(concept.accuracy(4));
    assertThat(concept.tcav(4)).isEqualTo(concept.tcav(4)).isNotEqualTo(concept.tcav(5));
  }

  @Test
  void conceptIsTheDirectionOfItsVector() {
    ConceptVector concept = ConceptVector.linear("layer", examples(20, 3, 1), examples(30, 0, 2));

    assertThat(concept.target()).isEqualTo(Target.direction("layer", concept.vector()));
    assertThat(concept)
        .hasToString("the concept of 20 positive and 30 negative examples at the layer 'layer'");
  }

  @Test
  void fourExamplesAreTooFew() {
    assertThatThrownBy(() -> ConceptVector.linear("layer", examples(4, 3, 1), examples(9, 0, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "There are 4 positive examples, but the accuracy is measured on 5 folds, so each side"
                + " needs at least 5.\nMaybe add more of them.");
  }

  @Test
  void equalExamplesHaveNoDirection() {
    FloatNdArray same = examples(9, 0, 2);

    assertThatThrownBy(() -> ConceptVector.linear("layer", same, same))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("have the same mean at the layer 'layer'");
  }

  @Test
  void examplesOfOtherChannelsAreRefused() {
    assertThatThrownBy(
            () ->
                ConceptVector.linear("layer", examples(9, 0, 2), NdArrays.ofFloats(Shape.of(9, 7))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The positive examples have 6 channels and the negative ones 7, but all are of one"
                + " layer.");
    assertThatThrownBy(
            () ->
                ConceptVector.meanDifference(
                    "layer", NdArrays.ofFloats(Shape.of(9, 2, 2)), examples(9, 0, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Saliency.layerMeans");
  }

  @Test
  void valuesThatAreNotFiniteAreRefused() {
    FloatNdArray broken = examples(9, 0, 2);
    broken.setFloat(Float.NaN, 3, 2);

    assertThatThrownBy(() -> ConceptVector.linear("layer", examples(9, 3, 1), broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A value of the negative examples is NaN, but must be finite.");
  }
}
