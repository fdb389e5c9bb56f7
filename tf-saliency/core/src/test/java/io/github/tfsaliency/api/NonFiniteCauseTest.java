package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.SmallGraph;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** A result that is not finite names the node that made it so. */
class NonFiniteCauseTest {
  private final SmallGraph graph = new SmallGraph();

  @Test
  void aDerivativeThatIsInfiniteNamesItsNode() {
    graph.input("x", 2);
    String root = graph.node("Sqrt", graph.node("Relu", "x"));
    graph.node("MatMul", root, graph.constant(new double[] {1, 1}, 2, 1));

    assertThatThrownBy(() -> explain(Gradient.of(), 1, 4, 0, 4))
        .isInstanceOf(NonFiniteValueException.class)
        .hasMessage(
            "The map of sample 1 is not finite, although the score, the weights and the input are:"
                + " the gradient that reaches the node 'Sqrt_2' (op 'Sqrt') is finite, and Infinity"
                + " behind it; the node reads values from 0.000 to 4.000.\n"
                + "Maybe its op has no derivative at some of these values, or choose an input after"
                + " that node.");
  }

  @Test
  void aValueThatIsInfiniteNamesItsNode() {
    graph.input("x", 2);
    String log = graph.node("Log", "x");
    graph.node("MatMul", log, graph.constant(new double[] {1, 1}, 2, 1));

    assertThatThrownBy(() -> explain(Gradient.of(), 1, 4, 0, 4))
        .isInstanceOf(NonFiniteValueException.class)
        .hasMessage(
            "The score of sample 1 is -Infinity, although the weights and the input are finite: the"
                + " node 'Log_1' (op 'Log') gives -Infinity and reads values from 0.000 to 4.000.\n"
                + "Maybe the input is outside the range for which its op is defined, or the result"
                + " is larger than numbers of its type, or choose an output before that node.");
  }

  private void explain(AttributionMethod method, float... values) {
    FloatNdArray input =
        NdArrays.wrap(Shape.of(values.length / 2, 2), DataBuffers.of(values, true, false));
    long[] targets = new long[values.length / 2];
    try (GradientEngine engine = GradientEngine.open(graph.build())) {
      var unused =
          method.attribute(
              ChunkedPasses.of(engine),
              new Batch(ImmutableMap.of("x", input), targets.length),
              new ResolvedTargets(ImmutableLongArray.copyOf(targets), Optional.empty()));
    }
  }
}
