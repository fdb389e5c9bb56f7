package io.github.tfsaliency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Floats;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.References;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.proto.ConfigProto;

/** What TensorFlow is told of threads and devices. */
class SessionOptionsTest {
  @Test
  void tellsTensorFlowAllThatWasChosen() {
    ConfigProto config =
        SessionOptions.of()
            .withIntraOpThreads(2)
            .withInterOpThreads(3)
            .withGpuMemoryReserved()
            .withGpuMemoryFraction(0.25)
            .withVisibleGpus(1, 0)
            .withTensorFloat32()
            .config();

    assertThat(config.getIntraOpParallelismThreads()).isEqualTo(2);
    assertThat(config.getInterOpParallelismThreads()).isEqualTo(3);
    assertThat(config.getUsePerSessionThreads()).isTrue();
    assertThat(config.getGpuOptions().getAllowGrowth()).isFalse();
    assertThat(config.getGpuOptions().getPerProcessGpuMemoryFraction()).isEqualTo(0.25);
    assertThat(config.getGpuOptions().getVisibleDeviceList()).isEqualTo("1,0");
    assertThat(config.getDeviceCountMap()).isEmpty();
  }

  @Test
  void noVisibleGpuIsNoGpu() {
    assertThat(SessionOptions.of().withVisibleGpus().config().getDeviceCountMap())
        .containsEntry("GPU", 0);
  }

  @Test
  void memoryOfAGpuGrowsWhereNothingElseWasChosen() {
    assertThat(SessionOptions.of().config().getGpuOptions().getAllowGrowth()).isTrue();
    assertThat(SessionOptions.of().withGpuMemoryReserved().withGpuMemoryGrowth())
        .isEqualTo(SessionOptions.of());
  }

  @Test
  void nothingElseChosenIsTensorFlowsChoice() {
    ConfigProto config = SessionOptions.of().config();

    assertThat(config.getIntraOpParallelismThreads()).isZero();
    assertThat(config.getUsePerSessionThreads()).isFalse();
    assertThat(config.getDeviceCountMap()).isEmpty();
  }

  @Test
  void theMapsAreTheSame() {
    FloatNdArray input = Inputs.uniform(1, 32, 32, 3);
    float[] plain = map(SessionOptions.of(), input).toArray();

    assertSame(map(SessionOptions.of().withIntraOpThreads(1).withInterOpThreads(2), input), plain);
    assertSame(
        map(
            SessionOptions.of().withVisibleGpus().withGpuMemoryGrowth().withGpuMemoryFraction(0.5),
            input),
        plain);
  }

  /** Other threads may add up in another order. */
  private static void assertSame(Attribution map, float[] plain) {
    assertThat(map.toArray()).containsExactly(plain, within(1e-6f * Floats.max(plain)));
  }

  private static Attribution map(SessionOptions options, FloatNdArray input) {
    try (Model model = Model.from(References.model("vgg")).session(options).load()) {
      return Saliency.of(model).method(Gradient.of()).compute(input);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1025})
  void wrongNumbersOfThreadsAreRefusedByName(int threads) {
    assertThatThrownBy(() -> SessionOptions.of().withIntraOpThreads(threads))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The number of intra-op threads (" + threads + ") must be at ");
    assertThatThrownBy(() -> SessionOptions.of().withInterOpThreads(threads))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The number of inter-op threads (" + threads + ") must be at ");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, 1.5, Double.NaN})
  void wrongFractionsAreRefused(double fraction) {
    assertThatThrownBy(() -> SessionOptions.of().withGpuMemoryFraction(fraction))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The fraction of the GPU's memory (%s) must be above 0 and at most 1.", fraction);
  }

  @Test
  void wrongGpusAreRefused() {
    assertThatThrownBy(() -> SessionOptions.of().withVisibleGpus(0, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The visible GPUs [0, -1] must be different numbers from 0.");
    assertThatThrownBy(() -> SessionOptions.of().withVisibleGpus(1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The visible GPUs [1, 1] must be different numbers from 0.");
  }
}
