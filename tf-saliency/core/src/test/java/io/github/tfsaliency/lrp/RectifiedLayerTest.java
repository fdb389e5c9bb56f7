package io.github.tfsaliency.lrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.layer.LayerSelector;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RelevanceStart;
import io.github.tfsaliency.rule.AlphaBeta;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.Epsilon;
import io.github.tfsaliency.rule.Flat;
import io.github.tfsaliency.rule.Gamma;
import io.github.tfsaliency.rule.LrpRule;
import io.github.tfsaliency.rule.WSquare;
import io.github.tfsaliency.rule.ZPlus;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.SmallGraph;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.family.TNumber;

/**
 * A layer ahead of a ReLU saves computations where its output is negative, if all rules behind the
 * ReLU give nothing to zeros. Two layers agree with their replicas, whatever stands behind.
 */
class RectifiedLayerTest {
  private static final int FEATURES = 5;
  private static final int UNITS = 8;
  private static final int CLASSES = 3;
  private static final double TOLERANCE = 1e-5;

  private static final Map<GradientRule, LayerReplica.Rule> AHEAD =
      ImmutableMap.of(
          new Epsilon(0.25), LayerReplica.epsilon(0.25),
          new Gamma(0), LayerReplica.gamma(0),
          new Gamma(0.5), LayerReplica.gamma(0.5),
          new Gamma(1000), LayerReplica.gamma(1000),
          new ZPlus(), LayerReplica.alphaBeta(1, 0),
          new AlphaBeta(2, 1), LayerReplica.alphaBeta(2, 1));

  private static final Map<GradientRule, LayerReplica.Rule> BEHIND =
      ImmutableMap.of(
          new Epsilon(1e-6), LayerReplica.epsilon(1e-6),
          new Gamma(0.25), LayerReplica.gamma(0.25),
          new ZPlus(), LayerReplica.alphaBeta(1, 0),
          new Flat(), LayerReplica.flat(),
          new WSquare(), LayerReplica.wSquare());

  private final Random random = new Random(3);
  private final SmallGraph graph = new SmallGraph();
  private final LayerReplica first = new LayerReplica(UNITS, FEATURES);
  private final LayerReplica second = new LayerReplica(CLASSES, UNITS);
  private final String hidden = dense(graph, first, graph.input("x", FEATURES), FEATURES, UNITS);
  private final String rectified = graph.node("Relu", hidden);

  /** Keeps what its layer knows of the ReLU behind it. */
  private record Asking(AtomicReference<Boolean> answer) implements LrpRule {
    @Override
    public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
      answer.compareAndSet(null, node.isIrrelevantBelowZero());
      return node.tf().zerosLike(node.input());
    }
  }

  static Stream<GradientRule> ahead() {
    return AHEAD.keySet().stream();
  }

  static Stream<Arguments> pairs() {
    return AHEAD.keySet().stream()
        .flatMap(ahead -> BEHIND.keySet().stream().map(behind -> Arguments.of(ahead, behind)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void agreesWithTheReplicas(GradientRule ahead, GradientRule behind) {
    dense(graph, second, rectified, UNITS, CLASSES);
    double[] x = numbers(FEATURES);
    double[] r = numbers(CLASSES);
    double[] expected = expected(x, r, first, ahead, second, behind);

    assertClose(relevance(graph, x, r, ahead, behind), expected);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void agreesWithTheReplicasIfNoInputIsNegative(GradientRule ahead, GradientRule behind) {
    SmallGraph three = new SmallGraph();
    LayerReplica one = new LayerReplica(UNITS, FEATURES);
    LayerReplica two = new LayerReplica(CLASSES, UNITS);
    String data = three.node("Relu", three.input("x", FEATURES));
    dense(three, two, three.node("Relu", dense(three, one, data, FEATURES, UNITS)), UNITS, CLASSES);
    double[] x = numbers(FEATURES);
    double[] r = numbers(CLASSES);
    double[] expected = expected(rectified(x), r, one, ahead, two, behind);

    assertClose(relevance(three, x, r, ahead, behind), expected);
  }

  @ParameterizedTest
  @MethodSource("ahead")
  void aUnitWithoutPositiveContributionsGivesNothing(GradientRule ahead) {
    SmallGraph negative = new SmallGraph();
    String data = negative.input("x", 2);
    String matrix = negative.constant(new double[] {-300.25, 1.5, -700.75, 2.5}, 2, 2);
    String inner = negative.node("Relu", negative.node("MatMul", data, matrix));
    negative.node("MatMul", inner, negative.constant(new double[] {1, 1}, 2, 1));

    float[] relevance =
        relevance(negative, new double[] {1, 3}, new double[] {1}, ahead, new Epsilon(0));

    // 1.5 and 7.5 are all contributions to the other unit.
    assertThat(relevance[0] / (relevance[0] + relevance[1])).isCloseTo(1.5f / 9, within(1e-4f));
  }

  private static double[] expected(
      double[] x,
      double[] r,
      LayerReplica first,
      GradientRule ahead,
      LayerReplica second,
      GradientRule behind) {
    double[] z = first.predict(x);
    assertThat(Arrays.stream(z).boxed()).anyMatch(unit -> unit > 0).anyMatch(unit -> unit < 0);
    double[] ofHidden = rule(BEHIND, behind).down(second, rectified(z), r).relevance();
    return rule(AHEAD, ahead).down(first, x, ofHidden).relevance();
  }

  private static double[] rectified(double[] values) {
    return Arrays.stream(values).map(value -> Math.max(value, 0)).toArray();
  }

  private static void assertClose(float[] actual, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < FEATURES; i++) {
      assertThat(Math.abs(actual[i] - expected[i])).isLessThanOrEqualTo(TOLERANCE * largest);
    }
  }

  @Test
  void proportionalRulesBehindAReluMakeTheLayerIrrelevantBelowZero() {
    dense(graph, second, rectified, UNITS, CLASSES);

    assertThat(isIrrelevantBelowZero(new ZPlus())).isTrue();
  }

  @Test
  void aRuleThatGivesToZerosDoesNot() {
    dense(graph, second, rectified, UNITS, CLASSES);

    assertThat(isIrrelevantBelowZero(new Flat())).isFalse();
  }

  @Test
  void aSecondReaderOfTheSumDoesNot() {
    graph.node("AddV2", rectified, hidden);

    assertThat(isIrrelevantBelowZero(new ZPlus())).isFalse();
  }

  @Test
  void aSumBehindTheReluIsProportionalToo() {
    String branch = dense(graph, new LayerReplica(UNITS, UNITS), rectified, UNITS, UNITS);
    dense(graph, second, graph.node("AddV2", rectified, branch), UNITS, CLASSES);

    assertThat(isIrrelevantBelowZero(new ZPlus())).isTrue();
  }

  @Test
  void theModelsOutputMayStartWithAnyRelevance() {
    assertThat(isIrrelevantBelowZero(new ZPlus())).isFalse();
  }

  private boolean isIrrelevantBelowZero(GradientRule behind) {
    AtomicReference<Boolean> answer = new AtomicReference<>();
    try (GradientEngine engine = GradientEngine.open(graph.build())) {
      int outputs = Maps.array(engine.predict(batch(numbers(FEATURES)))).length;
      attribute(engine, numbers(FEATURES), numbers(outputs), new Asking(answer), behind);
    }
    return Boolean.TRUE.equals(answer.get());
  }

  private static float[] relevance(
      SmallGraph graph, double[] x, double[] r, GradientRule ahead, GradientRule behind) {
    try (GradientEngine engine = GradientEngine.open(graph.build())) {
      return attribute(engine, x, r, ahead, behind);
    }
  }

  private static float[] attribute(
      GradientEngine engine, double[] x, double[] r, GradientRule ahead, GradientRule behind) {
    Composite composite = Composite.uniform(behind).withRuleFirst(LayerSelector.first(), ahead);
    Lrp method = Lrp.of(composite).withStart(RelevanceStart.of(array(r, r.length)));
    ResolvedTargets any = new ResolvedTargets(ImmutableLongArray.of(0), Optional.empty());
    return Maps.array(method.attribute(ChunkedPasses.of(engine), batch(x), any).onlyMap());
  }

  private static String dense(
      SmallGraph graph, LayerReplica replica, String data, int inputs, int outputs) {
    String matrix = graph.weights(inputs, outputs);
    String bias = graph.weights(outputs);
    for (int i = 0; i < inputs; i++) {
      for (int j = 0; j < outputs; j++) {
        replica.connect(j, i, graph.values(matrix)[i * outputs + j]);
      }
    }
    replica.addBias(graph.values(bias));
    return graph.node("BiasAdd", graph.node("MatMul", data, matrix), bias);
  }

  private static LayerReplica.Rule rule(
      Map<GradientRule, LayerReplica.Rule> rules, GradientRule rule) {
    return Optional.ofNullable(rules.get(rule)).orElseThrow();
  }

  /** As float32 holds them. */
  private double[] numbers(int size) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return values;
  }

  private static Batch batch(double[] x) {
    return Batch.of("x", array(x, 1, x.length));
  }

  private static FloatNdArray array(double[] values, long... shape) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return NdArrays.wrap(Shape.of(shape), DataBuffers.of(floats, true, false));
  }
}
