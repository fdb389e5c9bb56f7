package io.github.tfsaliency.method;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.GroupedInput;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.method.hiding.Hsic;
import io.github.tfsaliency.method.hiding.KernelShap;
import io.github.tfsaliency.method.hiding.Lime;
import io.github.tfsaliency.method.hiding.Occlusion;
import io.github.tfsaliency.method.hiding.Rise;
import io.github.tfsaliency.method.hiding.SampledShapley;
import io.github.tfsaliency.method.hiding.Sobol;
import io.github.tfsaliency.method.path.Xrai;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.ScoredGraphs;
import io.github.tfsaliency.support.SmallGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.index.Indices;

/** Methods that hide parts of the input hide a group of features as a whole. */
class GroupedFeaturesTest {
  private static final int FEATURES = 9;
  private static final int HIDDEN = 8;

  /** The group of each feature. */
  private static final int[] GROUP = {0, 1, 1, 2, 0, 3, 3, 3, 1};

  private static final FeatureGroups GROUPS =
      FeatureGroups.of(
          List.of(GroupedInput.of("x", Shape.of(FEATURES))),
          Map.of("a", List.of("0", "4"), "b", List.of("1", "2", "8"), "d", List.of("5", "6", "7")));

  static Stream<AttributionMethod> methods() {
    return Stream.of(
        Occlusion.of(1, 1),
        Rise.of().withSamples(60),
        Lime.of().withSamples(80),
        KernelShap.of().withSamples(60),
        SampledShapley.of().withSamples(5),
        Sobol.of().withDesigns(9),
        Hsic.of().withSamples(40));
  }

  /** Three scores: a hidden layer with ReLU, from features or from what each group shows. */
  private static InferenceGraph model(double[] first, int features) {
    SmallGraph graph = new SmallGraph();
    graph.input("x", features);
    String hidden =
        graph.node("Relu", graph.node("MatMul", "x", graph.constant(first, features, HIDDEN)));
    graph.node("MatMul", hidden, graph.weights(HIDDEN, 3));
    return graph.build();
  }

  private static double[] weights() {
    return ScoredGraphs.doubles(Inputs.normal(4, FEATURES * HIDDEN));
  }

  /** How much of each group is shown decides what the first layer gets of it. */
  private static double[] ofGroups(double[] first, FloatNdArray input, int... numberOf) {
    double[] folded = new double[GROUPS.names().size() * HIDDEN];
    for (int i = 0; i < FEATURES; i++) {
      for (int unit = 0; unit < HIDDEN; unit++) {
        folded[numberOf[i] * HIDDEN + unit] += first[i * HIDDEN + unit] * input.getFloat(0, i);
      }
    }
    return folded;
  }

  private static int[] numbers() {
    return GROUPS.labels("x", Shape.of(FEATURES));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theValuesOfGroupsAreThoseOfAModelThatHasAFeatureForEach(AttributionMethod method) {
    FloatNdArray input = Inputs.normal(3, 1, FEATURES);
    double[] ones = new double[GROUPS.names().size()];
    Arrays.fill(ones, 1);

    double[] sums = sums(explain(model(weights(), FEATURES), method, GROUPS, input, 1));

    float[] expected =
        ScoredGraphs.map(
            model(ofGroups(weights(), input, numbers()), ones.length),
            method,
            ScoredGraphs.array(ones, 1, ones.length),
            1);
    for (int group = 0; group < expected.length; group++) {
      assertThat(sums[group]).isCloseTo(expected[group], within(2e-4));
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aSampleOfABatchHasTheMapThatItHasAlone(AttributionMethod method) {
    FloatNdArray input = Inputs.normal(6, 3, FEATURES);
    InferenceGraph model = model(weights(), FEATURES);

    float[] together = Maps.array(explain(model, method, GROUPS, input, 1).onlyMap());
    float[] alone =
        Maps.array(explain(model, method, GROUPS, input.slice(Indices.range(1, 2)), 1).onlyMap());

    for (int i = 0; i < FEATURES; i++) {
      assertThat(together[FEATURES + i]).isCloseTo(alone[i], within(1e-5f));
    }
  }

  /** Of all coalitions there are no more than 14. */
  static Stream<AttributionMethod> countedMethods() {
    return methods()
        .map(method -> method instanceof KernelShap shap ? shap.withSamples(14) : method);
  }

  @ParameterizedTest
  @MethodSource("countedMethods")
  void progressEndsWhereItSaid(AttributionMethod method) {
    FloatNdArray input = Inputs.normal(6, 2, FEATURES);
    long[] done = new long[1];
    try (GradientEngine engine = GradientEngine.open(model(weights(), FEATURES))) {
      ChunkedPasses passes =
          ChunkedPasses.of(engine, ScoredGraphs.PLENTY, (now, total) -> done[0] = now, () -> false);
      Batch batch = Batch.of("x", input).grouped(Optional.of(GROUPS));
      var unused = method.attribute(passes, batch, ScoredGraphs.targets(input, 0));

      assertThat(method.passCount(passes, batch)).isEqualTo(done[0]);
    }
  }

  /** In double precision, over all orders of the groups. */
  @Test
  void shapleyValuesOfGroupsAreTheMeanOverAllOrders() {
    FloatNdArray input = Inputs.normal(3, 1, FEATURES);
    double[] first = weights();
    SmallGraph graph = new SmallGraph();
    graph.input("x", FEATURES);
    String hidden =
        graph.node("Relu", graph.node("MatMul", "x", graph.constant(first, FEATURES, HIDDEN)));
    String second = graph.weights(HIDDEN, 3);
    graph.node("MatMul", hidden, second);
    double[] last = graph.values(second);
    double[] game = new double[1 << 4];
    for (int present = 0; present < game.length; present++) {
      game[present] = score(first, last, input, present);
    }
    double[] expected = new double[4];
    int[] orders = new int[1];
    addOrders(0, new boolean[4], game, expected, orders);

    double[] sums = sums(explain(graph.build(), KernelShap.of().withSamples(60), GROUPS, input, 1));

    for (int i = 0; i < FEATURES; i++) {
      assertThat(sums[numbers()[i]]).isCloseTo(expected[GROUP[i]] / orders[0], within(1e-5));
    }
  }

  private static double score(double[] first, double[] last, FloatNdArray input, int present) {
    double score = 0;
    for (int unit = 0; unit < HIDDEN; unit++) {
      double sum = 0;
      for (int i = 0; i < FEATURES; i++) {
        sum += (present >> GROUP[i] & 1) * input.getFloat(0, i) * first[i * HIDDEN + unit];
      }
      score += Math.max(0, sum) * last[unit * 3 + 1];
    }
    return score;
  }

  private static void addOrders(
      int present, boolean[] used, double[] game, double[] values, int[] orders) {
    if (present == game.length - 1) {
      orders[0]++;
    }
    for (int next = 0; next < used.length; next++) {
      if (!used[next]) {
        used[next] = true;
        int before = orders[0];
        addOrders(present | 1 << next, used, game, values, orders);
        int behind = orders[0] - before;
        values[next] += behind * (game[present | 1 << next] - game[present]);
        used[next] = false;
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aGroupOfOneIsTheFeatureItself(AttributionMethod method) {
    FloatNdArray input = Inputs.normal(3, 2, FEATURES);
    InferenceGraph model = model(weights(), FEATURES);
    FeatureGroups single =
        FeatureGroups.of(List.of(GroupedInput.of("x", Shape.of(FEATURES))), Map.of());

    assertThat(Maps.array(explain(model, method, single, input, 2).onlyMap()))
        .containsExactly(ScoredGraphs.map(model, method, input, 2), within(1e-6f));
  }

  @Test
  void groupsMayHaveFeaturesOfSeveralInputs() {
    SmallGraph graph = new SmallGraph();
    graph.input("a", 3);
    graph.input("b", 2, 2);
    String flat = graph.node("Reshape", "b", graph.integers(-1, 4));
    String left = graph.weights(3, 2);
    String right = graph.weights(4, 2);
    graph.node("AddV2", graph.node("MatMul", "a", left), graph.node("MatMul", flat, right));
    FloatNdArray a = Inputs.normal(1, 1, 3);
    FloatNdArray b = Inputs.normal(2, 1, 2, 2);
    FeatureGroups groups =
        FeatureGroups.of(
            List.of(GroupedInput.of("a", Shape.of(3)), GroupedInput.of("b", Shape.of(2, 2))),
            Map.of("both", List.of("a:0", "b:1")));
    Batch batch = new Batch(ImmutableMap.of("a", a, "b", b), 1).grouped(Optional.of(groups));

    GradientResult result;
    try (GradientEngine engine = GradientEngine.open(graph.build())) {
      result =
          KernelShap.of()
              .attribute(
                  ChunkedPasses.of(engine),
                  batch,
                  new ResolvedTargets(ImmutableLongArray.of(1), Optional.empty()));
    }

    double expected =
        a.getFloat(0, 0) * graph.values(left)[1]
            + b.getFloat(0, 1, 0) * graph.values(right)[2 * 2 + 1]
            + b.getFloat(0, 1, 1) * graph.values(right)[3 * 2 + 1];
    ImmutableMap<String, Attribution> maps =
        ImmutableMap.copyOf(
            com.google.common.collect.Maps.transformValues(
                result.maps(),
                map ->
                    Attribution.ofBatch(
                        map, result.targets(), result.scores(), "kernel-shap", "")));
    assertThat(groups.names()).containsExactly("both", "a:1", "a:2", "b:0");
    assertThat(requireNonNull(groups.sums(maps).get("both")).get(0))
        .isCloseTo(expected, within(1e-5));
  }

  @Test
  void xraiTakesGroupsForItsRegions() {
    FloatNdArray input = Inputs.uniform(8, 1, 6, 4, 2);
    InferenceGraph model = ScoredGraphs.nonlinear(6, 4, 2);
    int[] halves = new int[24];
    Arrays.fill(halves, 0, 7, 1);
    FeatureGroups groups =
        FeatureGroups.ofMask(
            NdArrays.wrap(Shape.of(6, 4), DataBuffers.of(halves, false, false)),
            List.of("right", "left"));

    float[] map = Maps.array(explain(model, Xrai.of(), groups, input, 1).onlyMap());

    assertThat(map).hasSize(24);
    for (int i = 0; i < 24; i++) {
      assertThat(map[i]).isEqualTo(map[i < 7 ? 0 : 7]);
    }
    assertThat(map[0]).isNotEqualTo(map[7]);
  }

  @Test
  void theMeanOfAGroupOfFeaturesIsNoBaseline() {
    assertThatThrownBy(
            () ->
                explain(
                    model(weights(), FEATURES),
                    Lime.of().withMeanColor(),
                    GROUPS,
                    Inputs.normal(3, 1, FEATURES),
                    1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "LIME would hide a group of features of the input 'x' by their mean");
  }

  @Test
  void aBaselineStandsInThePlaceOfAGroup() {
    double[] weights = ScoredGraphs.doubles(Inputs.normal(2, FEATURES));
    FloatNdArray input = Inputs.normal(3, 1, FEATURES);

    double[] sums =
        sums(
            explain(
                ScoredGraphs.linear(weights, FEATURES),
                Occlusion.of(4, 2).withBaseline(Baseline.constant(0.5)),
                GROUPS,
                input,
                0));

    double[] expected = new double[4];
    for (int i = 0; i < FEATURES; i++) {
      expected[numbers()[i]] += weights[i] * (input.getFloat(0, i) - 0.5);
    }
    assertThat(sums).containsExactly(expected, within(1e-5));
  }

  private static double[] sums(GradientResult result) {
    Attribution map =
        Attribution.ofBatch(result.onlyMap(), result.targets(), result.scores(), "any", "");
    return map.sums(GROUPS).values().stream().mapToDouble(sums -> sums.get(0)).toArray();
  }

  private static GradientResult explain(
      InferenceGraph model,
      AttributionMethod method,
      FeatureGroups groups,
      FloatNdArray input,
      long target) {
    try (GradientEngine engine = GradientEngine.open(model)) {
      return method.attribute(
          ChunkedPasses.of(engine, ScoredGraphs.PLENTY, (done, total) -> {}, () -> false),
          Batch.of("x", input).grouped(Optional.of(groups)),
          ScoredGraphs.targets(input, target));
    }
  }
}
