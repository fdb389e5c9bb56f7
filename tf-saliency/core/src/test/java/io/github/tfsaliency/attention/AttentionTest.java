package io.github.tfsaliency.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.inspect.AttentionDescription;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.attention.AttentionRollout;
import io.github.tfsaliency.method.attention.Cdam;
import io.github.tfsaliency.method.attention.GenericAttention;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/**
 * The maps of attention methods, of networks that are written in several ways, are those that
 * TensorFlow's tape gives in double precision.
 */
class AttentionTest {
  private static final double ROUNDING = 1e-5;

  private static final ImmutableMap<String, AttributionMethod> METHODS =
      ImmutableMap.of(
          "rollout", AttentionRollout.of().withoutResize(),
          "generic", GenericAttention.of().withoutResize(),
          "cdam", Cdam.of().withoutResize(),
          "cdam_smooth", Cdam.of().withVariant(Cdam.Variant.SMOOTH).withSamples(3).withoutResize(),
          "cdam_integrated",
              Cdam.of().withVariant(Cdam.Variant.INTEGRATED).withSteps(4).withoutResize());

  static Stream<Arguments> writings() {
    return Stream.of(
        Arguments.of("attention_class_token", "keras3"),
        Arguments.of("attention_class_token", "keras3_dropout"),
        Arguments.of("attention_class_token", "tf_keras"),
        Arguments.of("attention_class_token", "matmul"),
        Arguments.of("attention_class_token", "einsum"),
        Arguments.of("attention_class_token", "stacked"),
        Arguments.of("attention_mean", "matmul"),
        Arguments.of("attention_words", "keras3"),
        Arguments.of("attention_words", "tf_keras"),
        Arguments.of("attention_words", "matmul"));
  }

  @ParameterizedTest(name = "{0} in {1}")
  @MethodSource("writings")
  void mapsAreThoseOfTensorFlowsTape(String network, String way) {
    Cases files = Cases.of(network);
    Shape shape = network.equals("attention_words") ? Shape.of(2, 7, 1) : Shape.of(2, 4, 3, 1);
    try (Model model = Model.load(files.file(way))) {
      METHODS.forEach(
          (name, method) -> {
            FloatNdArray expected = files.array(name);
            Attribution map = Saliency.of(model).method(method).compute(files.array("x"));

            assertThat(map.shape()).as(name).isEqualTo(shape);
            assertThat(
                    Maps.of(Cases.shaped(map.values(), expected.shape().asArray()), expected)
                        .largestError())
                .as(name)
                .isLessThan(ROUNDING);
          });
    }
  }

  @Test
  void blocksAreListedWithHeadsAndTokens() {
    try (Model model = Model.load(Cases.of("attention_class_token").file("matmul"))) {
      ImmutableList<AttentionDescription> blocks = model.attention();

      assertThat(blocks).hasSize(2);
      AttentionDescription block = blocks.get(0);
      assertThat(block.heads()).isEqualTo(2);
      assertThat(block.tokens()).isEqualTo(13);
      assertThat(block.ahead()).isEqualTo(1);
      assertThat(block.grid()).containsExactly(4L, 3L);
      assertThat(block.input()).contains("x");
    }
  }

  @Test
  void blocksOfTheTrainedTransformerAreFound() {
    try (Model model = Model.load(Path.of("../../savedmodels/garments-vit"))) {
      assertThat(model.attention())
          .hasSize(3)
          .allSatisfy(
              block -> {
                assertThat(block.heads()).isEqualTo(4);
                assertThat(block.tokens()).isEqualTo(65);
                assertThat(block.grid()).containsExactly(8L, 8L);
              });
    }
  }

  @Test
  void mapIsResizedToThePicture() {
    Cases files = Cases.of("attention_class_token");
    try (Model model = Model.load(files.file("matmul"))) {
      for (AttributionMethod method :
          List.of(AttentionRollout.of(), GenericAttention.of(), Cdam.of())) {
        assertThat(Saliency.of(model).method(method).compute(files.array("x")).shape())
            .isEqualTo(Shape.of(2, 16, 12, 1));
      }
    }
  }

  @Test
  void rolloutSumsToOneWhereAllTokensArePatches() {
    Cases files = Cases.of("attention_mean");
    try (Model model = Model.load(files.file("matmul"))) {
      Attribution maps =
          Saliency.of(model)
              .method(AttentionRollout.of().withoutResize())
              .compute(files.array("x"));

      assertThat(sum(maps.sample(0))).isCloseTo(1, within(ROUNDING));
      assertThat(sum(maps.sample(1))).isCloseTo(1, within(ROUNDING));
    }
  }

  @Test
  void shareOfTheClassTokenItselfIsLeftOut() {
    Cases files = Cases.of("attention_class_token");
    try (Model model = Model.load(files.file("matmul"))) {
      Attribution maps =
          Saliency.of(model)
              .method(AttentionRollout.of().withoutResize())
              .compute(files.array("x"));

      // A quarter passes both blocks by their residuals.
      assertThat(sum(maps.sample(0))).isLessThan(0.75).isGreaterThan(0.25);
    }
  }

  private static double sum(Attribution map) {
    double sum = 0;
    for (float value : Maps.array(map.values())) {
      sum += value;
    }
    return sum;
  }

  @Test
  void sampleAloneGetsTheMapThatItGetsAmongOthers() {
    Cases files = Cases.of("attention_class_token");
    try (Model model = Model.load(files.file("matmul"))) {
      METHODS.forEach(
          (name, method) -> {
            Saliency saliency = Saliency.of(model).method(method);
            Attribution together = saliency.compute(files.array("x"));
            Attribution alone = saliency.compute(files.array("x").get(1));

            assertThat(Maps.of(alone.values(), together.sample(1).values()).largestError())
                .as(name)
                .isLessThan(ROUNDING);
          });
    }
  }

  @Test
  void rolloutDoesNotDependOnTheTarget() {
    Cases files = Cases.of("attention_class_token");
    try (Model model = Model.load(files.file("matmul"))) {
      Saliency saliency = Saliency.of(model).method(AttentionRollout.of());
      Attribution first = saliency.target(Target.classIndex(0)).compute(files.array("x"));
      Attribution second = saliency.target(Target.classIndex(1)).compute(files.array("x"));

      assertThat(first.values()).isEqualTo(second.values());
      assertThat(first.scores()).isNotEqualTo(second.scores());
    }
  }

  @Test
  void noiseOfNoneIsThePlainMap() {
    Cases files = Cases.of("attention_class_token");
    try (Model model = Model.load(files.file("matmul"))) {
      Attribution plain = Saliency.of(model).method(Cdam.of()).compute(files.array("x"));
      Attribution smooth =
          Saliency.of(model)
              .method(Cdam.of().withVariant(Cdam.Variant.SMOOTH).withSamples(2).withNoise(0))
              .compute(files.array("x"));

      assertThat(Maps.of(smooth.values(), plain.values()).largestError()).isLessThan(ROUNDING);
    }
  }

  @Test
  void noisyPicturesAreExplainedToo() {
    Cases files = Cases.of("attention_class_token");
    try (Model model = Model.load(files.file("matmul"))) {
      Attribution map =
          Saliency.of(model)
              .method(SmoothGrad.of(GenericAttention.of().withoutResize()).withSamples(2))
              .compute(files.array("x"));

      assertThat(map.shape()).isEqualTo(Shape.of(2, 4, 3, 1));
    }
  }

  @Test
  void mapsOfOnePassAreExported(@TempDir Path folder) {
    Cases files = Cases.of("attention_class_token");
    try (Model model = Model.load(files.file("matmul"))) {
      for (AttributionMethod method :
          List.of(AttentionRollout.of(), GenericAttention.of(), Cdam.of())) {
        Saliency saliency = Saliency.of(model).method(method);
        Path exported = folder.resolve(method.getClass().getSimpleName());
        var unused = saliency.export(exported);

        try (Model again = Model.load(exported)) {
          FloatNdArray map =
              again.explanation().orElseThrow().compute(files.array("x"), Target.top()).values();

          assertThat(Maps.of(map, saliency.compute(files.array("x")).values()).largestError())
              .isLessThan(ROUNDING);
        }
      }
    }
  }

  @Test
  void modelWithoutAttentionIsRefused() {
    try (Model model = Model.load(References.model("mlp"))) {
      for (AttributionMethod method :
          List.of(AttentionRollout.of(), GenericAttention.of(), Cdam.of())) {
        assertThatThrownBy(
                () ->
                    Saliency.of(model)
                        .method(method)
                        .compute(Inputs.normal(1, 1, model.inputShape().get(1))))
            .isInstanceOf(UnsupportedModelException.class)
            .hasMessageContaining(
                "has no self-attention between the input and the explained output")
            .hasMessageContaining("Maybe use a method that needs no attention");
      }
    }
  }

  @Test
  void optionsOfAnotherVariantAreRefused() {
    assertThatThrownBy(() -> MethodSpecs.parse("cdam:steps=5"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The option 'steps' is of the variant 'integrated' of cdam, not of 'plain'.\n"
                + "Maybe choose it first: withVariant(Cdam.Variant.INTEGRATED).");
    assertThatThrownBy(() -> MethodSpecs.parse("cdam:variant=integrated,noise=0.1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The option 'noise' is of the variant 'smooth' of cdam, not of 'integrated'.\n"
                + "Maybe choose it first: withVariant(Cdam.Variant.SMOOTH).");
  }
}
