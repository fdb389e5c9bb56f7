package io.github.tfsaliency.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.attention.AttentionRollout;
import io.github.tfsaliency.method.attention.Cdam;
import io.github.tfsaliency.method.attention.GenericAttention;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** What maps of attention are not defined for, and what is said of it. */
class AttentionRefusalsTest {
  private static final Path REFUSED = Path.of("src/test/resources/cases/attention_refused");
  private static final ImmutableList<AttributionMethod> METHODS =
      ImmutableList.of(AttentionRollout.of(), GenericAttention.of(), Cdam.of());
  private static final ImmutableList<AttributionMethod> THROUGH_ALL_BLOCKS =
      ImmutableList.of(AttentionRollout.of(), GenericAttention.of());

  private final FloatNdArray x = Cases.of("attention_writings").array("x");

  @ParameterizedTest
  @CsvSource({
    "off_by_one, matmul_1",
    "over_queries, matmul_1",
    "sigmoid, matmul_1",
    "talking_heads, matmul_1",
    "linear, matmul_2",
    "divided_late, matmul_1"
  })
  void attentionThatIsNoSoftmaxOverKeysIsNamed(String way, String product) {
    refused(
        way,
        METHODS,
        "The product '"
            + product
            + "' of the model '"
            + REFUSED.resolve(way)
            + "' looks like attention, but not like a softmax over keys times values; linear"
            + " attention and talking heads are examples. Maps of attention are not defined for"
            + " it.\n"
            + "Maybe use a method that attributes to the input, such as the gradient.");
  }

  /** Queries that are weights, that are the class token's alone, that are stacked with heads. */
  @ParameterizedTest
  @CsvSource({"probe, Softmax_2", "class_attention, Softmax_2", "one_key_flat, Softmax"})
  void queriesThatAreNotThoseOfEachTokenAreNamed(String way, String softmax) {
    refused(way, METHODS, crossed(softmax, way));
  }

  @Test
  void crossAttentionIsNamed() {
    try (Model model = Model.load(REFUSED.resolve("decoder"))) {
      for (AttributionMethod method : METHODS) {
        Saliency saliency = Saliency.of(model).method(method);

        assertThatThrownBy(
                () -> saliency.compute(ImmutableMap.of("x", x, "words", Inputs.normal(1, 2, 5, 8))))
            .isInstanceOf(UnsupportedModelException.class)
            .hasMessage(crossed("Softmax_1", "decoder"));
      }
    }
  }

  private static String crossed(String softmax, String way) {
    return "The queries, keys and values of the attention '"
        + softmax
        + "' of the model '"
        + REFUSED.resolve(way)
        + "' do not come from the same tokens, as in cross-attention. Maps of attention are defined"
        + " only for self-attention.\n"
        + "Maybe use a method that attributes to the input, such as the gradient.";
  }

  private void refused(String way, ImmutableList<AttributionMethod> methods, String message) {
    try (Model model = Model.load(REFUSED.resolve(way))) {
      for (AttributionMethod method : methods) {
        assertThatThrownBy(() -> Saliency.of(model).method(method).compute(x))
            .as(method.toString())
            .isInstanceOf(UnsupportedModelException.class)
            .hasMessage(message);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"windows", "columns", "shifted"})
  void windowsAreNotFollowedThroughAllBlocks(String way) {
    Path file = Cases.of("attention_parted/" + way).file("model");
    try (Model model = Model.load(file)) {
      for (AttributionMethod method : THROUGH_ALL_BLOCKS) {
        assertThatThrownBy(() -> Saliency.of(model).method(method).compute(x))
            .isInstanceOf(UnsupportedModelException.class)
            .hasMessage(
                "The tokens of the attention 'Softmax' of the model '"
                    + file
                    + "' do not correspond to positions of an input, for example because windows"
                    + " are cut out of a picture.\n"
                    + "Maybe use a method that does not follow attention through all blocks, such"
                    + " as cdam or grad-cam.");
      }
    }
  }

  @Test
  void mergedPatchesAreNotFollowedThroughAllBlocks() {
    Path file = Cases.of("attention_parted/merged").file("model");
    try (Model model = Model.load(file)) {
      for (AttributionMethod method : THROUGH_ALL_BLOCKS) {
        assertThatThrownBy(() -> Saliency.of(model).method(method).compute(x))
            .isInstanceOf(UnsupportedModelException.class)
            .hasMessage(
                "The attention 'Softmax' of the model '"
                    + file
                    + "' is of other tokens (12 of 'x') than the attention 'Softmax_1' (6 of 'x'),"
                    + " for example because patches are merged, so it cannot be followed through"
                    + " all blocks.\n"
                    + "Maybe use a method that looks at one block, such as cdam.");
      }
    }
  }

  /** The values are those of TensorFlow's tape in double precision. */
  @ParameterizedTest
  @CsvSource({"windows, 4", "columns, 4", "shifted, 4", "merged, 2"})
  void tokensOfTheLastBlockHaveAMapNevertheless(String way, int rows) {
    Cases files = Cases.of("attention_parted/" + way);
    try (Model model = Model.load(files.file("model"))) {
      FloatNdArray map = Saliency.of(model).method(Cdam.of().withoutResize()).compute(x).values();
      FloatNdArray expected = files.array("cdam");

      assertThat(map.shape()).isEqualTo(Shape.of(2, rows, 3, 1));
      assertThat(Maps.of(Cases.shaped(map, expected.shape().asArray()), expected).largestError())
          .isLessThan(1e-5);
    }
  }

  @Test
  void outputThatAttentionReachesByRoundingAloneIsRefused() {
    refused(
        "rounded",
        ImmutableList.of(GenericAttention.of(), Cdam.of()),
        "No gradient leads from the output 'logits' of the SavedModel '"
            + REFUSED.resolve("rounded")
            + "' to any attention: the target does not depend on it.\n"
            + "Maybe choose another output with Model.from(path).output(name).");
  }

  @Test
  void directionAheadOfAllAttentionIsRefused() {
    Path file = Cases.of("attention_class_token").file("matmul");
    Target ahead = Target.direction("add_1", NdArrays.vectorOf(1f, 2, 3, 4, 5, 6, 7, 8));
    try (Model model = Model.load(file)) {
      for (AttributionMethod method : METHODS) {
        assertThatThrownBy(() -> Saliency.of(model).method(method).target(ahead).compute(x))
            .isInstanceOf(UnsupportedModelException.class)
            .hasMessage(
                "The model '"
                    + file
                    + "' has no self-attention between the input and the explained output: no"
                    + " softmax of a product of queries and keys that is multiplied with values.\n"
                    + "Maybe use a method that needs no attention, such as grad-cam.");
      }
    }
  }

  @Test
  void directionBetweenBlocksIsOfTheBlocksAheadOfIt() {
    Path file = Cases.of("attention_class_token").file("matmul");
    Target between = Target.direction("add_7", NdArrays.vectorOf(1f, 2, 3, 4, 5, 6, 7, 8));
    try (Model model = Model.load(file)) {
      assertThat(Saliency.of(model).method(Cdam.of()).target(between).compute(x).shape())
          .isEqualTo(Shape.of(2, 16, 12, 1));
    }
  }

  @Test
  void wordsHaveOneValueEachResizedOrNot() {
    Cases files = Cases.of("attention_words");
    try (Model model = Model.load(files.file("matmul"))) {
      FloatNdArray resized =
          Saliency.of(model).method(GenericAttention.of()).compute(files.array("x")).values();
      FloatNdArray own =
          Saliency.of(model)
              .method(GenericAttention.of().withoutResize())
              .compute(files.array("x"))
              .values();

      assertThat(resized.shape()).isEqualTo(Shape.of(2, 7, 1));
      assertThat(resized).isEqualTo(own);
    }
  }
}
