package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.NonFiniteValueException;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class ReplacementTest {
  private static final Sample SAMPLE = Sample.of(Images.image(10, 10, 2, new double[200]));

  @Test
  void ofEqualSeedsHasEqualNoise() {
    assertThat(Replacement.uniformNoise(-1, 1, 5).forSample(SAMPLE))
        .isEqualTo(Replacement.uniformNoise(-1, 1, 5).forSample(SAMPLE))
        .isNotEqualTo(Replacement.uniformNoise(-1, 1, 6).forSample(SAMPLE));
  }

  @Test
  void ofNoiseFillsItsRange() {
    double sum = 0;
    for (float value : Replacement.uniformNoise(2, 4, 0).forSample(SAMPLE)) {
      assertThat(value).isBetween(2f, 4f);
      sum += value;
    }

    assertThat(sum / 200).isBetween(2.8, 3.2);
  }

  @Test
  void isNotChangedWithTheArrayThatItWasMadeOf() {
    FloatNdArray array = NdArrays.ofFloats(Shape.of(2));
    Replacement replacement = Replacement.of(array);

    array.setFloat(7, 0);

    assertThat(replacement.forSample(Sample.of(Models.vector(1, 1)))).containsExactly(0, 0);
  }

  @Test
  void printsWhatItIs() {
    assertThat(Replacement.value(0.5)).hasToString("value 0.5");
    assertThat(Replacement.channels(0, 1)).hasToString("channels [0.0, 1.0]");
    assertThat(Replacement.of(Models.vector(1, 2))).hasToString("an array of shape [2]");
    assertThat(Replacement.uniformNoise(0, 1, 3))
        .hasToString("uniform noise from 0.0 to 1.0 of seed 3");
  }

  @Test
  void refusesAValueThatIsNoFloat() {
    assertThatThrownBy(() -> Replacement.value(1e300))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The value (1.0E300) of a replacement must be finite.");
  }

  @Test
  void refusesAColourOfOtherChannels() {
    assertThatThrownBy(() -> Replacement.channels(1, 2, 3).forSample(SAMPLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The replacement has 3 channels, the input (shape [10, 10, 2]) has 2.");
  }

  @Test
  void refusesAnArrayOfAnotherShape() {
    assertThatThrownBy(() -> Replacement.of(Models.vector(1)).forSample(SAMPLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The replacement (shape [1]) does not fit the input (shape [10, 10, 2]).");
  }

  @Test
  void refusesAnArrayThatIsNotFinite() {
    assertThatThrownBy(() -> Replacement.of(Models.vector(1, Double.NaN)))
        .isInstanceOf(NonFiniteValueException.class)
        .hasMessage("The replacement has the value NaN at [1].");
  }

  @Test
  void refusesBoundsThatDescend() {
    assertThatThrownBy(() -> Replacement.uniformNoise(1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The noise's bounds (1.0 and 1.0) must be ascending.");
  }
}
