package io.github.tfsaliency.engine;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.github.tfsaliency.engine.marker.Comparison;
import io.github.tfsaliency.engine.marker.GradientCompletion;
import io.github.tfsaliency.engine.marker.GradientRegistration;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.opgradient.MissingGradients;
import io.github.tfsaliency.opgradient.TensorFlowGradients;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat64;

/** Every gradient is what moving the op's inputs a little does to what it puts out. */
class MissingGradientsTest {
  private record Accuracy(double step, double tolerance) {}

  private static final Accuracy SINGLE = new Accuracy(1e-2, 1e-3);
  private static final Accuracy DOUBLE = new Accuracy(1e-5, 1e-7);

  static Stream<OpCase> own() {
    return OpCases.all().stream();
  }

  @Test
  void everyOpOfTheTableHasACase() {
    assertThat(own().map(OpCase::op).distinct().toList())
        .containsExactlyInAnyOrderElementsOf(MissingGradients.ops());
  }

  /** Fractional pooling chooses its regions at random; the other is a gradient's gradient. */
  @Test
  void everyOpThatTensorFlowDifferentiatesHasACase() {
    Set<String> untested = Set.of("FractionalAvgPool", "FractionalMaxPool", "LeakyReluGrad");
    Set<String> tested = Stream.concat(own(), ofTensorFlow()).map(OpCase::op).collect(toSet());

    assertThat(Sets.union(tested, untested)).containsAll(TensorFlowGradients.differentiable());
  }

  @ParameterizedTest
  @MethodSource("own")
  void agreesWithCentralDifferences(OpCase tested) {
    assertAgrees(tested, true);
  }

  static Stream<OpCase> ofTensorFlow() {
    return TensorFlowOpCases.all().stream();
  }

  @ParameterizedTest
  @MethodSource("ofTensorFlow")
  void whatTensorFlowDifferentiatesAgreesToo(OpCase tested) {
    assertAgrees(tested, false);
  }

  private static void assertAgrees(OpCase tested, boolean own) {
    Accuracy accuracy = tested.inSinglePrecision() ? SINGLE : DOUBLE;
    TensorRef x = new TensorRef("x", 0);
    TensorRef score = new TensorRef("score", 0);
    GradientCompletion completed =
        GradientCompletion.complete(
            tested.graph().getNodeList(),
            ImmutableSet.of(x),
            score,
            Comparison.NONE,
            node -> "test");
    assertThat(
            completed.markers().containsKey("saliency/missing-gradient/" + tested.op() + "/node"))
        .isEqualTo(own);
    GradientRegistration.ensureRegistered();
    try (Graph graph = new Graph()) {
      graph.importGraphDef(GraphDef.newBuilder().addAllNode(completed.nodes()).build());
      Output<?> input = graph.operationOrThrow("x").output(0);
      Output<?> output = graph.operationOrThrow("score").output(0);
      Output<?> gradient =
          GradientRegistration.during(
              new GradientRegistration.Build(completed.gradients("", Optional.empty())),
              () ->
                  graph
                      .addGradients(
                          "gradient", new Output<?>[] {output}, new Output<?>[] {input}, null)[0]);
      double[] start = tested.start();
      try (Session session = new Session(graph)) {
        double[] analytic = run(session, input, start, gradient);
        double[] numeric = differences(session, input, output, start, accuracy.step());
        double largest = 1;
        for (double value : numeric) {
          largest = Math.max(largest, Math.abs(value));
        }
        assertThat(analytic).containsExactly(numeric, within(accuracy.tolerance() * largest));
      }
    }
  }

  private static double[] differences(
      Session session, Output<?> input, Output<?> output, double[] start, double step) {
    double[] differences = new double[start.length];
    for (int i = 0; i < start.length; i++) {
      double[] up = start.clone();
      double[] down = start.clone();
      up[i] += step;
      down[i] -= step;
      differences[i] =
          (run(session, input, up, output)[0] - run(session, input, down, output)[0]) / (2 * step);
    }
    return differences;
  }

  private static double[] run(
      Session session, Output<?> input, double[] values, Output<?> fetched) {
    try (TFloat64 fed = TFloat64.tensorOf(Shape.of(values.length), DataBuffers.of(values));
        Result result = session.runner().feed(input, fed).fetch(fetched).run()) {
      return ((TFloat64) result.get(0))
          .streamOfObjects()
          .mapToDouble(Double::doubleValue)
          .toArray();
    }
  }
}
