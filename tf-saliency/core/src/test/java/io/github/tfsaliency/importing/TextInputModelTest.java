package io.github.tfsaliency.importing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.method.Gradient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

/** Inputs of strings that are fed places in a list of texts. */
class TextInputModelTest {
  private static final Path INPUTS = Path.of("../cli/src/test/resources/inputs");
  private static final List<String> CITIES = List.of("Genf", "Zürich", "Chur, GR");
  private static final ImmutableMap<String, FloatNdArray> ROWS =
      ImmutableMap.of(
          "age", column(41.5f, 23, 67.25f),
          "visits", column(3, 12, 0),
          "city", column(1, 2, 0));

  @Test
  void eachSampleHasItsOwnText() {
    try (Model model = columns()) {
      assertThat(model.texts("city")).containsExactlyElementsOf(CITIES);
      assertThat(model.texts("age")).isEmpty();
      assertIs(model.predict(ROWS), "columns/scores");
    }
  }

  @Test
  void theTextsMapIsOfItsEmbeddingAndItsNeighboursHaveTheirOwn() {
    try (Model model = columns()) {
      Map<String, Attribution> maps =
          Saliency.of(model).method(Gradient.of()).target(Target.classIndex(0)).compute(ROWS);

      for (String name : List.of("age", "visits", "city")) {
        assertIs(requireNonNull(maps.get(name)).values(), "columns/" + name);
      }
    }
  }

  @Test
  void aSentenceIsSplitInside() {
    try (Model model =
        Model.from(INPUTS.resolve("sentence"))
            .texts("text", List.of("Good film", "a bad film"))
            .load()) {
      assertIs(model.predict(NdArrays.vectorOf(0f, 1f)), "sentence/scores");
    }
  }

  @Test
  void aTextThatIsNotListedIsRefused() {
    try (Model model = columns()) {
      assertThatThrownBy(
              () ->
                  model.predict(
                      ImmutableMap.of("age", column(1), "visits", column(1), "city", column(3))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'city'")
          .hasMessageContaining("3 texts");
    }
  }

  @Test
  void anInputOfNumbersTakesNoTexts() {
    assertThatThrownBy(
            () -> Model.from(INPUTS.resolve("columns")).texts("age", List.of("a")).load())
        .hasMessageContaining("The input 'age' takes float, not texts.");
  }

  @Test
  void anInputThatIsNotThereIsNamed() {
    assertThatThrownBy(
            () -> Model.from(INPUTS.resolve("columns")).texts("town", List.of("a")).load())
        .hasMessageContaining("no input 'town'")
        .hasMessageContaining("'city'");
  }

  @Test
  void aModelOfListedTextsIsNotExported(@TempDir Path folder) {
    try (Model model = columns()) {
      assertThatThrownBy(
              () -> Saliency.of(model).method(Gradient.of()).export(folder.resolve("out")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("[city]");
    }
  }

  private static Model columns() {
    return Model.from(INPUTS.resolve("columns")).texts("city", CITIES).load();
  }

  private static FloatNdArray column(float... values) {
    float[][] column = new float[values.length][];
    for (int i = 0; i < values.length; i++) {
      column[i] = new float[] {values[i]};
    }
    FloatNdArray array = NdArrays.ofFloats(Shape.of(values.length, 1));
    StdArrays.copyTo(column, array);
    return array;
  }

  private static void assertIs(FloatNdArray values, String file) {
    FloatNdArray expected = Npy.read(INPUTS.resolve(file + ".npy"));
    assertThat(values.shape()).isEqualTo(expected.shape());
    values
        .scalars()
        .forEachIndexed(
            (place, value) ->
                assertThat(value.getFloat()).isCloseTo(expected.getFloat(place), within(2e-6f)));
  }
}
