package io.github.tfsaliency.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.ParameterRandomization;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** Models with random weights. */
class RandomizedModelTest {
  private static final FloatNdArray INPUT = Inputs.uniform(1, 2, 32, 32, 3);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vgg",
        "resnet",
        "inception",
        "mobilenet",
        "vgg_tf1",
        "float64",
        "mixed_float16",
        "vit"
      })
  void everyLayerAloneChangesTheScoresAndKeepsThemFinite(String network) {
    try (Model model = Model.load(References.model(network))) {
      long[] sizes = model.inputShape().asArray();
      sizes[0] = 2;
      FloatNdArray input = Inputs.uniform(1, sizes);
      FloatNdArray scores = model.predict(input);
      for (String layer : model.weightedLayers()) {
        try (Model random = model.randomized(List.of(layer), 1)) {
          assertThat(random.predict(input)).as(layer).isNotEqualTo(scores);
          for (float score : Maps.array(random.predict(input))) {
            assertThat(score).as(layer).isFinite();
          }
        }
      }
    }
  }

  @Test
  void equalSeedsShuffleAlike() {
    try (Model vgg = Model.load(References.model("vgg"));
        Model one = vgg.randomized(vgg.weightedLayers(), 7);
        Model other = vgg.randomized(vgg.weightedLayers(), 7);
        Model another = vgg.randomized(vgg.weightedLayers(), 8)) {
      assertThat(one.predict(INPUT)).isEqualTo(other.predict(INPUT));
      assertThat(one.predict(INPUT)).isNotEqualTo(another.predict(INPUT));
    }
  }

  @Test
  void originalStaysAsItIs() {
    try (Model vgg = Model.load(References.model("vgg"))) {
      FloatNdArray before = vgg.predict(INPUT);
      try (Model random = vgg.randomized(vgg.weightedLayers(), 1)) {
        assertThat(random.predict(INPUT)).isNotEqualTo(before);
      }
      assertThat(vgg.predict(INPUT)).isEqualTo(before);
    }
  }

  @Test
  void layersBelowARandomizedOneKeepTheirValues() {
    try (Model vgg = Model.from(References.model("vgg")).output("vgg_1/relu_4_1/Relu").load();
        Model random = vgg.randomized(List.of("vgg_1/conv_3_1/convolution"), 1);
        Model below = Model.from(References.model("vgg")).output("vgg_1/relu_2_1/Relu").load()) {
      assertThat(vgg.weightedLayers())
          .containsExactly(
              "vgg_1/conv_1_1/convolution",
              "vgg_1/conv_1_1/BiasAdd",
              "vgg_1/conv_3_1/convolution",
              "vgg_1/conv_3_1/BiasAdd");
      assertThat(random.predict(INPUT)).isNotEqualTo(vgg.predict(INPUT));
      assertThat(below.predict(INPUT).shape()).isEqualTo(Shape.of(2, 32, 32, 8));
    }
  }

  @Test
  void randomModelIsExplainedLikeAnyOther() {
    try (Model vgg = Model.load(References.model("vgg"));
        Model random = vgg.randomized(vgg.weightedLayers(), 1)) {
      Saliency saliency = Saliency.of(random).method(Gradient.of()).target(Target.classIndex(1));

      assertThat(saliency.compute(INPUT).values())
          .isNotEqualTo(
              Saliency.of(vgg)
                  .method(Gradient.of())
                  .target(Target.classIndex(1))
                  .compute(INPUT)
                  .values());
    }
  }

  @Test
  void layerWithoutWeightsIsRefused() {
    try (Model mlp = Model.load(References.model("mlp"))) {
      assertThatThrownBy(() -> mlp.randomized(List.of("relu"), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "The model 'src/test/resources/models/mlp' has no layer 'relu' with weights.\nMaybe"
                  + " one of [");
    }
  }

  @Test
  void mapOfACascadeBecomesAnotherOne() {
    try (Model vgg = Model.load(References.model("vgg"))) {
      var steps =
          ParameterRandomization.cascading()
              .of(Saliency.of(vgg).method(Gradient.of()), INPUT.get(0));

      assertThat(steps).extracting(ParameterRandomization.Step::layer).hasSize(12);
      assertThat(steps.get(0).layer()).isEqualTo("vgg_1/dense_14_1/BiasAdd");
      assertThat(steps.get(0).similarity().rankCorrelation()).as("a bias behind all").isEqualTo(1);
      assertThat(steps.get(11).similarity().rankCorrelation()).isBetween(-0.5, 0.5);
    }
  }

  @Test
  void biasChangesGuidedBackpropagationToo() {
    try (Model vgg = Model.load(References.model("vgg"))) {
      Saliency guided = Saliency.of(vgg).method(GuidedBackprop.of());

      var steps =
          ParameterRandomization.independent()
              .of(guided, INPUT.get(0), List.of("vgg_1/conv_1_1/BiasAdd"));

      assertThat(steps).hasSize(1);
      assertThat(steps.get(0).similarity().rankCorrelation()).isLessThan(1);
    }
  }

  @Test
  void scoresAreThoseOfTheTargetOfTheInputItself() {
    try (Model vgg = Model.load(References.model("vgg"))) {
      Saliency saliency = Saliency.of(vgg).method(Gradient.of());
      long top = saliency.compute(INPUT.get(0)).target();
      FloatNdArray other = INPUT.get(1);

      double[] scores = saliency.scoresOf(INPUT.get(0)).scores(Inputs.uniform(1, 2, 32, 32, 3));

      assertThat(scores[1]).isCloseTo(vgg.predict(other).getFloat(0, top), within(1e-5));
      assertThat(
              Maps.of(
                      saliency.mapsOf(INPUT.get(0)).maps(INPUT),
                      saliency.target(Target.classIndex(top)).compute(INPUT).values())
                  .largestError())
          .isZero();
    }
  }
}
