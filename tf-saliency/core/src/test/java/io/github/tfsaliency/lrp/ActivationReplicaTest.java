package io.github.tfsaliency.lrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
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

/** Every activation in every form, by every method, against sums in double precision. */
class ActivationReplicaTest {
  private static final int SIZE = 6;
  private static final double TAU = 0.01;
  private static final double[] X = {0.83, -1.41, 0.37, 1.22, -0.64, 0.18};

  /** What an activation's input gets for its value y, its slope and what arrives. */
  private interface Passing {
    double of(double y, double slope, double g, double tau);
  }

  /** A method with its formula. */
  private record Formula(AttributionMethod method, boolean ofPercentile, Passing passing) {
    @Override
    public String toString() {
      return method.toString();
    }
  }

  private static ImmutableList<Formula> formulas() {
    return ImmutableList.of(
        new Formula(Gradient.of(), false, (y, slope, g, tau) -> slope * g),
        new Formula(GuidedBackprop.of(), false, (y, slope, g, tau) -> slope * Math.max(g, 0)),
        new Formula(DeconvNet.of(), false, (y, slope, g, tau) -> Math.max(g, 0)),
        new Formula(
            RectifiedGradient.threshold(TAU), false, (y, slope, g, tau) -> y * g > TAU ? g : 0),
        new Formula(
            RectifiedGradient.percentile(60), true, (y, slope, g, tau) -> y * g > tau ? g : 0),
        new Formula(
            RectifiedGradient.threshold(TAU).withDerivative(true),
            false,
            (y, slope, g, tau) -> y * g > TAU ? slope * g : 0),
        new Formula(
            RectifiedGradient.percentile(60).withDerivative(true),
            true,
            (y, slope, g, tau) -> y * g > tau ? slope * g : 0),
        new Formula(
            RectifiedGradient.threshold(-1e9).withDerivative(true),
            false,
            (y, slope, g, tau) -> slope * g));
  }

  static Stream<Arguments> cases() {
    return ActivationForm.all().stream()
        .flatMap(form -> formulas().stream().map(formula -> Arguments.of(form, formula)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheReplica(ActivationForm form, Formula formula) {
    SmallGraph graph = new SmallGraph();
    graph.input("x", SIZE);
    String first = graph.weights(SIZE, SIZE);
    String second = graph.weights(SIZE, SIZE);
    String third = graph.weights(SIZE, 2);
    String hidden = form.ops().apply(graph, graph.node("MatMul", "x", first));
    String deeper = form.ops().apply(graph, graph.node("MatMul", hidden, second));
    graph.node("MatMul", deeper, third);
    InferenceGraph model = graph.build();
    double[] expected =
        replica(
            form,
            formula,
            ImmutableList.of(graph.values(first), graph.values(second)),
            graph.values(third));

    float[] map = ScoredGraphs.map(model, formula.method(), ScoredGraphs.array(X, 1, SIZE), 1);

    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < SIZE; i++) {
      assertThat((double) map[i]).as("place %s", i).isCloseTo(expected[i], within(2e-5 * largest));
    }
  }

  private static double[] replica(
      ActivationForm form, Formula formula, ImmutableList<double[]> kernels, double[] last) {
    double[][] sums = new double[kernels.size()][];
    double[] values = X;
    for (int l = 0; l < sums.length; l++) {
      sums[l] = new double[SIZE];
      double[] next = new double[SIZE];
      for (int j = 0; j < SIZE; j++) {
        for (int i = 0; i < SIZE; i++) {
          sums[l][j] += values[i] * kernels.get(l)[i * SIZE + j];
        }
        next[j] = form.at(j, sums[l][j]);
      }
      values = next;
    }
    double[] g = new double[SIZE];
    Arrays.setAll(g, i -> last[2 * i + 1]);
    for (int l = sums.length - 1; l >= 0; l--) {
      double[] passed = new double[SIZE];
      double tau = tau(form, sums[l], g);
      for (int j = 0; j < SIZE; j++) {
        double z = sums[l][j];
        double slope = (form.at(j, z + 1e-6) - form.at(j, z - 1e-6)) / 2e-6;
        passed[j] = formula.passing().of(form.at(j, z), slope, g[j], tau);
      }
      double[] down = new double[SIZE];
      for (int i = 0; i < SIZE; i++) {
        for (int j = 0; j < SIZE; j++) {
          down[i] += kernels.get(l)[i * SIZE + j] * passed[j];
        }
      }
      g = down;
    }
    return g;
  }

  /** The 60th percentile of y g: the one at index round(5 * 0.4), sorted descending. */
  private static double tau(ActivationForm form, double[] sums, double[] g) {
    double[] contributions = new double[SIZE];
    Arrays.setAll(contributions, j -> form.at(j, sums[j]) * g[j]);
    Arrays.sort(contributions);
    return contributions[SIZE - 1 - 2];
  }
}
