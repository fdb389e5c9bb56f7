package io.github.tfsaliency.lrp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.path.ExpectedGradients;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.SmallGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** What DeepLIFT compares with, whatever the model is made of. */
class DeepLiftBaselineTest {
  private static final String LINEAR = "deeplift_linear_gap";
  private static final double ROUNDING = 1e-5;

  private static final double[] W1 = {0.5, -1, 0.75, 0.25, 1, -0.5};
  private static final double[] B1 = {0.1, -0.3, 0.2};
  private static final double[] W2 = {1.5, -0.75, 0.5};
  private static final double[] X = {0.9, -0.4};

  @TempDir Path folder;

  @Test
  void aModelWithoutActivationsIsComparedToo() throws IOException {
    FloatNdArray expected = Cases.of(LINEAR).array("expected_map_half");
    try (Model model = Cases.of(LINEAR).model().load()) {
      Attribution map =
          Saliency.of(model).method(DeepLift.of(0.5)).compute(Cases.of(LINEAR).array("x"));

      assertThat(Maps.of(map.values(), expected).largestError()).isLessThan(ROUNDING);
      assertThat(map.gaps().orElseThrow().stream()).allMatch(gap -> Math.abs(gap) < ROUNDING);
    }
  }

  @Test
  void itsBiasIsNoPartOfTheGap() throws IOException {
    try (Model model = Cases.of(LINEAR).model().load()) {
      Attribution map =
          Saliency.of(model).method(DeepLift.of(0)).compute(Cases.of(LINEAR).array("x"));

      assertThat(map.gaps().orElseThrow().stream()).allMatch(gap -> Math.abs(gap) < ROUNDING);
    }
  }

  @Test
  void anExportIsComparedTheSame() throws IOException {
    FloatNdArray input = Cases.of(LINEAR).array("x");
    long features = input.shape().get(1);
    FloatNdArray background = Inputs.uniform(3, 4, features);
    DeepLift method =
        DeepLift.of(0).withBaselines(Baseline.array(background), Baseline.constant(2));
    try (Model model = Cases.of(LINEAR).model().load()) {
      Saliency saliency = Saliency.of(model).method(method).target(Target.classIndex(0));
      saliency.export(folder.resolve("explained"));

      try (Model exported = Model.load(folder.resolve("explained"))) {
        FloatNdArray map =
            exported.explanation().orElseThrow().compute(input, Target.classIndex(0)).values();
        assertThat(Maps.of(map, saliency.compute(input).values()).largestError())
            .isLessThan(ROUNDING);
      }
    }
  }

  @Test
  void aBaselineMayDifferByFeature() {
    double[] baseline = {0.2, -0.6};

    GradientResult result = explain(DeepLift.of(0).withBaselines(Baseline.perChannel(baseline)));

    assertThat(Maps.array(result.onlyMap())).containsExactly(replica(baseline), within(1e-6f));
    assertThat(result.gaps().orElseThrow().get(0)).isCloseTo(0, within(1e-6));
  }

  @Test
  void severalBaselinesGiveTheMeanOfTheirMaps() {
    double[] first = {0.2, -0.6};
    double[] second = {1, 1};

    GradientResult result =
        explain(DeepLift.of(0).withBaselines(Baseline.perChannel(first), Baseline.constant(1)));

    assertThat(Maps.array(result.onlyMap()))
        .containsExactly(mean(replica(first), replica(second)), within(1e-6f));
    assertThat(result.gaps().orElseThrow().get(0)).isCloseTo(0, within(1e-6));
  }

  /** The baseline's pass is kept between calls. */
  @Test
  void aBaselineThatReturnsGivesItsMapAgain() {
    double[][] baselines = {{0.2, -0.6}, {1, 0.5}, {0.2, -0.6}, {-1, 0.1}, {1, 0.5}};
    try (GradientEngine engine = GradientEngine.open(network().build())) {
      for (double[] baseline : baselines) {
        GradientResult result = explain(engine, perChannel(baseline));

        assertThat(Maps.array(result.onlyMap())).containsExactly(replica(baseline), within(1e-6f));
        assertThat(result.gaps().orElseThrow().get(0)).isCloseTo(0, within(1e-6));
      }
    }
  }

  @Test
  void threadsMayHaveBaselinesOfTheirOwn() {
    try (GradientEngine engine = GradientEngine.open(network().build())) {
      IntStream.range(0, 200)
          .parallel()
          .forEach(
              i -> {
                double[] baseline = {i % 7, -i % 3};
                assertThat(Maps.array(explain(engine, perChannel(baseline)).onlyMap()))
                    .containsExactly(replica(baseline), within(1e-5f));
              });
    }
  }

  private static DeepLift perChannel(double... baseline) {
    return DeepLift.of(0).withBaselines(Baseline.perChannel(baseline));
  }

  static AttributionMethod[] ofTwo() {
    Baseline[] two = {Baseline.perChannel(0.2, -0.6), Baseline.perChannel(1, 0.5)};
    return new AttributionMethod[] {
      DeepLift.of(0).withBaselines(two),
      IntegratedGradients.of().withBaselines(two),
      ExpectedGradients.of(two)
    };
  }

  static AttributionMethod[] ofBackground() {
    Baseline background =
        Baseline.array(
            NdArrays.wrap(
                Shape.of(2, 2), DataBuffers.of(new float[] {0.2f, -0.6f, 1, 0.5f}, true, false)));
    return new AttributionMethod[] {
      DeepLift.of(0).withBaselines(background),
      IntegratedGradients.of().withBaselines(background),
      ExpectedGradients.of(background)
    };
  }

  static Object[][] alike() {
    Object[][] alike = new Object[ofTwo().length][];
    for (int i = 0; i < alike.length; i++) {
      alike[i] = new Object[] {ofBackground()[i], ofTwo()[i]};
    }
    return alike;
  }

  @ParameterizedTest
  @MethodSource("alike")
  void aBackgroundIsAsManyBaselinesAsItHasSamples(
      AttributionMethod ofBackground, AttributionMethod ofEach) {
    GradientResult expected = explain(ofEach);

    GradientResult result = explain(ofBackground);

    assertThat(result.onlyMap()).isEqualTo(expected.onlyMap());
    assertThat(result.gaps()).isEqualTo(expected.gaps());
  }

  /** The largest of several linear units keeps its gradient, so the gap is what that misses. */
  @Test
  void theGapOfMaxoutIsWhatItsGradientMisses() {
    SmallGraph graph = new SmallGraph();
    graph.input("x", 2);
    String units = graph.node("MatMul", "x", graph.constant(W1, 2, 3));
    graph.add(
        graph
            .builder("Max", units, graph.integers(1))
            .putAttr("keep_dims", SmallGraph.truth(true)));
    double x0 = 0.25;

    GradientResult result = explain(graph, DeepLift.of(x0));

    double score = maxout(X);
    double ofBaseline = maxout(x0, x0);
    int winner = winner(X);
    double[] map = {(X[0] - x0) * W1[winner], (X[1] - x0) * W1[3 + winner]};
    assertThat(Maps.array(result.onlyMap()))
        .containsExactly(new float[] {(float) map[0], (float) map[1]}, within(1e-6f));
    assertThat(result.gaps().orElseThrow().get(0))
        .isCloseTo(map[0] + map[1] - (score - ofBaseline), within(1e-6));
  }

  @Test
  void mapsOfLayersAreTheMeanOverTheBaselines() throws IOException {
    try (Model model = Cases.of(LINEAR).model().load()) {
      Saliency saliency = Saliency.of(model);
      FloatNdArray input = Cases.of(LINEAR).array("x");

      ImmutableMap<String, FloatNdArray> both =
          saliency
              .method(DeepLift.of(0).withBaselines(Baseline.constant(0), Baseline.constant(1)))
              .layers(input)
              .values();

      ImmutableMap<String, FloatNdArray> zero =
          saliency.method(DeepLift.of(0)).layers(input).values();
      ImmutableMap<String, FloatNdArray> one =
          saliency.method(DeepLift.of(1)).layers(input).values();
      assertThat(both.keySet()).isEqualTo(zero.keySet()).isNotEmpty();
      both.forEach(
          (layer, map) -> {
            float[] mean = Maps.array(requireNonNull(zero.get(layer)));
            float[] other = Maps.array(requireNonNull(one.get(layer)));
            for (int i = 0; i < mean.length; i++) {
              mean[i] = (mean[i] + other[i]) / 2;
            }
            assertThat(Maps.array(map)).as(layer).containsExactly(mean, within(1e-5f));
          });
    }
  }

  private static GradientResult explain(AttributionMethod method) {
    return explain(network(), method);
  }

  private static SmallGraph network() {
    SmallGraph graph = new SmallGraph();
    graph.input("x", 2);
    String sums = graph.node("MatMul", "x", graph.constant(W1, 2, 3));
    String hidden = graph.node("Relu", graph.node("BiasAdd", sums, graph.constant(B1, 3)));
    graph.node("MatMul", hidden, graph.constant(W2, 3, 1));
    return graph;
  }

  private static GradientResult explain(SmallGraph graph, AttributionMethod method) {
    try (GradientEngine engine = GradientEngine.open(graph.build())) {
      return explain(engine, method);
    }
  }

  private static GradientResult explain(GradientEngine engine, AttributionMethod method) {
    FloatNdArray input =
        NdArrays.wrap(
            Shape.of(1, 2), DataBuffers.of(new float[] {(float) X[0], (float) X[1]}, true, false));
    return method.attribute(
        ChunkedPasses.of(engine),
        new Batch(ImmutableMap.of("x", input), 1),
        new ResolvedTargets(ImmutableLongArray.of(0), Optional.empty()));
  }

  /** Of X, in double precision: the slope between the baseline and the input at each ReLU. */
  private static float[] replica(double... baseline) {
    double[] map = new double[2];
    for (int unit = 0; unit < 3; unit++) {
      double z = B1[unit] + X[0] * W1[unit] + X[1] * W1[3 + unit];
      double z0 = B1[unit] + baseline[0] * W1[unit] + baseline[1] * W1[3 + unit];
      double slope = (Math.max(z, 0) - Math.max(z0, 0)) / (z - z0);
      for (int i = 0; i < 2; i++) {
        map[i] += (X[i] - baseline[i]) * W1[3 * i + unit] * slope * W2[unit];
      }
    }
    return new float[] {(float) map[0], (float) map[1]};
  }

  private static float[] mean(float[] one, float... other) {
    return new float[] {(one[0] + other[0]) / 2, (one[1] + other[1]) / 2};
  }

  private static double maxout(double... x) {
    int unit = winner(x);
    return x[0] * W1[unit] + x[1] * W1[3 + unit];
  }

  private static int winner(double... x) {
    int winner = 0;
    for (int unit = 1; unit < 3; unit++) {
      if (x[0] * W1[unit] + x[1] * W1[3 + unit] > x[0] * W1[winner] + x[1] * W1[3 + winner]) {
        winner = unit;
      }
    }
    return winner;
  }
}
