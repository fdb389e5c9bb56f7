package io.github.tfsaliency.lrp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.ScoredGraphs;
import io.github.tfsaliency.support.SmallGraph;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;

/** Each linear layer and each activation shows the gradient that arrives at it. */
class TracedLayersTest {
  private final SmallGraph graph = new SmallGraph();

  @Test
  void productsOfStacksOfMatricesAreLayers() {
    graph.input("x", 2, 3);
    String old = graph.node("BatchMatMul", "x", graph.weights(1, 3, 3));
    graph.node("BatchMatMulV2", old, graph.weights(1, 3, 1));

    assertThat(tracedLayers(ScoredGraphs.array(new double[6], 1, 2, 3)))
        .containsExactly("BatchMatMul_2", "BatchMatMulV2_4");
  }

  @Test
  void theErrorFunctionIsAnActivation() {
    graph.input("x", 3);
    String active = graph.node("Erf", "x");
    graph.node("MatMul", active, graph.weights(3, 1));

    assertThat(tracedLayers(ScoredGraphs.array(new double[3], 1, 3)))
        .containsExactly("Erf_1", "MatMul_3");
  }

  private ImmutableList<String> tracedLayers(FloatNdArray input) {
    InferenceGraph model = graph.build();
    try (GradientEngine engine = GradientEngine.open(model)) {
      return engine.trace(Gradient.of().gradient(), call(input)).layers().keySet().asList();
    }
  }

  private static GradientCall call(FloatNdArray input) {
    return Gradient.of().call(Batch.of("x", input), ScoredGraphs.targets(input, 0));
  }
}
