package io.github.tfsaliency.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.metric.Correlation;
import io.github.tfsaliency.metric.GivenSubsets;
import io.github.tfsaliency.metric.Infidelity;
import io.github.tfsaliency.metric.MaxSensitivity;
import io.github.tfsaliency.metric.MuFidelity;
import io.github.tfsaliency.metric.Perturbations;
import io.github.tfsaliency.metric.SensitivityN;
import io.github.tfsaliency.support.Maps;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Metrics agree with those of Captum and Xplique, of the same maps under the same changes. Ours
 * score in float32, Captum's in float64.
 */
class MetricParityTest {
  private static final double TOLERANCE = 1e-4;
  private static final Baseline ZERO = Baseline.constant(0);

  static List<Arguments> scales() {
    return withEach(false, true);
  }

  /** The integrated gradients of the MLP are not stored as the metrics had them, rounded. */
  static List<Arguments> maps() {
    return withEach("gradient", "input_x_gradient", "base_attribution").stream()
        .filter(
            chosen -> !chosen.get()[0].equals("mlp") || !chosen.get()[1].equals("base_attribution"))
        .toList();
  }

  private static List<Arguments> withEach(Object... choices) {
    return Stream.of("mlp", "vgg", "resnet", "mobilenet")
        .flatMap(network -> Stream.of(choices).map(choice -> Arguments.of(network, choice)))
        .toList();
  }

  @ParameterizedTest(name = "{0} normalized {1}")
  @MethodSource("scales")
  void infidelityUnderStoredNoiseIsCaptums(String network, boolean normalized) {
    String path = "metrics/infidelity_gradient" + (normalized ? "_normalized" : "");
    try (PeerValues peers = PeerValues.of(network)) {
      double error =
          peers.error(
              path,
              sample ->
                  Infidelity.of(Perturbations.given(peers.drawn("smoothgrad/noise", sample)))
                      .withNormalized(normalized)
                      .measure(
                          peers.scores(sample),
                          peers.input(sample),
                          Attribution.of(peers.gradient(sample))));

      assertThat(error).isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("maps")
  void infidelityOfProductsWithTheInputIsCaptums(String network, String map) {
    try (PeerValues peers = PeerValues.of(network)) {
      double error =
          peers.error(
              "metrics/infidelity_subsets_" + map,
              sample ->
                  Infidelity.of(Perturbations.given(taken(peers, sample)))
                      .withMultipliedMap(true)
                      .measure(
                          peers.scores(sample),
                          peers.input(sample),
                          Attribution.of(map(peers, map, sample))));

      assertThat(error).isLessThan(TOLERANCE);
    }
  }

  /** What the stored subsets take from a sample: its values there. */
  private static FloatNdArray taken(PeerValues peers, int sample) {
    float[] input = Maps.array(peers.input(sample));
    float[][] subsets = peers.rows("metrics/subsets");
    float[] taken = new float[subsets.length * input.length];
    for (int i = 0; i < taken.length; i++) {
      int element = i % input.length;
      taken[i] = input[element] * subsets[i / input.length][element / peers.channels()];
    }
    return NdArrays.wrap(
        peers.input(sample).shape().prepend(subsets.length), DataBuffers.of(taken, true, false));
  }

  private static FloatNdArray map(PeerValues peers, String name, int sample) {
    FloatNdArray gradient = peers.gradient(sample);
    if (name.equals("gradient")) {
      return gradient;
    }
    if (name.equals("base_attribution")) {
      return peers.stored("xrai/base_attribution").get(sample);
    }
    float[] product = Maps.array(gradient);
    float[] input = Maps.array(peers.input(sample));
    for (int i = 0; i < product.length; i++) {
      product[i] *= input[i];
    }
    return NdArrays.wrap(gradient.shape(), DataBuffers.of(product, true, false));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"vgg", "resnet", "mobilenet"})
  void maxSensitivityUnderStoredNoiseIsCaptums(String network) {
    try (PeerValues peers = PeerValues.of(network)) {
      double error =
          peers.error("metrics/sensitivity_max_gradient", sample -> maxSensitivity(peers, sample));

      assertThat(error).isLessThan(TOLERANCE);
    }
  }

  /** The noise takes no unit of the MLP across zero. */
  @Test
  void maxSensitivityWhereTheGradientStaysTheSameIsZeroLikeCaptums() {
    try (PeerValues peers = PeerValues.of("mlp")) {
      float[] captums = Maps.array(peers.stored("metrics/sensitivity_max_gradient"));

      for (int sample = 0; sample < captums.length; sample++) {
        assertThat(captums[sample]).isZero();
        assertThat(maxSensitivity(peers, sample)).isZero();
      }
    }
  }

  private static double maxSensitivity(PeerValues peers, int sample) {
    return MaxSensitivity.of(
            Perturbations.given(peers.drawn("metrics/sensitivity_perturbations", sample)))
        .measure(peers.gradients(sample), peers.input(sample));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("maps")
  void sensitivityNOverStoredSubsetsIsNumpys(String network, String map) {
    try (PeerValues peers = PeerValues.of(network)) {
      SensitivityN metric = SensitivityN.of(peers.pixels() / 4, ZERO);

      double error =
          peers.error(
              "metrics/sensitivity_n_" + map,
              sample ->
                  new GivenSubsets(
                          peers.scores(sample), peers.input(sample), peers.rows("metrics/subsets"))
                      .of(metric, map(peers, map, sample)));

      assertThat(error).isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"mlp", "vgg", "resnet", "mobilenet"})
  void muFidelityOverStoredCellsIsXpliques(String network) {
    try (PeerValues peers = PeerValues.of(network)) {
      MuFidelity metric =
          MuFidelity.of(ZERO)
              .withGrid(network.equals("mlp") ? peers.pixels() : 8)
              .withCorrelation(Correlation.SPEARMAN);
      float[][] taken = peers.rows("metrics/mu_fidelity_masks");
      for (float[] mask : taken) {
        for (int i = 0; i < mask.length; i++) {
          mask[i] = 1 - mask[i];
        }
      }

      double error =
          peers.error(
              "metrics/mu_fidelity",
              sample ->
                  new GivenSubsets(peers.scores(sample), peers.input(sample), taken)
                      .of(metric, peers.gradient(sample)));

      assertThat(error).isLessThan(TOLERANCE);
    }
  }
}
