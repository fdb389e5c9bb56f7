package io.github.tfsaliency.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;

class BaselineTest {
  private static final Shape SAMPLE = Shape.of(10, 10, 2);

  @Test
  void ofOneNumberFillsASample() {
    assertThat(Baseline.constant(0.5).toArray(Shape.of(1, 2, 2)))
        .containsExactly(0.5f, 0.5f, 0.5f, 0.5f);
  }

  @Test
  void ofChannelsRepeatsThem() {
    assertThat(Baseline.perChannel(1, 5).toArray(Shape.of(1, 2, 2))).containsExactly(1, 5, 1, 5);
  }

  @Test
  void asLargeAsASampleIsASample() {
    float[] values = {0, 1, 2, 3, 4, 5, 6, 7};
    Shape cube = Shape.of(2, 2, 2);
    Baseline baseline = Baseline.array(NdArrays.wrap(cube, DataBuffers.of(values, true, false)));

    assertThat(baseline.toArray(cube)).containsExactly(values);
    assertThat(baseline.each(List.of(cube))).containsExactly(baseline);
  }

  @Test
  void ofARowThatIsNoSampleHasANumberForEachChannel() {
    Baseline baseline = Baseline.array(StdArrays.ndCopyOf(new float[] {1, 2}));

    assertThat(baseline.toArray(Shape.of(2, 2))).containsExactly(1, 2, 1, 2);
    assertThat(baseline.toArray(Shape.of(2))).containsExactly(1, 2);
  }

  @Test
  void ofEqualSeedsHasEqualNoise() {
    assertThat(Baseline.uniformNoise(-1, 1, 5).toArray(SAMPLE))
        .isEqualTo(Baseline.uniformNoise(-1, 1, 5).toArray(SAMPLE))
        .isNotEqualTo(Baseline.uniformNoise(-1, 1, 6).toArray(SAMPLE));
  }

  @Test
  void ofNoiseFillsItsRange() {
    double sum = 0;
    for (float value : Baseline.uniformNoise(2, 4, 0).toArray(SAMPLE)) {
      assertThat(value).isBetween(2f, 4f);
      sum += value;
    }

    assertThat(sum / 200).isBetween(2.8, 3.2);
  }

  @Test
  void ofNoiseHasNoValuesOfItsOwn() {
    assertThat(Baseline.uniformNoise(2, 4, 0).values()).isEmpty();
    assertThat(Baseline.constant(3).values().orElseThrow().getFloat()).isEqualTo(3);
  }

  @Test
  void isNotChangedWithTheArrayThatItWasMadeOf() {
    FloatNdArray array = NdArrays.ofFloats(Shape.of(2));
    Baseline baseline = Baseline.array(array);

    array.setFloat(7, 0);

    assertThat(baseline.toArray(Shape.of(2))).containsExactly(0, 0);
  }

  @Test
  void isAValue() {
    assertThat(Baseline.uniformNoise(0, 1, 3))
        .isEqualTo(Baseline.uniformNoise(0, 1, 3))
        .isNotEqualTo(Baseline.uniformNoise(0, 2, 3));
    assertThat(Baseline.constant(0)).isEqualTo(Baseline.perChannel(0)).isNotEqualTo(null);
  }

  @Test
  void printsWhatItIs() {
    assertThat(Baseline.constant(0.5)).hasToString("0.5");
    assertThat(Baseline.perChannel(0, 1)).hasToString("0/1");
    assertThat(Baseline.array(NdArrays.ofFloats(Shape.of(2, 3, 1))))
        .hasToString("array of shape [2, 3, 1]");
    assertThat(Baseline.uniformNoise(0, 1.5, 3)).hasToString("Noise[low=0.0, high=1.5, seed=3]");
  }

  @Test
  void refusesAValueThatIsNoFloat() {
    assertThatThrownBy(() -> Baseline.uniformNoise(0, 1e300, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The baseline (1.0E300) must be finite.");
  }

  @Test
  void refusesAColourOfOtherChannels() {
    assertThatThrownBy(() -> Baseline.perChannel(1, 2, 3).toArray(SAMPLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The baseline of shape [3] does not fit a sample of shape [10, 10, 2].\n"
                + "Maybe give one number, one for each channel, or an array of the sample's"
                + " shape.");
  }

  @Test
  void refusesAnArrayThatIsNotFinite() {
    assertThatThrownBy(() -> Baseline.array(StdArrays.ndCopyOf(new float[] {1, Float.NaN})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The baseline (NaN) must be finite.");
  }

  @Test
  void refusesBoundsThatDescend() {
    assertThatThrownBy(() -> Baseline.uniformNoise(1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The noise's bounds (1.0 and 1.0) must be ascending.");
  }
}
