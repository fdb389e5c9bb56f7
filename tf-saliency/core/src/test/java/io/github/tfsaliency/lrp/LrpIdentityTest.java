package io.github.tfsaliency.lrp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.SmallGraph;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

/** Where theory says that two methods are one they agree, on a ReLU network without biases. */
class LrpIdentityTest {
  private static final int SAMPLES = 3;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3})
  void lrpZeroIsInputTimesGradient(long target) {
    FloatNdArray input = Inputs.normal(3, SAMPLES, 6, 5, 2);

    FloatNdArray relevance = run(Lrp.epsilon(0), input, target).onlyMap();

    FloatNdArray expected = run(InputXGradient.of(), input, target).onlyMap();
    assertThat(Maps.of(relevance, expected).largestError()).isLessThan(1e-5);
  }

  /** The favoured sign is that of the output: it is positive wherever relevance arrives. */
  @Test
  void aLargeGammaIsZPlus() {
    FloatNdArray input = Inputs.uniform(3, SAMPLES, 6, 5, 2);

    GradientResult gamma = run(Lrp.gamma(1e6), input, Target.TOP);

    GradientResult expected = run(Lrp.zPlus(), input, Target.TOP);
    assertThat(expected.scores().asList()).allMatch(score -> score > 0);
    assertThat(Maps.of(gamma.onlyMap(), expected.onlyMap()).largestError()).isLessThan(1e-4);
  }

  private static GradientResult run(AttributionMethod method, FloatNdArray input, long target) {
    ResolvedTargets targets =
        new ResolvedTargets(ImmutableLongArray.of(target, target, target), Optional.empty());
    try (GradientEngine engine = GradientEngine.open(network())) {
      return method.attribute(ChunkedPasses.of(engine), Batch.of("x", input), targets);
    }
  }

  private static InferenceGraph network() {
    SmallGraph graph = new SmallGraph();
    graph.input("x", 6, 5, 2);
    String first = convolution(graph, "x", 1, "SAME", graph.weights(3, 3, 2, 4));
    String second =
        convolution(graph, graph.node("Relu", first), 2, "VALID", graph.weights(3, 2, 4, 3));
    String flat = graph.node("Reshape", graph.node("Relu", second), graph.integers(-1, 12));
    graph.node("MatMul", flat, graph.weights(12, 4));
    return graph.build();
  }

  private static String convolution(
      SmallGraph graph, String data, int stride, String padding, String filter) {
    return graph.add(
        graph
            .builder("Conv2D", data, filter)
            .putAttr("strides", Graphs.list(1, stride, stride, 1))
            .putAttr("padding", Graphs.text(padding)));
  }
}
