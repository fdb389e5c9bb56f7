package io.github.tfsaliency.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.FullGrad;
import io.github.tfsaliency.method.GradCam;
import io.github.tfsaliency.method.GradCamPlusPlus;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.GuidedGradCam;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.LayerCam;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.hiding.KernelShap;
import io.github.tfsaliency.method.hiding.Lime;
import io.github.tfsaliency.method.hiding.Occlusion;
import io.github.tfsaliency.method.hiding.Rise;
import io.github.tfsaliency.method.hiding.ScoreCam;
import io.github.tfsaliency.method.path.BlurIg;
import io.github.tfsaliency.method.path.ExpectedGradients;
import io.github.tfsaliency.method.path.GuidedIg;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.method.path.Xrai;
import io.github.tfsaliency.metric.Coherence;
import io.github.tfsaliency.metric.Deletion;
import io.github.tfsaliency.metric.MassAccuracy;
import io.github.tfsaliency.metric.Pooling;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.TwoLayouts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** A model with channels first is the model with channels last, transposed. */
class ChannelsFirstTest {
  private static final double ROUNDING = 1e-5;

  @TempDir static Path folder;
  @AutoClose private static Model first;
  @AutoClose private static Model last;
  @AutoClose private static Model pixelsFirst;
  @AutoClose private static Model pixelsLast;
  private static final FloatNdArray pictures = Inputs.normal(1, 2, 12, 10, 3);

  @BeforeAll
  static void load() throws IOException {
    first = Model.load(TwoLayouts.classifier(folder.resolve("first"), true));
    last = Model.load(TwoLayouts.classifier(folder.resolve("last"), false));
    pixelsFirst = Model.load(TwoLayouts.segmentation(folder.resolve("pixels_first"), true));
    pixelsLast = Model.load(TwoLayouts.segmentation(folder.resolve("pixels_last"), false));
  }

  static List<AttributionMethod> methods() {
    return List.of(
        Gradient.of(),
        InputXGradient.of(),
        GuidedBackprop.of(),
        RectifiedGradient.percentile(80),
        IntegratedGradients.of().withSteps(5).withBaselines(Baseline.perChannel(0.1, 0.2, -0.3)),
        ExpectedGradients.of(Baseline.constant(0.1)).withSamples(4),
        BlurIg.of().withSteps(4),
        GuidedIg.of().withSteps(4),
        SmoothGrad.of(Gradient.of()).withSamples(3),
        Lrp.epsilon(1e-6),
        Lrp.alphaBeta(2, 1),
        Lrp.of(Composite.epsilonPlusFlat()),
        FullGrad.of(),
        GradCam.of(),
        GradCam.of().withMap(ActivationMap.ofLayer("relu2").withoutResize()),
        GradCamPlusPlus.of(),
        LayerCam.of(),
        GuidedGradCam.of(),
        ScoreCam.of(),
        Occlusion.of(4, 4),
        Rise.of().withSamples(20),
        Lime.of().withSamples(30),
        KernelShap.of().withSamples(90),
        Xrai.of());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void mapIsThatOfTheModelWithChannelsLast(AttributionMethod method) {
    Attribution expected = Saliency.of(last).method(method).compute(pictures);
    Attribution actual = Saliency.of(first).method(method).compute(ChannelAxis.toFirst(pictures));

    assertThat(actual.isChannelsFirst()).isTrue();
    assertThat(actual.shape().get(1)).isEqualTo(expected.shape().get(3));
    assertThat(Maps.of(ChannelAxis.toLast(actual.values()), expected.values()).largestError())
        .isLessThan(ROUNDING);
    assertThat(actual.targets()).isEqualTo(expected.targets());
  }

  @Test
  void outputIsTheSame() {
    FloatNdArray actual = first.predict(ChannelAxis.toFirst(pictures));

    assertThat(Maps.of(actual, last.predict(pictures)).largestError()).isLessThan(ROUNDING);
  }

  @Test
  void inputAndLayersHaveTheShapesOfTheFile() {
    assertThat(first.inputShape().asArray()).containsExactly(-1, 3, 12, 10);
    assertThat(first.isChannelsFirst("x")).isTrue();
    assertThat(last.isChannelsFirst("x")).isFalse();
    assertThat(first.layers())
        .filteredOn(layer -> layer.name().equals("relu2"))
        .singleElement()
        .satisfies(layer -> assertThat(layer.outputShape().asArray()).containsExactly(-1, 8, 6, 5));
    assertThat(first.layers()).hasSameSizeAs(last.layers());
  }

  @Test
  void whatArrivesAtALayerHasTheShapeOfTheFile() {
    FloatNdArray actual =
        Saliency.of(first)
            .method(Lrp.epsilon(1e-6))
            .layers(ChannelAxis.toFirst(pictures))
            .at("relu2");
    FloatNdArray expected =
        Saliency.of(last).method(Lrp.epsilon(1e-6)).layers(pictures).at("relu2");

    assertThat(actual.shape()).isEqualTo(Shape.of(2, 8, 6, 5));
    assertThat(Maps.of(ChannelAxis.toLast(actual), expected).largestError()).isLessThan(ROUNDING);
  }

  @Test
  void baselineOfASampleHasTheShapeOfTheFile() {
    FloatNdArray sample = Inputs.normal(2, 12, 10, 3);
    AttributionMethod own =
        IntegratedGradients.of().withSteps(5).withBaselines(Baseline.array(sample));
    AttributionMethod given =
        IntegratedGradients.of()
            .withSteps(5)
            .withBaselines(Baseline.array(ChannelAxis.sampleToFirst(sample)));

    Attribution expected = Saliency.of(last).method(own).compute(pictures);
    Attribution actual = Saliency.of(first).method(given).compute(ChannelAxis.toFirst(pictures));

    assertThat(Maps.of(ChannelAxis.toLast(actual.values()), expected.values()).largestError())
        .isLessThan(ROUNDING);
  }

  @Test
  void pictureIsEncodedWithChannelsFirst() throws IOException {
    Picture picture = Heatmap.of(Inputs.normal(4, 12, 10)).toPicture();
    try (Model model = Model.from(folder.resolve("first")).encoding(PixelEncoding.raw()).load()) {
      FloatNdArray encoded = model.encode(picture);

      assertThat(encoded.shape()).isEqualTo(Shape.of(3, 12, 10));
      assertThat(Maps.array(ChannelAxis.sampleToLast(encoded)))
          .isEqualTo(Maps.array(PixelEncoding.raw().encode(picture)));
    }
  }

  @Test
  void heatmapShowsPlacesAndNotChannels() {
    Attribution map =
        Saliency.of(first).method(Gradient.of()).compute(ChannelAxis.toFirst(pictures)).sample(0);

    Picture shown = Heatmap.of(map).toPicture();

    assertThat(List.of(shown.height(), shown.width())).containsExactly(12, 10);
    assertThat(map.resize(6, 5).shape()).isEqualTo(Shape.of(3, 6, 5));
  }

  @Test
  void metricsRemovePixelsAndNotChannels() {
    FloatNdArray lastSample = pictures.get(0);
    FloatNdArray firstSample = ChannelAxis.sampleToFirst(lastSample);
    Saliency ofFirst = Saliency.of(first).method(Gradient.of());
    Saliency ofLast = Saliency.of(last).method(Gradient.of());
    Attribution mapOfFirst = ofFirst.compute(firstSample);
    Attribution mapOfLast = ofLast.compute(lastSample);

    assertThat(
            Deletion.of(Baseline.constant(0))
                .measure(ofFirst.scoresOf(firstSample), firstSample, mapOfFirst)
                .area())
        .isCloseTo(
            Deletion.of(Baseline.constant(0))
                .measure(ofLast.scoresOf(lastSample), lastSample, mapOfLast)
                .area(),
            within(1e-4));
    assertThat(Coherence.of(mapOfFirst, firstSample).totalVariation())
        .isCloseTo(Coherence.of(mapOfLast, lastSample).totalVariation(), within(1e-5));
    boolean[][] mask = new boolean[12][10];
    mask[3][4] = true;
    mask[7][1] = true;
    assertThat(MassAccuracy.of(Pooling.SUM_ABSOLUTE).measure(mapOfFirst, mask))
        .isCloseTo(MassAccuracy.of(Pooling.SUM_ABSOLUTE).measure(mapOfLast, mask), within(1e-5));
  }

  @Test
  void targetOfAPixelIsItsIndexInTheFile() {
    FloatNdArray input = Inputs.normal(5, 1, 6, 5, 3);
    Target target = Target.pixel(2, 3, 1);
    Attribution expected =
        Saliency.of(pixelsLast).method(Gradient.of()).target(target).compute(input);
    Attribution actual =
        Saliency.of(pixelsFirst)
            .method(Gradient.of())
            .target(target)
            .compute(ChannelAxis.toFirst(input));

    assertThat(actual.target()).isEqualTo((1 * 6 + 2) * 5 + 3);
    assertThat(actual.score()).isCloseTo(expected.score(), within(1e-5));
    assertThat(Maps.of(ChannelAxis.toLast(actual.values()), expected.values()).largestError())
        .isLessThan(ROUNDING);
    assertThat(pixelsFirst.predict(ChannelAxis.toFirst(input)).shape())
        .isEqualTo(Shape.of(1, 2, 6, 5));
    assertThat(pixelsFirst.explainedTensor()).isEqualTo(pixelsLast.explainedTensor());
  }

  @Test
  void deepLiftOfAConvolutionIsThatOfTheModelWithChannelsLast() {
    FloatNdArray input = Inputs.normal(5, 1, 6, 5, 3);
    Target target = Target.pixel(2, 3, 1);
    Attribution expected =
        Saliency.of(pixelsLast).method(DeepLift.of(0.1)).target(target).compute(input);
    Attribution actual =
        Saliency.of(pixelsFirst)
            .method(DeepLift.of(0.1))
            .target(target)
            .compute(ChannelAxis.toFirst(input));

    assertThat(Maps.of(ChannelAxis.toLast(actual.values()), expected.values()).largestError())
        .isLessThan(ROUNDING);
    assertThat(actual.gaps().orElseThrow().get(0)).isCloseTo(0, within(1e-5));
  }

  @Test
  void meanOfAClassOverAMaskIsTheSame() {
    FloatNdArray input = Inputs.normal(5, 1, 6, 5, 3);
    boolean[][] object = new boolean[6][5];
    object[1][2] = true;
    object[4][0] = true;
    Target target = Target.classMean(1, object);
    Attribution expected =
        Saliency.of(pixelsLast).method(Lrp.epsilon(1e-6)).target(target).compute(input);
    Attribution actual =
        Saliency.of(pixelsFirst)
            .method(Lrp.epsilon(1e-6))
            .target(target)
            .compute(ChannelAxis.toFirst(input));

    assertThat(Maps.of(ChannelAxis.toLast(actual.values()), expected.values()).largestError())
        .isLessThan(ROUNDING);
  }

  @Test
  void exportTakesAndGivesTheOrderOfTheFile() {
    Path exported = folder.resolve("exported");
    AttributionMethod method =
        IntegratedGradients.of()
            .withSteps(5)
            .withBaselines(Baseline.array(Inputs.normal(2, 3, 12, 10)));
    FloatNdArray input = ChannelAxis.toFirst(pictures);
    Saliency saliency = Saliency.of(first).method(method);
    saliency.export(exported);
    try (Model model = Model.load(exported)) {
      Attribution served = model.explanation().orElseThrow().compute(input, Target.top());

      assertThat(Maps.of(served.values(), saliency.compute(input).values()).largestError())
          .isLessThan(ROUNDING);
    }
  }

  @Test
  void mapOfARealModelIsWhatTensorFlowGives() {
    Cases files = Cases.of("channels_first");
    try (Model model = files.model().load()) {
      Attribution own =
          Saliency.of(model)
              .method(GradCam.of().withMap(ActivationMap.ofLastLayer().withoutResize()))
              .compute(files.array("x"));
      Attribution resized = Saliency.of(model).method(GradCam.of()).compute(files.array("x"));
      Attribution full = Saliency.of(model).method(FullGrad.of()).compute(files.array("x"));

      assertThat(own.shape()).isEqualTo(Shape.of(2, 1, 9, 9));
      assertThat(resized.shape()).isEqualTo(Shape.of(2, 1, 9, 9));
      assertThat(
              Maps.of(Cases.shaped(own.values(), 2, 9, 9), files.array("expected")).largestError())
          .isLessThan(ROUNDING);
      assertThat(full.gaps().orElseThrow().stream()).allMatch(gap -> Math.abs(gap) < 1e-5);
    }
  }
}
