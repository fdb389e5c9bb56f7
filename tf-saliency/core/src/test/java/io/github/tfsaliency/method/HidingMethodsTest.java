package io.github.tfsaliency.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.method.hiding.KernelShap;
import io.github.tfsaliency.method.hiding.Lime;
import io.github.tfsaliency.method.hiding.Rise;
import io.github.tfsaliency.method.path.Xrai;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.ScoredGraphs;
import io.github.tfsaliency.support.SmallGraph;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;

/** What holds of every method that hides parts of its input, or ranks them. */
class HidingMethodsTest {
  private static final double ROUNDING = 1e-5;
  private static final FloatNdArray INPUT = Inputs.uniform(8, 3, 16, 12, 3);

  static Stream<AttributionMethod> methods() {
    return Stream.of(
        Rise.of().withSamples(40).withKeep(0.6),
        KernelShap.of().withSamples(120),
        Lime.of().withSamples(60),
        Lime.of().withSamples(60).withMeanColor(),
        Xrai.of().withSteps(3),
        Xrai.of().withSteps(3).withRanking(Xrai.Ranking.ONCE));
  }

  private static InferenceGraph model() {
    return ScoredGraphs.nonlinear(16, 12, 3);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void mapsHaveAValueForEachPixel(AttributionMethod method) {
    GradientResult result = ScoredGraphs.explain(model(), method, INPUT, 1);

    assertThat(result.onlyMap().shape()).isEqualTo(Shape.of(3, 16, 12, 1));
    assertThat(result.gaps()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aSampleAloneIsTheSampleInItsBatch(AttributionMethod method) {
    FloatNdArray together = ScoredGraphs.explain(model(), method, INPUT, 1).onlyMap();

    FloatNdArray alone =
        ScoredGraphs.explain(model(), method, INPUT.slice(Indices.range(2, 3)), 1).onlyMap();

    assertThat(Maps.of(together.slice(Indices.range(2, 3)), alone).largestError())
        .isLessThan(ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void chunksOfOneAreChunksOfMany(AttributionMethod method) {
    FloatNdArray many = ScoredGraphs.explain(model(), method, INPUT, 1).onlyMap();

    FloatNdArray one = ScoredGraphs.explain(model(), method, INPUT, 1, 1).onlyMap();

    assertThat(Maps.of(many, one).largestError()).isLessThan(ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theSameSeedGivesTheSameMap(AttributionMethod method) {
    float[] map = ScoredGraphs.map(model(), method, INPUT, 1);

    assertThat(ScoredGraphs.map(model(), method, INPUT, 1)).isEqualTo(map);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theTargetIsChosenOnceAtTheInput(AttributionMethod method) {
    GradientResult top = ScoredGraphs.explain(model(), method, INPUT, Target.TOP);

    GradientResult plain = ScoredGraphs.explain(model(), Gradient.of(), INPUT, Target.TOP);
    assertThat(top.targets()).isEqualTo(plain.targets());
    for (int i = 0; i < 3; i++) {
      assertThat(top.scores().get(i)).isCloseTo(plain.scores().get(i), within(ROUNDING));
    }
    FloatNdArray first = INPUT.slice(Indices.range(0, 1));
    FloatNdArray named =
        ScoredGraphs.explain(model(), method, first, plain.targets().get(0)).onlyMap();
    assertThat(Maps.of(top.onlyMap().slice(Indices.range(0, 1)), named).largestError())
        .isLessThan(ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void passesAreCountedBeforehand(AttributionMethod method) {
    Batch batch = Batch.of("x", INPUT);
    long[] counted = new long[1];
    try (GradientEngine engine = GradientEngine.open(model())) {
      Passes passes =
          ChunkedPasses.of(
              engine, ScoredGraphs.PLENTY, (done, total) -> counted[0] = done, () -> false);
      GradientResult result = method.attribute(passes, batch, targets(3));

      assertThat(result.maps()).hasSize(1);
      assertThat(method.passCount(passes, batch)).isEqualTo(counted[0]);
    }
  }

  private static ResolvedTargets targets(int samples) {
    long[] first = new long[samples];
    Arrays.fill(first, 0);
    return new ResolvedTargets(ImmutableLongArray.copyOf(first), Optional.empty());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void severalInputsAreRefused(AttributionMethod method) {
    SmallGraph graph = new SmallGraph();
    graph.input("a", 4);
    graph.input("b", 4);
    graph.node("AddV2", "a", "b");
    Batch batch =
        new Batch(ImmutableMap.of("a", Inputs.normal(1, 1, 4), "b", Inputs.normal(2, 1, 4)), 1);
    try (GradientEngine engine = GradientEngine.open(graph.build())) {
      assertThatThrownBy(() -> method.attribute(ChunkedPasses.of(engine), batch, targets(1)))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageEndingWith(
              """
               hides parts of one input, but the model has several: [a, b].
              Maybe use a method of gradients.\
              """);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void volumesAreRefused(AttributionMethod method) {
    assertThatThrownBy(
            () ->
                ScoredGraphs.map(
                    ScoredGraphs.nonlinear(2, 2, 2, 1), method, Inputs.normal(1, 1, 2, 2, 2, 1), 0))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageEndingWith(
            """
             needs samples of shape [height, width, channels], [length, channels] or [features], \
            but those of 'x' have the shape [2, 2, 2, 1].
            Maybe use a method of gradients.\
            """);
  }

  static Stream<AttributionMethod> methodsOfSequences() {
    return methods().filter(method -> !(method instanceof Xrai));
  }

  @ParameterizedTest
  @MethodSource("methodsOfSequences")
  void aSequenceIsAnImageOfOneRow(AttributionMethod method) {
    FloatNdArray input = Inputs.uniform(8, 2, 40, 3);

    GradientResult result = ScoredGraphs.explain(ScoredGraphs.nonlinear(40, 3), method, input, 1);

    assertThat(result.onlyMap().shape()).isEqualTo(Shape.of(2, 40, 1));
  }

  @ParameterizedTest
  @MethodSource("methodsOfSequences")
  void featuresHaveAValueEach(AttributionMethod method) {
    GradientResult result =
        ScoredGraphs.explain(ScoredGraphs.nonlinear(8), method, Inputs.uniform(8, 2, 8), 1);

    assertThat(result.onlyMap().shape()).isEqualTo(Shape.of(2, 8));
  }
}
