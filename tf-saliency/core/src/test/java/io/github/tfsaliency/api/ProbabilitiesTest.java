package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Splitter;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.SmallGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** What a model makes of its logits at the end, and what its classes are called. */
class ProbabilitiesTest {
  private static final Path VGG = Path.of("src/test/resources/models/vgg");

  @TempDir private Path folder;

  private static FloatNdArray random(long... shape) {
    FloatNdArray values = NdArrays.ofFloats(Shape.of(shape));
    Random random = new Random(1);
    values.scalars().forEach(value -> value.setFloat(random.nextFloat() * 4 - 2));
    return values;
  }

  @ParameterizedTest
  @ValueSource(strings = {"Softmax", "Sigmoid", "Sigmoid, Softmax"})
  void theyAreWhatTensorFlowMakesOfTheLogits(String ops) throws IOException {
    SmallGraph graph = new SmallGraph();
    String last = graph.node("MatMul", graph.input("x", 6), graph.weights(6, 4));
    for (String op : Splitter.on(", ").split(ops)) {
      last = graph.node(op, last);
    }
    graph.save(folder);
    FloatNdArray batch = random(3, 6);
    try (Model logits = Model.load(folder);
        Model probabilities = Model.from(folder).probability().load()) {
      float[] expected = Maps.array(probabilities.predict(batch));

      assertThat(Maps.array(logits.probabilities(batch).orElseThrow()))
          .containsExactly(expected, within(1e-6f));
      assertThat(Maps.array(probabilities.probabilities(batch).orElseThrow()))
          .containsExactly(expected);
      assertThat(Maps.array(logits.predict(batch))).isNotEqualTo(expected);
    }
  }

  @Test
  void logitsAloneAreNoProbabilities() {
    try (Model model = Model.load(VGG)) {
      assertThat(model.probabilities(random(2, 32, 32, 3))).isEmpty();
    }
  }

  @Test
  void namesOfClassesThatAreGivenGoIntoAnExport() {
    List<String> names = List.of("cat", "dog, \"big\"", "ärmel");
    try (Model model = Model.from(VGG).labels(names).load()) {
      assertThat(model.labels()).isEqualTo(names);
      Saliency.of(model).method(Gradient.of()).export(folder.resolve("exported"));
    }
    try (Model exported = Model.load(folder.resolve("exported"))) {
      assertThat(exported.labels()).isEqualTo(names);
    }
  }

  @Test
  void aNameOfAClassIsOneLine() {
    assertThatThrownBy(() -> Model.from(VGG).labels(List.of("cat", "d\nog")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The label 'd\\nog' has a line break, but a label is one line.");
  }
}
