package io.github.tfsaliency.lrp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RelevanceStart;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.Products;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.SmallGraph;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;

/**
 * Products of a gate and a signal by the rule of Arras et al. 2017, against sums in double
 * precision.
 */
class GatedProductTest {
  private static final double EPSILON = 1e-6;
  private static final double[] X = {0.8, -0.5, 1.25, 0.75};
  private static final double[] GATE = {0.5, 1.5, -0.75, 0.25};
  private static final double[] RELEVANCE = {1, -0.5, 0.75, 2};

  private final SmallGraph graph = new SmallGraph();
  private final Map<String, FloatNdArray> fed = new LinkedHashMap<>();

  @Test
  void theSignalTakesAllAndTheGateNothing() {
    input("x", X);
    input("g", GATE);
    graph.node("Mul", "x", graph.node("Sigmoid", "g"));

    Map<String, double[]> maps = explain(Products.SIGNAL_TAKES_ALL);

    assertClose(maps, "x", RELEVANCE);
    assertClose(maps, "g", new double[4]);
  }

  @Test
  void halfIsTheDefault() {
    input("x", X);
    input("g", GATE);
    graph.node("Mul", "x", graph.node("Sigmoid", "g"));
    double[] half = new double[4];
    for (int i = 0; i < 4; i++) {
      double product = X[i] / (1 + Math.exp(-GATE[i]));
      half[i] = product * RELEVANCE[i] / stabilised(2 * product);
    }

    assertClose(explain(Products.HALF), "x", half);
  }

  /** h = z h0 + (1 - z) n, as a GRU has it. */
  @Test
  void theNewStateOfAGruGoesToItsSignalsInProportion() {
    double[] candidate = {0.3, 0.9, -0.4, 1.1};
    input("h0", X);
    input("n", candidate);
    input("z", GATE);
    String z = graph.node("Sigmoid", "z");
    String one = graph.constant(new double[] {1});
    String kept = graph.node("Mul", z, "h0");
    String fresh = graph.node("Mul", graph.node("Sub", one, z), graph.node("Tanh", "n"));
    graph.node("AddV2", kept, fresh);
    double[] ofState = new double[4];
    double[] ofCandidate = new double[4];
    for (int i = 0; i < 4; i++) {
      double gate = 1 / (1 + Math.exp(-GATE[i]));
      double first = gate * X[i];
      double second = (1 - gate) * Math.tanh(candidate[i]);
      double ratio = RELEVANCE[i] / stabilised(first + second);
      ofState[i] = first * ratio;
      ofCandidate[i] = second * ratio;
    }

    Map<String, double[]> maps = explain(Products.SIGNAL_TAKES_ALL);

    assertClose(maps, "h0", ofState);
    assertClose(maps, "n", ofCandidate);
    assertClose(maps, "z", new double[4]);
  }

  /** h = o tanh(f c0 + i tanh(g)), as an LSTM has it, with the gates' sums in one tensor. */
  @Test
  void theOutputOfAnLstmGoesToItsCellsInProportion() {
    input("c0", X);
    input("g", GATE);
    double[] sums = {0.2, -0.3, 0.4, 0.6, 1, 0.1, -0.7, 0.5, -0.2, 0.9, 0.3, 0.8};
    input("sums", sums);
    String[] gates = new String[3];
    for (int gate = 0; gate < 3; gate++) {
      String part =
          graph.add(
              graph
                  .builder("Slice", "sums", graph.integers(0, 4 * gate), graph.integers(-1, 4))
                  .putAttr("Index", Graphs.type(DataType.DT_INT32)));
      gates[gate] = graph.node("Sigmoid", part);
    }
    String kept = graph.node("Mul", gates[0], "c0");
    String fresh = graph.node("Mul", gates[1], graph.node("Tanh", "g"));
    String cell = graph.node("AddV2", kept, fresh);
    graph.node("Mul", gates[2], graph.node("Tanh", cell));
    double[] ofState = new double[4];
    double[] ofCandidate = new double[4];
    for (int i = 0; i < 4; i++) {
      double first = X[i] / (1 + Math.exp(-sums[i]));
      double second = Math.tanh(GATE[i]) / (1 + Math.exp(-sums[4 + i]));
      double ratio = RELEVANCE[i] / stabilised(first + second);
      ofState[i] = first * ratio;
      ofCandidate[i] = second * ratio;
    }

    Map<String, double[]> maps = explain(Products.SIGNAL_TAKES_ALL);

    assertClose(maps, "c0", ofState);
    assertClose(maps, "g", ofCandidate);
    assertClose(maps, "sums", new double[12]);
  }

  /** As Keras 3 writes it. */
  @Test
  void aHardSigmoidIsAGate() {
    input("x", X);
    input("g", GATE);
    String three = graph.constant(new double[] {3});
    String sixth = graph.constant(new double[] {1.0 / 6});
    String bounded = graph.node("Relu6", graph.node("AddV2", "g", three));
    graph.node("Mul", graph.node("Mul", bounded, sixth), "x");

    assertClose(explain(Products.SIGNAL_TAKES_ALL), "x", RELEVANCE);
  }

  @Test
  void aProductOfTwoSignalsIsHalved() {
    input("x", X);
    input("g", GATE);
    graph.node("Mul", "x", "g");
    double[] half = new double[4];
    for (int i = 0; i < 4; i++) {
      half[i] = X[i] * GATE[i] * RELEVANCE[i] / stabilised(2 * X[i] * GATE[i]);
    }

    Map<String, double[]> maps = explain(Products.SIGNAL_TAKES_ALL);

    assertClose(maps, "x", half);
    assertClose(maps, "g", half);
  }

  @Test
  void isWrittenAsTheCommandLineDoes() {
    Lrp method = Lrp.of(Composite.epsilonPlus());

    assertThat(MethodSpecs.print(method.withProducts(Products.SIGNAL_TAKES_ALL)))
        .isEqualTo("lrp:composite=epsilon-plus,products=signal-takes-all");
    assertThat(method.withProducts(Products.HALF)).isEqualTo(method);
    assertThat(method.withProducts(Products.SIGNAL_TAKES_ALL)).isNotEqualTo(method);
  }

  private void input(String name, double... values) {
    graph.input(name, values.length);
    fed.put(name, array(Shape.of(1, values.length), values));
  }

  private static double stabilised(double z) {
    return z + (z >= 0 ? EPSILON : -EPSILON);
  }

  private Map<String, double[]> explain(Products products) {
    Lrp method =
        Lrp.of(Composite.empty())
            .withStart(RelevanceStart.of(array(Shape.of(RELEVANCE.length), RELEVANCE)))
            .withProducts(products);
    ResolvedTargets any = new ResolvedTargets(ImmutableLongArray.of(0), Optional.empty());
    Map<String, double[]> maps = new LinkedHashMap<>();
    try (GradientEngine engine = GradientEngine.open(graph.build())) {
      method
          .attribute(ChunkedPasses.of(engine), new Batch(ImmutableMap.copyOf(fed), 1), any)
          .maps()
          .forEach(
              (name, map) -> {
                float[] floats = Maps.array(map);
                double[] values = new double[floats.length];
                for (int i = 0; i < values.length; i++) {
                  values[i] = floats[i];
                }
                maps.put(name, values);
              });
    }
    return maps;
  }

  private static FloatNdArray array(Shape shape, double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return NdArrays.wrap(shape, DataBuffers.of(floats, true, false));
  }

  private static void assertClose(Map<String, double[]> maps, String name, double... expected) {
    assertThat(requireNonNull(maps.get(name))).as(name).containsExactly(expected, within(1e-5));
  }
}
