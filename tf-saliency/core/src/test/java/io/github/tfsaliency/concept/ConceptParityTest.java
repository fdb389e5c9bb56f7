package io.github.tfsaliency.concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.Maps;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.index.Indices;

/** Concepts are those of TensorFlow's tape, scikit-learn, numpy and Captum. */
class ConceptParityTest {
  private static final Cases CASE = Cases.of("concepts");
  private static final double ROUNDING = 2e-6;
  private static final int CLASSES = 4;

  private Model model;

  @BeforeEach
  void load() {
    model = CASE.named("network").load();
  }

  @AfterEach
  void close() {
    model.close();
  }

  private static FloatNdArray array(String name) {
    return CASE.array(name);
  }

  private FloatNdArray means(String side) {
    return Saliency.of(model).layerMeans("layer", array(side));
  }

  private FloatNdArray derivatives(int target) {
    return Saliency.of(model)
        .target(Target.classIndex(target))
        .layerDerivatives("layer", array("inputs"));
  }

  private ConceptVector learnt(String vector) {
    FloatNdArray positives = means("positives");
    FloatNdArray negatives = means("negatives");
    return vector.equals("linear")
        ? ConceptVector.linear("layer", positives, negatives)
        : ConceptVector.meanDifference("layer", positives, negatives);
  }

  private static void assertClose(FloatNdArray actual, FloatNdArray expected) {
    assertThat(Maps.of(actual, expected).largestError()).isLessThan(ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"positives", "negatives"})
  void meansAreThoseOfTensorFlow(String side) {
    assertClose(means(side), array(side + "_means"));
  }

  @Test
  void derivativesAreThoseOfTheTape() {
    for (int target = 0; target < CLASSES; target++) {
      assertClose(derivatives(target), array("derivatives").get(target));
    }
  }

  @Test
  void derivativesDoNotDependOnTheChunks() {
    FloatNdArray inOnes =
        Saliency.of(model)
            .target(Target.classIndex(1))
            .memory(1)
            .layerDerivatives("layer", array("inputs"));

    assertClose(inOnes, derivatives(1));
  }

  @Test
  void normalIsThatOfScikitLearn() {
    assertClose(learnt("linear").vector(), array("linear"));
  }

  @Test
  void differenceOfMeansIsThatOfNumpy() {
    assertClose(learnt("mean_difference").vector(), array("mean_difference"));
  }

  @Test
  void accuracyIsAmongThoseOfScikitLearnOverManyOrders() {
    FloatNdArray orders = array("accuracies");
    double least = 1;
    double largest = 0;
    double mean = 0;
    for (var value : orders.scalars()) {
      least = Math.min(least, value.getFloat());
      largest = Math.max(largest, value.getFloat());
      mean += value.getFloat() / orders.size();
    }
    ConceptVector concept = learnt("linear");
    double ownMean = 0;
    int seeds = 20;
    for (int seed = 0; seed < seeds; seed++) {
      double accuracy = concept.accuracy(seed);
      assertThat(accuracy).isBetween(least - 0.06, largest + 0.06);
      ownMean += accuracy / seeds;
    }
    // Both are means of 20 orders, whose standard errors are below 0.01.
    assertThat(ownMean).isCloseTo(mean, within(0.03));
  }

  @ParameterizedTest
  @CsvSource({"linear", "mean_difference"})
  void scoresAreThoseOfCaptum(String vector) {
    Tcav test = learnt(vector).tcav(1);
    FloatNdArray expected = array("captum_" + vector);
    for (int target = 0; target < CLASSES; target++) {
      assertThat(test.plus(derivatives(target)).score())
          .as("class " + target)
          .isCloseTo(expected.getFloat(target), within(1e-6));
    }
  }

  @Test
  void probabilityIsThatOfNumpy() {
    FloatNdArray vectors = array("vectors");
    Tcav test = Tcav.of("layer", Maps.array(vectors), (int) vectors.shape().get(1));
    FloatNdArray expected = array("p");
    for (int target = 0; target < CLASSES; target++) {
      FloatNdArray derivatives = array("derivatives").get(target);
      Tcav whole = test.plus(derivatives);
      Tcav parted =
          test.plus(derivatives.slice(Indices.range(0, 5)))
              .plus(derivatives.slice(Indices.range(5, 13)));
      assertThat(whole.p()).isCloseTo(expected.getFloat(target), within(1e-6));
      assertThat(parted.p()).isEqualTo(whole.p());
      assertThat(parted.inputs()).isEqualTo(13);
    }
  }
}
