package io.github.tfsaliency.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.method.Gradient;
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

/** Rows of an output that are no samples. */
class OutputRowsTest {
  @TempDir private Path folder;
  private final SmallGraph graph = new SmallGraph();

  private static FloatNdArray ones(long... shape) {
    FloatNdArray values = NdArrays.ofFloats(Shape.of(shape));
    values.scalars().forEach(value -> value.setFloat(1));
    return values;
  }

  @CanIgnoreReturnValue
  private String joined(String rows) {
    return graph.add(
        graph.builder("ConcatV2", rows, rows, graph.integer(0)).putAttr("N", Graphs.number(2)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aBatchThatIsJoinedWithItselfIsRefused(int samples) throws IOException {
    joined(joined(graph.input("x", 3)));
    graph.save(folder);

    try (Model model = Model.load(folder)) {
      assertThatThrownBy(() -> Saliency.of(model).method(Gradient.of()).compute(ones(samples, 3)))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageMatching(
              "The output '.*' has 4 rows for 1 of the input, so its rows are not samples.\\n"
                  + "Maybe choose another output with Model.from\\(path\\).output\\(name\\), such"
                  + " as a tensor before the op that makes them.");
    }
  }

  /** Its output would be of gigabytes. */
  @Test
  void nothingOfItIsComputed() throws IOException {
    String rows = graph.input("x", 512);
    for (int i = 0; i < 20; i++) {
      rows = joined(rows);
    }
    graph.save(folder);

    try (Model model = Model.load(folder)) {
      assertThatThrownBy(() -> model.predict(ones(1, 512)))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageContaining("has 1048576 rows for 1 of the input");
    }
  }

  @Test
  void rowsThatAreFoldedFromASampleAreRefused() throws IOException {
    graph.node("Reshape", graph.input("x", 4), graph.integers(-1, 2));
    graph.save(folder);

    try (Model model = Model.load(folder)) {
      assertThatThrownBy(() -> model.predict(ones(1, 4)))
          .hasMessageContaining("has 2 rows for 1 of the input");
    }
  }

  /** Its length is known only when the model runs. */
  @Test
  void soTheyAreWhereOnlyTheRunningModelKnowsThem() throws IOException {
    graph.node("Reshape", graph.input("x", -1, 4), graph.integers(-1, 2));
    graph.save(folder);

    try (Model model = Model.load(folder)) {
      assertThatThrownBy(() -> Saliency.of(model).method(Gradient.of()).compute(ones(1, 3, 4)))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageContaining("has 6 rows for 1 of the input");
    }
  }

  @Test
  void aRowForEachSampleIsExplained() throws IOException {
    String x = graph.input("x", 4);
    graph.node("Mul", x, x);
    graph.save(folder);

    try (Model model = Model.load(folder)) {
      assertThat(Saliency.of(model).method(Gradient.of()).compute(ones(2, 4)).shape())
          .isEqualTo(Shape.of(2, 4));
    }
  }
}
