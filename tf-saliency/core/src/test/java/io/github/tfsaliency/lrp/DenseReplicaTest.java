package io.github.tfsaliency.lrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.lrp.DenseReplica.Rectifier;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.RectifiedGradient.Variant;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

/** The maps of the mlp agree with a replica in double precision, for a hundred random inputs. */
@TestInstance(Lifecycle.PER_CLASS)
class DenseReplicaTest {
  private static final int SAMPLES = 100;
  private static final int FEATURES = 12;
  private static final int CLASSES = 5;
  private static final double TOLERANCE = 1e-5;

  private final DenseReplica replica =
      DenseReplica.read(Path.of("src/test/resources/replica/mlp.txt"));
  private final FloatNdArray inputs = Inputs.normal(42, SAMPLES, FEATURES);
  private final long[] targets = IntStream.range(0, SAMPLES).mapToLong(i -> i % CLASSES).toArray();
  @AutoClose private final Model model = Model.load(References.model("mlp"));

  @Test
  void predictsTheSameLogits() {
    float[] logits = Maps.array(model.predict(inputs));

    for (int i = 0; i < SAMPLES; i++) {
      double[] expected = replica.predict(sample(i));
      for (int j = 0; j < CLASSES; j++) {
        assertThat((double) logits[i * CLASSES + j]).isCloseTo(expected[j], within(TOLERANCE));
      }
    }
  }

  @Test
  void differentiates() {
    assertAgrees(Gradient.of(), DenseReplica.derivative());
  }

  @Test
  void guides() {
    assertAgrees(GuidedBackprop.of(), DenseReplica.guided());
  }

  @Test
  void deconvolves() {
    assertAgrees(DeconvNet.of(), DenseReplica.deconvolution());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 30, 50, 80, 98, 100})
  void rectifiesAtPercentiles(double q) {
    assertAgrees(RectifiedGradient.percentile(q), DenseReplica.percentile(q, false));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 30, 50, 80, 98, 100})
  void rectifiesAtPercentilesOfTheMagnitude(double q) {
    assertAgrees(
        RectifiedGradient.percentile(q).withVariant(Variant.MOD), DenseReplica.percentile(q, true));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 0, 0.02, 1000})
  void rectifiesAtAConstant(double tau) {
    assertAgrees(RectifiedGradient.threshold(tau), DenseReplica.threshold(tau));
  }

  @ParameterizedTest
  @CsvSource({"0, 15", "30, 10", "50, 8", "80, 3", "98, 0", "100, 0"})
  void ranksHalfToEven(double q, int rank) {
    assertThat(DenseReplica.rank(q, 16)).isEqualTo(rank);
  }

  @Test
  void passesNothingAtTheHundredthPercentile() {
    assertThat(maps(RectifiedGradient.percentile(100))).containsOnly(0);
  }

  private void assertAgrees(AttributionMethod method, Rectifier rectifier) {
    float[] maps = maps(method);
    for (int i = 0; i < SAMPLES; i++) {
      double[] expected = replica.backward(sample(i), (int) targets[i], rectifier);
      double tolerance = 0;
      for (double value : expected) {
        tolerance = Math.max(tolerance, TOLERANCE * Math.abs(value));
      }
      for (int j = 0; j < FEATURES; j++) {
        assertThat((double) maps[i * FEATURES + j])
            .as("sample %s, feature %s", i, j)
            .isCloseTo(expected[j], within(tolerance));
      }
    }
  }

  private float[] maps(AttributionMethod method) {
    return Saliency.of(model)
        .method(method)
        .target(Target.classIndices(targets))
        .compute(inputs)
        .toArray();
  }

  private double[] sample(int index) {
    return IntStream.range(0, FEATURES).mapToDouble(j -> inputs.getFloat(index, j)).toArray();
  }
}
