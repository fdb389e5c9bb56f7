package io.github.tfsaliency.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Sampling;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.method.hiding.Hsic;
import io.github.tfsaliency.method.hiding.KernelShap;
import io.github.tfsaliency.method.hiding.Lime;
import io.github.tfsaliency.method.hiding.Rise;
import io.github.tfsaliency.method.hiding.SampledShapley;
import io.github.tfsaliency.method.hiding.Sobol;
import io.github.tfsaliency.method.path.ExpectedGradients;
import io.github.tfsaliency.segment.Segmentation;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.ScoredGraphs;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.index.Index;
import org.tensorflow.ndarray.index.Indices;

/** How sure the maps of methods that draw say they are. */
class StandardErrorTest {
  private static final int SEEDS = 128;
  private static final int HEIGHT = 6;
  private static final int WIDTH = 8;
  private static final InferenceGraph MODEL = ScoredGraphs.nonlinear(HEIGHT, WIDTH, 1);
  private static final FloatNdArray INPUT = Inputs.normal(3, 2, HEIGHT, WIDTH, 1);
  private static final FloatNdArray ONE = Inputs.normal(3, 1, HEIGHT, WIDTH, 1);

  /** What 128 seeds scatter is known to about 6 % where few directions vary. */
  private static final double AGREEMENT = 0.15;

  static Stream<Arguments> methods() {
    return Stream.of(
        method("smooth-grad", seed -> SmoothGrad.of(Gradient.of()).withSamples(40).withSeed(seed)),
        method(
            "smooth-grad-squared",
            seed -> SmoothGradSquared.of(Gradient.of()).withSamples(40).withSeed(seed)),
        method("var-grad", seed -> VarGrad.of(Gradient.of()).withSamples(60).withSeed(seed)),
        method(
            "expected-gradients",
            seed ->
                ExpectedGradients.of(Baseline.constant(0), Baseline.constant(1))
                    .withSamples(50)
                    .withSeed(seed)),
        method("rise", seed -> Rise.of().withSamples(100).withCells(3).withSeed(seed)),
        method("lime", seed -> Lime.of().withSegmentation(grid()).withSamples(120).withSeed(seed)),
        method(
            "kernel-shap",
            seed -> KernelShap.of().withSegmentation(grid()).withSamples(120).withSeed(seed)),
        method(
            "sampled-shapley",
            seed -> SampledShapley.of().withSegmentation(grid()).withSamples(20).withSeed(seed)),
        method("sobol", seed -> Sobol.of().withCells(3).withDesigns(64).withSeed(seed)));
  }

  private static Segmentation grid() {
    return Segmentation.grid(3, 4);
  }

  private static Arguments method(String name, LongFunction<AttributionMethod> ofSeed) {
    return Arguments.of(name, ofSeed);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void theyAreWhatMapsScatterOverSeeds(String name, LongFunction<AttributionMethod> ofSeed) {
    float[][] maps = new float[SEEDS][];
    double errors = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      GradientResult result = explain(ofSeed.apply(seed), ONE);
      maps[seed] = Maps.array(result.onlyMap());
      errors += squares(errors(result)) / SEEDS;
    }
    double ratio = Math.sqrt(errors / variance(maps));

    System.out.printf(Locale.ROOT, "%s standard error over scatter %.3f%n", name, ratio);
    assertThat(ratio).isCloseTo(1, within(AGREEMENT));
  }

  /** Of all elements together. */
  static double variance(float[][] maps) {
    double variance = 0;
    for (int element = 0; element < maps[0].length; element++) {
      double mean = 0;
      for (float[] map : maps) {
        mean += map[element] / (double) maps.length;
      }
      for (float[] map : maps) {
        variance += (map[element] - mean) * (map[element] - mean) / (maps.length - 1);
      }
    }
    return variance;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void aSampleAloneIsAsSureAsInTheBatch(String name, LongFunction<AttributionMethod> ofSeed) {
    float[] inBatch = errors(explain(ofSeed.apply(1), INPUT));

    float[] alone = errors(explain(ofSeed.apply(1), INPUT.slice(last())));

    for (int i = 0; i < alone.length; i++) {
      assertThat(inBatch[alone.length + i])
          .as(name)
          .isCloseTo(alone[i], within(1e-4f * Math.max(1, alone[i])));
    }
  }

  private static Index last() {
    return Indices.range(1, 2);
  }

  @Test
  void aMethodThatDrawsNothingHasNone() {
    assertThat(explain(Gradient.of(), ONE).sampling()).isEmpty();
  }

  @Test
  void dependenceHasNone() {
    assertThat(explain(Hsic.of().withSamples(20), ONE).sampling()).isEmpty();
  }

  @Test
  void aSingleDrawTellsNone() {
    assertThat(explain(SmoothGrad.of(Gradient.of()).withSamples(1), ONE).sampling()).isEmpty();
  }

  @Test
  void copiesWithoutNoiseAreSure() {
    AttributionMethod method = SmoothGrad.of(Gradient.of()).withSamples(5).withNoise(0);

    assertThat(errors(explain(method, ONE))).containsOnly(0);
  }

  @Test
  void exactShapleyValuesAreSure() {
    AttributionMethod method =
        KernelShap.of().withSegmentation(Segmentation.grid(2, 3)).withSamples(62);

    GradientResult result = explain(method, ONE);

    assertThat(errors(result)).containsOnly(0);
    assertThat(sampling(result).samples().asList()).containsExactly(62L);
  }

  @Test
  void theLinearModelOfALinearScoreIsSureOfShapleyValues() {
    double[] weights = ScoredGraphs.doubles(Inputs.normal(2, HEIGHT * WIDTH));
    InferenceGraph linear = ScoredGraphs.linear(weights, HEIGHT, WIDTH, 1);
    AttributionMethod method = KernelShap.of().withSegmentation(grid()).withSamples(100);

    GradientResult result = ScoredGraphs.explain(linear, method, ONE, 0);

    for (float error : errors(result)) {
      assertThat(error).isLessThan(1e-5f);
    }
  }

  @Test
  void drawingEndsAtTheFirstQuestionThatTheToleranceAnswers() {
    NoisyMethod method = SmoothGrad.of(Gradient.of()).withSamples(400);
    double tolerance = 0.1;

    GradientResult until = explain(method.withTolerance(tolerance), ONE);

    int drawn = (int) sampling(until).samples().get(0);
    assertThat(drawn).isLessThan(400).isGreaterThan(16);
    assertThat(drawn % 16).isZero();
    assertThat(ratio(until)).isLessThanOrEqualTo(tolerance);
    assertThat(ratio(explain(method.withSamples(drawn - 16), ONE))).isGreaterThan(tolerance);
    assertThat(Maps.array(until.onlyMap()))
        .containsExactly(
            Maps.array(explain(method.withSamples(drawn), ONE).onlyMap()), within(1e-6f));
  }

  static Stream<AttributionMethod> untilTheyAreSure() {
    return Stream.of(
        SmoothGrad.of(Gradient.of()).withSamples(400).withTolerance(0.12),
        VarGrad.of(Gradient.of()).withSamples(400).withTolerance(0.25),
        ExpectedGradients.of(Baseline.constant(0), Baseline.constant(1)).withTolerance(0.1),
        Rise.of().withSamples(400).withCells(3).withTolerance(0.2),
        Lime.of().withSegmentation(grid()).withTolerance(0.1),
        KernelShap.of().withSegmentation(grid()).withSamples(400).withTolerance(0.1),
        SampledShapley.of().withSegmentation(grid()).withSamples(400).withTolerance(0.1),
        Sobol.of().withCells(3).withDesigns(400).withTolerance(0.2));
  }

  @ParameterizedTest
  @MethodSource("untilTheyAreSure")
  void eachSampleIsDrawnForByItself(AttributionMethod method) {
    GradientResult together = explain(method, INPUT);

    GradientResult alone = explain(method, INPUT.slice(last()));

    assertThat(sampling(together).samples().get(1)).isEqualTo(sampling(alone).samples().get(0));
    float[] map = Maps.array(together.onlyMap());
    float[] expected = Maps.array(alone.onlyMap());
    for (int i = 0; i < expected.length; i++) {
      assertThat(map[expected.length + i]).isCloseTo(expected[i], within(1e-4f));
    }
  }

  @ParameterizedTest
  @MethodSource("untilTheyAreSure")
  void theMemoryChangesNeitherTheDrawsNorTheMap(AttributionMethod method) {
    GradientResult plenty = explain(method, INPUT);

    GradientResult little = ScoredGraphs.explain(MODEL, method, INPUT, 1, 1);

    assertThat(sampling(little).samples()).isEqualTo(sampling(plenty).samples());
    assertThat(Maps.of(little.onlyMap(), plenty.onlyMap()).largestError()).isLessThan(1e-5);
  }

  @ParameterizedTest
  @MethodSource("untilTheyAreSure")
  void fewerAreDrawnThanThereMayBe(AttributionMethod method) {
    Sampling sampling = sampling(explain(method, ONE));

    assertThat(sampling.samples().get(0)).isLessThan(400);
    assertThat(sampling.warnings().get(0)).isEmpty();
  }

  @Test
  void aToleranceThatIsNotMetIsAWarning() {
    AttributionMethod method = SmoothGrad.of(Gradient.of()).withSamples(20).withTolerance(0.001);

    Sampling sampling = sampling(explain(method, ONE));

    assertThat(sampling.samples().get(0)).isEqualTo(20);
    assertThat(sampling.warnings().get(0)).hasSize(1);
    assertThat(sampling.warnings().get(0).get(0))
        .matches(
            "(?s)After 20 draws, the largest number, the standard errors are 0\\.\\d+ of the map"
                + " \\(root mean squares\\), more than the tolerance 0\\.001\\.\\n"
                + "Maybe allow more samples, or a larger tolerance\\.");
  }

  private static GradientResult explain(AttributionMethod method, FloatNdArray input) {
    return ScoredGraphs.explain(MODEL, method, input, 1);
  }

  private static Sampling sampling(GradientResult result) {
    return result.sampling().orElseThrow();
  }

  private static float[] errors(GradientResult result) {
    return Maps.array(sampling(result).standardErrors().values().asList().get(0));
  }

  private static double ratio(GradientResult result) {
    return Math.sqrt(squares(errors(result)) / squares(Maps.array(result.onlyMap())));
  }

  static double squares(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum;
  }
}
