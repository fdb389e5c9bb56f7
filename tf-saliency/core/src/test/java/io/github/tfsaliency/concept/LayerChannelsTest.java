package io.github.tfsaliency.concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.inspect.ModelLayer;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.Maps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.FloatNdArray;

/** Means of layers, and derivatives at them, in models of all kinds. */
class LayerChannelsTest {
  private static final double ROUNDING = 1e-5;

  private static double product(FloatNdArray rows, int row, FloatNdArray vector) {
    double product = 0;
    for (int i = 0; i < vector.size(); i++) {
      product += (double) rows.getFloat(row, i) * vector.getFloat(i);
    }
    return product;
  }

  @ParameterizedTest
  @CsvSource({"pictures, 1e-5", "tokens, 1e-5", "half, 5e-3"})
  void meansTimesAVectorAreTheScoresOfItsDirection(String name, double tolerance) {
    Cases files = Cases.of("directions");
    FloatNdArray vector = files.array(name + "_channels");
    FloatNdArray scores = files.array(name + "_direction_mean_scores");
    try (Model model = files.named(name).load()) {
      FloatNdArray means = Saliency.of(model).layerMeans("layer", files.array(name + "_x"));

      for (int i = 0; i < 2; i++) {
        double score = scores.getFloat(i);
        assertThat(product(means, i, vector))
            .isCloseTo(score, within(tolerance * (1 + Math.abs(score))));
      }
    }
  }

  @Test
  void meansOfAModelOfTwoInputsAreThoseOfTheTape() {
    Cases files = Cases.of("directions");
    try (Model model = files.named("pair").load()) {
      FloatNdArray means =
          Saliency.of(model)
              .layerMeans(
                  "layer", ImmutableMap.of("x", files.array("pair_x"), "v", files.array("pair_v")));

      FloatNdArray scores = files.array("pair_direction_scores");
      for (int i = 0; i < 2; i++) {
        assertThat(product(means, i, files.array("pair_channels")))
            .isCloseTo(scores.getFloat(i), within(ROUNDING));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"pictures", "tokens", "half"})
  void derivativeOfADirectionAtItsOwnLayerIsTheVector(String name) {
    Cases files = Cases.of("directions");
    FloatNdArray vector = files.array(name + "_channels");
    try (Model model = files.named(name).load()) {
      FloatNdArray derivatives =
          Saliency.of(model)
              .target(Target.direction("layer", vector))
              .layerDerivatives("layer", files.array(name + "_x"));

      for (int i = 0; i < 2; i++) {
        assertThat(Maps.of(derivatives.get(i), vector).largestError()).isLessThan(1e-3);
      }
    }
  }

  @Test
  void channelsAreThoseOfAFileWithChannelsFirst() {
    Cases files = Cases.of("channels_first");
    FloatNdArray x = files.array("x");
    try (Model model = files.model().load()) {
      String layer =
          model.layers().stream()
              .filter(each -> each.outputShape().numDimensions() == 4)
              .map(ModelLayer::name)
              .reduce((first, second) -> second)
              .orElseThrow();
      FloatNdArray values = model.activations(layer, x);
      FloatNdArray means = Saliency.of(model).layerMeans(layer, x);

      assertThat(means.shape().asArray())
          .containsExactly(values.shape().get(0), values.shape().get(1));
      for (int channel = 0; channel < means.shape().get(1); channel++) {
        double sum = 0;
        float[] places = Maps.array(values.get(1, channel));
        for (float place : places) {
          sum += place;
        }
        assertThat(means.getFloat(1, channel))
            .isCloseTo((float) (sum / places.length), within(1e-5f));
      }
    }
  }

  @Test
  void aClassThatDoesNotExistIsRefused() {
    Cases files = Cases.of("concepts");
    try (Model model = files.named("network").load()) {
      Saliency saliency = Saliency.of(model).method(Gradient.of()).target(Target.classIndex(5));

      assertThatThrownBy(() -> saliency.layerDerivatives("layer", files.array("inputs")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("The class index 5 is out of range");
      assertThatThrownBy(() -> saliency.layers(files.array("inputs")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("The class index 5 is out of range");
    }
  }

  @Test
  void aLayerBehindTheTargetIsRefused() {
    Cases files = Cases.of("concepts");
    try (Model model = files.named("network").load()) {
      assertThatThrownBy(
              () -> Saliency.of(model).layerDerivatives("Softmax", files.array("inputs")))
          .isInstanceOf(NoMatchingNodeException.class)
          .hasMessageContaining("no layer 'Softmax'");
    }
  }
}
