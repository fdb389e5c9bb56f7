package io.github.tfsaliency.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.metric.Deletion;
import io.github.tfsaliency.metric.Insertion;
import io.github.tfsaliency.metric.PerturbationCurve;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Deletion and insertion agree with those of Xplique, of the same maps. It moves {@code (int) (k n
 * / steps)} of n pixels, where ours round: with a step for each pixel ours pass every number that
 * it has. It orders by the mean over the channels, which is the order of their sum.
 */
class CurveParityTest {
  private static final double TOLERANCE = 1e-4;
  private static final Baseline ZERO = Baseline.constant(0);

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"mlp", "vgg", "resnet", "mobilenet"})
  void deletionCurveIsXpliques(String network) {
    try (PeerValues peers = PeerValues.of(network)) {
      assertThat(
              peers.error("metrics/deletion_curve", 11, sample -> scores(deletion(peers, sample))))
          .isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"mlp", "vgg", "resnet", "mobilenet"})
  void deletionAreaIsXpliques(String network) {
    try (PeerValues peers = PeerValues.of(network)) {
      assertThat(peers.error("metrics/deletion_auc", sample -> deletion(peers, sample).area()))
          .isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"mlp", "vgg", "resnet", "mobilenet"})
  void insertionCurveIsXpliques(String network) {
    try (PeerValues peers = PeerValues.of(network)) {
      assertThat(
              peers.error(
                  "metrics/insertion_curve", 11, sample -> scores(insertion(peers, sample))))
          .isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"mlp", "vgg", "resnet", "mobilenet"})
  void insertionAreaIsXpliques(String network) {
    try (PeerValues peers = PeerValues.of(network)) {
      assertThat(peers.error("metrics/insertion_auc", sample -> insertion(peers, sample).area()))
          .isLessThan(TOLERANCE);
    }
  }

  private static PerturbationCurve deletion(PeerValues peers, int sample) {
    return atItsSteps(
        peers,
        "metrics/deletion_curve",
        Deletion.of(ZERO)
            .withSteps(peers.pixels())
            .measure(
                peers.scores(sample), peers.input(sample), Attribution.of(peers.gradient(sample))));
  }

  private static PerturbationCurve insertion(PeerValues peers, int sample) {
    return atItsSteps(
        peers,
        "metrics/insertion_curve",
        Insertion.of(ZERO)
            .withSteps(peers.pixels())
            .measure(
                peers.scores(sample), peers.input(sample), Attribution.of(peers.gradient(sample))));
  }

  /** The points that Xplique has, as if they were equally far apart: so it takes the area. */
  private static PerturbationCurve atItsSteps(
      PeerValues peers, String path, PerturbationCurve curve) {
    float[] numbers = peers.attribute(path, "numbers");
    DoubleStream scores =
        IntStream.range(0, numbers.length).mapToDouble(k -> curve.scores().get((int) numbers[k]));
    DoubleStream fractions =
        IntStream.range(0, numbers.length).mapToDouble(k -> k / (numbers.length - 1.0));
    return new PerturbationCurve(
        ImmutableDoubleArray.copyOf(fractions),
        ImmutableDoubleArray.copyOf(scores),
        curve.scoreOfInput());
  }

  private static double[] scores(PerturbationCurve curve) {
    return curve.scores().toArray();
  }
}
