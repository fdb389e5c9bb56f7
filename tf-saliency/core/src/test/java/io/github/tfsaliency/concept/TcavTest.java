package io.github.tfsaliency.concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.attribution.SaliencyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class TcavTest {
  /** Two channels; the concept is the first, and so many of the 50 random ones are it too. */
  private static Tcav test(int alike) {
    float[] vectors = new float[51 * 2];
    for (int i = 0; i < 51; i++) {
      vectors[2 * i + (i <= alike ? 0 : 1)] = 1;
    }
    return Tcav.of("layer", vectors, 2);
  }

  private static FloatNdArray derivatives(float... values) {
    FloatNdArray derivatives = NdArrays.ofFloats(Shape.of(values.length / 2, 2));
    for (int i = 0; i < values.length; i++) {
      derivatives.setFloat(values[i], i / 2, i % 2);
    }
    return derivatives;
  }

  @Test
  void scoreIsTheShareOfInputsWithAPositiveDerivative() {
    Tcav test = test(0).plus(derivatives(3, 1, -2, 1, 0, 1)).plus(derivatives(1, -1));

    assertThat(test.inputs()).isEqualTo(4);
    assertThat(test.score()).isEqualTo(0.5);
    assertThat(test.randomScores().get(0)).isEqualTo(0.75);
    assertThat(test.randomScores().length()).isEqualTo(50);
  }

  @Test
  void probabilityCountsRandomConceptsThatAreAsFarFromAHalf() {
    FloatNdArray derivatives = derivatives(1, 1, 1, -1, 1, 1, 1, -1);

    assertThat(test(0).plus(derivatives).p()).isEqualTo(1.0 / 51);
    assertThat(test(9).plus(derivatives).p()).isEqualTo(10.0 / 51);
  }

  @Test
  void probabilityHasTwoSides() {
    FloatNdArray against = derivatives(-1, 1, -1, -1, -1, 1, -1, -1);

    assertThat(test(0).plus(against).score()).isEqualTo(0);
    assertThat(test(0).plus(against).p()).isEqualTo(1.0 / 51);
  }

  @Test
  void amongEqualScoresTheMeanDerivativeDecides() {
    assertThat(test(0).plus(derivatives(3, 1, 3, 1)).p()).isEqualTo(1.0 / 51);
    assertThat(test(0).plus(derivatives(1, 3, 1, 3)).p()).isEqualTo(1);
    assertThat(test(0).plus(derivatives(3, -1, 3, -1)).p()).isEqualTo(1.0 / 51);
  }

  /** The example of R's p.adjust: 0.01, 0.02, 0.03 by Holm are 0.03, 0.04, 0.04. */
  @Test
  void severalClassesAreCorrectedAsByHolm() {
    FloatNdArray derivatives = derivatives(1, 1, 1, -1);
    List<Tcav> classes =
        List.of(test(2).plus(derivatives), test(0).plus(derivatives), test(1).plus(derivatives));

    assertThat(Tcav.corrected(classes).toArray())
        .containsExactly(new double[] {4.0 / 51, 3.0 / 51, 4.0 / 51}, within(1e-12));
    assertThat(Tcav.corrected(classes.subList(0, 1)).get(0)).isEqualTo(3.0 / 51);
  }

  /** All splits are alike where labels mean nothing: that P is at most p is no likelier than p. */
  @Test
  void conceptsOfRandomLabelsAreRarelySignificant() {
    Random random = new Random(8);
    int significant = 0;
    int concepts = 300;
    for (int i = 0; i < concepts; i++) {
      FloatNdArray all = NdArrays.ofFloats(Shape.of(20, 5));
      all.scalars().forEach(value -> value.setFloat((float) random.nextGaussian()));
      List<FloatNdArray> rows = new ArrayList<>();
      for (int row = 0; row < 20; row++) {
        rows.add(all.get(row));
      }
      ConceptVector concept =
          ConceptVector.meanDifference(
              "layer", stacked(rows.subList(0, 10)), stacked(rows.subList(10, 20)));
      FloatNdArray derivatives = NdArrays.ofFloats(Shape.of(8, 5));
      derivatives.scalars().forEach(value -> value.setFloat((float) random.nextGaussian() + 0.5f));
      significant += concept.tcav(i).plus(derivatives).p() <= 0.1 ? 1 : 0;
    }
    // Expected is 30 at most, with a standard deviation of 5.2.
    assertThat(significant).isBetween(14, 46);
  }

  private static FloatNdArray stacked(List<FloatNdArray> rows) {
    FloatNdArray stacked = NdArrays.ofFloats(rows.get(0).shape().prepend(rows.size()));
    for (int i = 0; i < rows.size(); i++) {
      stacked.set(rows.get(i), i);
    }
    return stacked;
  }

  @Test
  void noInputsGiveNoAnswer() {
    assertThatThrownBy(() -> test(0).score())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("No input was added");
  }

  @Test
  void derivativesThatAreAllZeroGiveNoAnswer() {
    float[] zeros = new float[6];
    Arrays.fill(zeros, -0f);

    assertThatThrownBy(() -> test(0).plus(derivatives(zeros)).p())
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The score does not change with the layer 'layer' at any of 3 inputs: all derivatives"
                + " are 0 there.\nMaybe choose another layer, or other inputs.");
  }

  @Test
  void derivativesOfOtherChannelsAreRefused() {
    assertThatThrownBy(() -> test(0).plus(NdArrays.ofFloats(Shape.of(2, 3))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be [N, 2]");
  }
}
