package io.github.tfsaliency.lrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.canonical.CanonicalGraph;
import io.github.tfsaliency.canonical.GateQuotients;
import io.github.tfsaliency.canonical.WholeActivation;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.support.ScoredGraphs;
import io.github.tfsaliency.support.SmallGraph;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gates in every form, by every method with {@code gates=true} and without, against sums in double
 * precision.
 */
class GateReplicaTest {
  private static final int SIZE = 6;
  private static final double TAU = 0.002;
  private static final double[] X = {0.83, -1.41, 0.37, 1.22, -0.64, 0.18};

  /** What u gets for the gate's value y, its slope and what arrives at y. */
  private interface Passing {
    double of(double y, double slope, double g, double tau);
  }

  /** A method with its formula at a gate. */
  private record Formula(AttributionMethod method, Passing passing) {
    @Override
    public String toString() {
      return method.toString();
    }
  }

  private static ImmutableList<Formula> formulas() {
    Passing derivative = (y, slope, g, tau) -> slope * g;
    return ImmutableList.of(
        new Formula(Gradient.of(), derivative),
        new Formula(
            GuidedBackprop.of().withGates(true), (y, slope, g, tau) -> slope * Math.max(g, 0)),
        new Formula(DeconvNet.of().withGates(true), (y, slope, g, tau) -> Math.max(g, 0)),
        new Formula(
            RectifiedGradient.threshold(TAU).withGates(true),
            (y, slope, g, tau) -> y * g > TAU ? g : 0),
        new Formula(
            RectifiedGradient.percentile(60).withGates(true),
            (y, slope, g, tau) -> y * g > tau ? g : 0),
        new Formula(
            RectifiedGradient.percentile(60).withGates(true).withDerivative(true),
            (y, slope, g, tau) -> y * g > tau ? slope * g : 0));
  }

  static Stream<Arguments> cases() {
    return GateForm.all().stream()
        .flatMap(form -> formulas().stream().map(formula -> Arguments.of(form, formula)));
  }

  static Stream<GateForm> forms() {
    return GateForm.all().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheReplicaWhereGatesAreOverridden(GateForm form, Formula formula) {
    Network network = new Network(form, false);

    float[] map =
        ScoredGraphs.map(network.model, formula.method(), ScoredGraphs.array(X, 1, SIZE), 1);

    assertClose(map, network.replica(formula.passing()));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void keepsTheDerivativeOfAGateByDefault(GateForm form) {
    Network network = new Network(form, true);
    double[] expected = network.replica((y, slope, g, tau) -> slope * g);

    for (AttributionMethod method :
        ImmutableList.of(GuidedBackprop.of(), DeconvNet.of(), RectifiedGradient.threshold(-1e9))) {
      assertClose(
          ScoredGraphs.map(network.model, method, ScoredGraphs.array(X, 1, SIZE), 1), expected);
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void isOneGateAndNothingElse(GateForm form) {
    assertThat(CanonicalGraph.of(new Network(form, false).model).activations())
        .singleElement()
        .matches(WholeActivation::gate);
  }

  private static void assertClose(float[] map, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < SIZE; i++) {
      assertThat((double) map[i]).as("place %s", i).isCloseTo(expected[i], within(2e-5 * largest));
    }
  }

  /** The scores {@code (x V gate(x U)) W}. */
  private static final class Network {
    private final GateForm form;
    private final InferenceGraph model;
    private final double[] ofSignal;
    private final double[] ofGate;
    private final double[] last;

    /** With a ReLU that is on, which every method lets pass, or without. */
    Network(GateForm form, boolean activated) {
      this.form = form;
      SmallGraph graph = new SmallGraph();
      graph.input("x", SIZE);
      String signal = graph.weights(SIZE, SIZE);
      String gate = graph.weights(SIZE, SIZE);
      String scores = graph.weights(SIZE, 2);
      String product =
          form.ops().add(graph, graph.node("MatMul", "x", signal), graph.node("MatMul", "x", gate));
      String score = graph.node("MatMul", product, scores);
      if (activated) {
        graph.node("Relu", graph.node("AddV2", score, graph.constant(new double[] {100})));
      }
      model = GateQuotients.write(graph.build());
      ofSignal = graph.values(signal);
      ofGate = graph.values(gate);
      last = graph.values(scores);
    }

    double[] replica(Passing passing) {
      double[] toSignal = new double[SIZE];
      double[] toGate = new double[SIZE];
      double[] y = new double[SIZE];
      double[] g = new double[SIZE];
      double[] u = times(ofGate);
      double[] v = times(ofSignal);
      for (int j = 0; j < SIZE; j++) {
        y[j] = form.formula().applyAsDouble(u[j]);
        double arrives = last[2 * j + 1];
        toSignal[j] = arrives * (form.scale() * y[j] + form.offset());
        g[j] = arrives * v[j] * form.scale();
      }
      double tau = tau(y, g);
      for (int j = 0; j < SIZE; j++) {
        double slope =
            (form.formula().applyAsDouble(u[j] + 1e-6) - form.formula().applyAsDouble(u[j] - 1e-6))
                / 2e-6;
        toGate[j] = passing.of(y[j], slope, g[j], tau);
      }
      double[] map = new double[SIZE];
      for (int i = 0; i < SIZE; i++) {
        for (int j = 0; j < SIZE; j++) {
          map[i] += ofSignal[i * SIZE + j] * toSignal[j] + ofGate[i * SIZE + j] * toGate[j];
        }
      }
      return map;
    }

    private static double[] times(double[] weights) {
      double[] sums = new double[SIZE];
      for (int j = 0; j < SIZE; j++) {
        for (int i = 0; i < SIZE; i++) {
          sums[j] += X[i] * weights[i * SIZE + j];
        }
      }
      return sums;
    }

    /** The 60th percentile: the one at index round(5 * 0.4), sorted descending. */
    private static double tau(double[] y, double[] g) {
      double[] contributions = new double[SIZE];
      Arrays.setAll(contributions, j -> y[j] * g[j]);
      Arrays.sort(contributions);
      return contributions[SIZE - 1 - 2];
    }
  }
}
