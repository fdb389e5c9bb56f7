package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.SmallGraph;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** The first axis of an input is a batch only where the output has a row for each sample. */
class OneSampleTest {
  @TempDir private Path folder;

  /** The sum of all values and that of their squares, as the only row of the output. */
  private void saveSums(int... sample) throws IOException {
    SmallGraph graph = new SmallGraph();
    String flat = graph.node("Reshape", graph.input("x", sample), graph.integers(-1));
    String sum = sum(graph, flat);
    String squares = sum(graph, graph.node("Mul", flat, flat));
    String both = graph.add(graph.builder("Pack", sum, squares).putAttr("N", Graphs.number(2)));
    graph.node("ExpandDims", both, graph.integer(0));
    graph.save(folder);
  }

  private static String sum(SmallGraph graph, String vector) {
    return graph.add(
        graph
            .builder("Sum", vector, graph.integers(0))
            .putAttr("keep_dims", SmallGraph.truth(false)));
  }

  /** Values of both signs. */
  private static FloatNdArray values(long... shape) {
    Shape sizes = Shape.of(shape);
    float[] values = new float[(int) sizes.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.25f * i - 0.5f;
    }
    return NdArrays.wrap(sizes, DataBuffers.of(values, true, false));
  }

  private void assertIsOneSample(FloatNdArray signal) {
    float[] values = Maps.array(signal);
    float[] slopes = new float[values.length];
    float[] squares = new float[values.length];
    float sum = 0;
    float sumOfSquares = 0;
    for (int i = 0; i < values.length; i++) {
      slopes[i] = 2 * values[i];
      squares[i] = values[i] * values[i];
      sum += values[i];
      sumOfSquares += squares[i];
    }
    try (Model model = Model.load(folder)) {
      Target second = Target.classIndex(1);
      Attribution map = Saliency.of(model).method(Gradient.of()).target(second).compute(signal);
      Attribution integrated =
          Saliency.of(model).method(IntegratedGradients.of()).target(second).compute(signal);

      assertThat(Maps.array(model.predict(signal)))
          .containsExactly(new float[] {sum, sumOfSquares}, within(1e-5f));
      assertThat(map.shape()).isEqualTo(signal.shape());
      assertThat(map.toArray()).containsExactly(slopes, within(1e-6f));
      assertThat(integrated.toArray()).containsExactly(squares, within(1e-5f));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void aSignalOfAnyLengthIsOneSampleOfAModelWithOneRow(int length) throws IOException {
    saveSums();

    assertIsOneSample(values(length));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void picturesThatMakeOneRowTogetherAreOneSample(int length) throws IOException {
    saveSums(2, 2, 1);

    assertIsOneSample(values(length, 2, 2, 1));
  }

  @Test
  void aModelWhoseWeightsFixABatchOfOneKeepsItsBatch() throws IOException {
    SmallGraph graph = new SmallGraph();
    String row = graph.node("Reshape", graph.input("x", 2, 2, 1), graph.integers(1, 4));
    graph.node("MatMul", row, graph.constant(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 2));
    graph.save(folder);
    try (Model model = Model.load(folder)) {
      Attribution map =
          Saliency.of(model)
              .method(Gradient.of())
              .target(Target.classIndex(1))
              .compute(values(2, 2, 1));

      assertThat(map.shape()).isEqualTo(Shape.of(2, 2, 1));
      assertThat(map.toArray()).containsExactly(2, 4, 6, 8);
    }
  }
}
