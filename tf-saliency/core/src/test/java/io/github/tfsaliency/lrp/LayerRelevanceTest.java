package io.github.tfsaliency.lrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.inspect.LayerAttributions;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RelevanceStart;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** What relevance starts with, what arrives at each layer, what is lost on the way. */
@TestInstance(Lifecycle.PER_CLASS)
class LayerRelevanceTest {
  private static final FloatNdArray INPUT = Inputs.uniform(7, 2, 32, 32, 3);

  @AutoClose private final Model vgg = Model.load(References.model("vgg"));

  @Test
  void theFlatRuleLosesNothingFromLayerToLayer() {
    Saliency saliency = Saliency.of(vgg).method(Lrp.flat()).target(Target.classIndices(3, 4));

    LayerAttributions layers = saliency.layers(INPUT);

    Attribution map = saliency.compute(INPUT);
    assertThat(layers.sums()).hasSizeGreaterThan(8);
    layers
        .sums()
        .forEach(
            (layer, sums) -> {
              assertThat(sums.get(0)).as(layer).isCloseTo(map.scores().get(0), within(1e-4));
              assertThat(sums.get(1)).as(layer).isCloseTo(map.scores().get(1), within(1e-4));
            });
  }

  /** LRP-gamma behind a ReLU reads one of the two parts of the weights that others read. */
  @Test
  void whatOneRuleLeavesUnreadIsThereForTheNext() {
    Lrp both = Lrp.alphaBeta(2, 1);
    FloatNdArray expected = Saliency.of(vgg).method(both).compute(INPUT).values();
    try (Model other = Model.load(References.model("vgg"))) {
      var unused = Saliency.of(other).method(Lrp.gamma(0.25)).compute(INPUT);

      FloatNdArray map = Saliency.of(other).method(both).compute(INPUT).values();

      assertThat(map).isEqualTo(expected);
    }
  }

  @Test
  void aLayerHasTheNameOfItsOp() {
    LayerAttributions layers = Saliency.of(vgg).method(Lrp.epsilon(0.25)).layers(INPUT);

    assertThat(layers.values().keySet())
        .contains("vgg_1/conv_1_1/convolution", "vgg_1/dense_14_1/MatMul")
        .doesNotContain("vgg_1/conv_1_1/BiasAdd");
    assertThat(layers.at("vgg_1/conv_1_1/convolution").shape()).isEqualTo(Shape.of(2, 32, 32, 8));
  }

  @Test
  void anUnknownLayerIsRefusedWithTheNearestNames() {
    LayerAttributions layers = Saliency.of(vgg).method(Gradient.of()).layers(INPUT);

    assertThatThrownBy(() -> layers.at("vgg_1/conv_1_1/convolutoin"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "There is no map of a layer 'vgg_1/conv_1_1/convolutoin'.\n"
                + "Maybe one of 'vgg_1/conv_1_1/convolution'");
  }

  @Test
  void theGapIsWhatTheMapLacksOfTheScore() {
    Attribution map = Saliency.of(vgg).method(Lrp.of(Composite.epsilonPlus())).compute(INPUT);

    for (int i = 0; i < 2; i++) {
      assertThat(gap(map, i))
          .isCloseTo(sum(map.sample(i)) - map.scores().get(i), within(1e-4))
          .isNotCloseTo(0, within(1e-3));
    }
  }

  @Test
  void methodsWhoseSumMeansNothingHaveNoGap() {
    assertThat(Saliency.of(vgg).method(Gradient.of()).compute(INPUT).gaps()).isEmpty();
  }

  @Test
  void deepLiftIsCompleteOnceMaxPoolingIsRescaled() {
    Saliency saliency = Saliency.of(vgg).target(Target.classIndex(3));
    float[] scores = Maps.array(vgg.predict(INPUT));
    float[] ofBaseline = Maps.array(vgg.predict(constant(0.5f)));

    Attribution map = saliency.method(DeepLift.of(0.5).withRescaledMaxPool()).compute(INPUT);

    for (int i = 0; i < 2; i++) {
      assertThat(sum(map.sample(i))).isCloseTo(scores[i * 10 + 3] - ofBaseline[3], within(1e-4));
      assertThat(gap(map, i)).isCloseTo(0, within(1e-4));
    }
  }

  @Test
  void startingFromOneDividesByTheScore() {
    Saliency saliency = Saliency.of(vgg).target(Target.classIndex(3));

    float[] ofScore = saliency.method(Lrp.zPlus()).compute(INPUT).toArray();
    Attribution ofOne = saliency.method(Lrp.zPlus().withStart(RelevanceStart.one())).compute(INPUT);

    float[] scaled = ofOne.toArray();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= (float) ofOne.scores().get(i / (32 * 32 * 3));
    }
    assertThat(scaled).containsExactly(ofScore, within(1e-6f));
  }

  @Test
  void aContrastIsTheDifferenceOfTwoMaps() {
    Saliency saliency = Saliency.of(vgg).method(Lrp.epsilon(1e-3));
    float[] one = saliency.target(Target.classIndex(3)).compute(INPUT).toArray();
    float[] other = saliency.target(Target.classIndex(5)).compute(INPUT).toArray();

    float[] contrast =
        saliency
            .method(Lrp.epsilon(1e-3).withStart(RelevanceStart.contrast(5)))
            .target(Target.classIndex(3))
            .compute(INPUT)
            .toArray();

    for (int i = 0; i < one.length; i++) {
      one[i] -= other[i];
    }
    assertThat(contrast).containsExactly(one, within(1e-5f));
  }

  @Test
  void withoutAClassTheContrastIsWithTheBestOther() {
    float[] scores = Maps.array(vgg.predict(INPUT));
    int best = argmax(scores, -1);
    int second = argmax(scores, best);
    FloatNdArray sample = NdArrays.ofFloats(Shape.of(32, 32, 3));
    INPUT.get(0).copyTo(sample);

    float[] chosen =
        Saliency.of(vgg)
            .method(Lrp.zPlus().withStart(RelevanceStart.contrast()))
            .compute(sample)
            .toArray();

    float[] named =
        Saliency.of(vgg)
            .method(Lrp.zPlus().withStart(RelevanceStart.contrast(second)))
            .compute(sample)
            .toArray();
    assertThat(chosen).isEqualTo(named);
  }

  @Test
  void aContrastWithAClassThatDoesNotExistIsRefused() {
    Saliency saliency = Saliency.of(vgg).method(Lrp.zPlus().withStart(RelevanceStart.contrast(10)));

    assertThatThrownBy(() -> saliency.compute(INPUT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The class index 10 is out of range: the output 'output_0'");
  }

  @Test
  void relevanceOfAnotherSizeIsRefused() {
    Saliency saliency =
        Saliency.of(vgg)
            .method(Lrp.zPlus().withStart(RelevanceStart.of(NdArrays.ofFloats(Shape.of(7)))));

    assertThatThrownBy(() -> saliency.compute(INPUT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("There are 7 weights for the output 'output_0'")
        .hasMessageEndingWith("which has 10 values per sample.");
  }

  @Test
  void relevanceOfOnesOwnIsWhatItStartsWith() {
    FloatNdArray start = NdArrays.ofFloats(Shape.of(10));
    start.setFloat(2, 3);
    start.setFloat(-1, 5);
    Saliency saliency = Saliency.of(vgg);
    float[] three =
        saliency
            .method(Lrp.flat().withStart(RelevanceStart.one()))
            .target(Target.classIndex(3))
            .compute(INPUT)
            .toArray();
    float[] five =
        saliency
            .method(Lrp.flat().withStart(RelevanceStart.one()))
            .target(Target.classIndex(5))
            .compute(INPUT)
            .toArray();

    Attribution map =
        saliency.method(Lrp.flat().withStart(RelevanceStart.of(start))).compute(INPUT);

    for (int i = 0; i < three.length; i++) {
      three[i] = 2 * three[i] - five[i];
    }
    assertThat(map.toArray()).containsExactly(three, within(1e-6f));
    assertThat(sum(map.sample(0))).isCloseTo(1, within(1e-4));
  }

  @Test
  void aSampleAloneIsTheSampleInABatch() {
    Saliency saliency =
        Saliency.of(vgg)
            .method(Lrp.of(Composite.epsilonAlpha2Beta1()))
            .target(Target.classIndex(1));
    FloatNdArray second = NdArrays.ofFloats(Shape.of(32, 32, 3));
    INPUT.get(1).copyTo(second);

    float[] alone = saliency.compute(second).toArray();

    assertThat(alone).containsExactly(saliency.compute(INPUT).sample(1).toArray(), within(1e-6f));
  }

  private static double gap(Attribution map, int sample) {
    return map.gaps().orElseThrow().get(sample);
  }

  private static double sum(Attribution map) {
    double sum = 0;
    for (float value : map.toArray()) {
      sum += value;
    }
    return sum;
  }

  private static int argmax(float[] scores, int without) {
    int best = without == 0 ? 1 : 0;
    for (int i = 0; i < 10; i++) {
      if (i != without && scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }

  private static FloatNdArray constant(float value) {
    FloatNdArray values = NdArrays.ofFloats(Shape.of(1, 32, 32, 3));
    values.scalars().forEach(scalar -> scalar.setFloat(value));
    return values;
  }
}
