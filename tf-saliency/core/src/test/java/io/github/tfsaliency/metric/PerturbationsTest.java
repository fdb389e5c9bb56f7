package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

class PerturbationsTest {
  private static final Sample SAMPLE = Sample.of(Images.image(20, 25, 2, Images.ramp(5, 1, 1000)));

  @Test
  void ofNormalNoiseHaveItsDeviation() {
    float[] noise = Perturbations.gaussian(3).of(SAMPLE).apply(0);
    double squares = 0;
    for (float value : noise) {
      squares += value * value;
    }

    assertThat(Math.sqrt(squares / 1000)).isBetween(2.7, 3.3);
  }

  @Test
  void ofUniformNoiseStayWithinTheirRadius() {
    float[] noise = Perturbations.uniform(0.5).of(SAMPLE).apply(3);
    double least = 0;
    double most = 0;
    for (float value : noise) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }

    assertThat(least).isBetween(-0.5, -0.48);
    assertThat(most).isBetween(0.48, 0.5);
  }

  @Test
  void ofSquaresAreWhatTheReplacementTakesAway() {
    float[] change = Perturbations.squares(3, Baseline.constant(2)).of(SAMPLE).apply(1);

    int changed = 0;
    int first = -1;
    int last = -1;
    for (int i = 0; i < change.length; i++) {
      if (change[i] != 0) {
        assertThat(change[i]).isEqualTo(5 + i - 2f);
        first = first < 0 ? i : first;
        last = i;
        changed++;
      }
    }
    assertThat(changed).isEqualTo(18);
    assertThat(last - first).isEqualTo(2 * 50 + 5);
  }

  @Test
  void ofSquaresAreCutToThePicture() {
    float[] change =
        Perturbations.squares(100, Baseline.constant(0))
            .of(Sample.of(Models.vector(1, 2, 3)))
            .apply(0);

    assertThat(change).containsExactly(1, 2, 3);
  }

  @Test
  void differFromEachOtherButNotFromCallToCall() {
    Perturbations perturbations = Perturbations.gaussian(1);

    assertThat(perturbations.of(SAMPLE).apply(1))
        .isEqualTo(perturbations.of(SAMPLE).apply(1))
        .isNotEqualTo(perturbations.of(SAMPLE).apply(0))
        .isNotEqualTo(perturbations.withSeed(1).of(SAMPLE).apply(1));
  }

  @Test
  void thatAreMoreBeginWithTheSame() {
    Perturbations perturbations = Perturbations.gaussian(1);

    assertThat(perturbations.withSamples(200).of(SAMPLE).apply(7))
        .isEqualTo(perturbations.of(SAMPLE).apply(7));
    assertThat(perturbations.withSamples(200).samples()).isEqualTo(200);
  }

  @Test
  void thatAreGivenAreTakenAsTheyAre() {
    Perturbations given = Perturbations.given(Images.array(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));

    assertThat(given.samples()).isEqualTo(2);
    assertThat(given.of(Sample.of(Models.vector(0, 0, 0))).apply(1)).containsExactly(4, 5, 6);
  }

  @Test
  void printWhatTheyAre() {
    assertThat(Perturbations.squares(4, Baseline.constant(0)))
        .hasToString("50 x squares of side 4 replaced by 0, seed 0");
    assertThat(Perturbations.given(Images.array(Shape.of(1, 1), 1)))
        .hasToString("1 given perturbations");
  }

  @Test
  void thatAreGivenCannotBeDrawn() {
    Perturbations given = Perturbations.given(Images.array(Shape.of(1, 1), 1));

    for (Runnable change :
        Arrays.<Runnable>asList(() -> use(given.withSeed(1)), () -> use(given.withSamples(2)))) {
      assertThatThrownBy(change::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Perturbations that were given are not drawn.\nMaybe give others, or draw some.");
    }
  }

  private static void use(Perturbations unused) {}

  @Test
  void refuseAnInputOfAnotherShape() {
    Perturbations given = Perturbations.given(Images.array(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));

    assertThatThrownBy(() -> given.of(Sample.of(Models.vector(1, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The perturbations (shape [2, 3]) do not fit the input (shape [2]).");
  }

  @Test
  void refuseAnArrayWithoutABatch() {
    assertThatThrownBy(() -> Perturbations.given(Models.vector(1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The perturbations have the shape [2], but must have the shape [n, ...] of n inputs.");
  }

  @Test
  void refuseWhatIsNotFinite() {
    assertThatThrownBy(() -> Perturbations.given(Images.array(Shape.of(1, 1), Double.NaN)))
        .isInstanceOf(NonFiniteValueException.class)
        .hasMessage("The array of perturbations has the value NaN at [0, 0].");
  }

  @Test
  void refuseNoiseWithoutSize() {
    assertThatThrownBy(() -> Perturbations.gaussian(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The standard deviation (0.0) must be positive.");
    assertThatThrownBy(() -> Perturbations.uniform(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The radius (NaN) must be positive.");
  }

  @Test
  void refuseSquaresWithoutASide() {
    assertThatThrownBy(() -> Perturbations.squares(0, Baseline.constant(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The side of a square (0) must be at least 1.");
  }

  @Test
  void refuseToBeNone() {
    assertThatThrownBy(() -> Perturbations.gaussian(1).withSamples(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("At least 1 perturbation must be drawn, not 0.");
  }
}
