package io.github.tfsaliency.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.method.hiding.Hsic;
import io.github.tfsaliency.method.hiding.Occlusion;
import io.github.tfsaliency.method.hiding.SampledShapley;
import io.github.tfsaliency.method.hiding.ScoreCam;
import io.github.tfsaliency.method.hiding.Sobol;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.method.path.NeuronConductance;
import io.github.tfsaliency.method.path.Quadrature;
import io.github.tfsaliency.segment.Segmentation;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import io.github.tfsaliency.support.SmallGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** What methods of many passes must fulfil, whatever the model computes. */
class ManyPassIdentityTest {
  private static final double ROUNDING = 1e-5;
  private static final long ONE_SAMPLE_AT_ONCE = 1;

  @AutoClose private static final Model VGG = Model.load(References.model("vgg"));
  private static final FloatNdArray INPUT = Inputs.uniform(3, 3, 32, 32, 3);

  static List<AttributionMethod> methods() {
    return List.of(
        IntegratedGradients.of().withSteps(6),
        IntegratedGradients.of()
            .withSteps(5)
            .withQuadrature(Quadrature.TRAPEZOID)
            .withBaselines(Baseline.constant(0.2), Baseline.perChannel(0, 0.5, 1)),
        NeuronConductance.of("relu_9", 3, 4, 5).withSteps(4),
        SmoothGrad.of(Gradient.of()).withSamples(5),
        SmoothGrad.of(RectifiedGradient.percentile(90)).withSamples(3),
        SmoothGrad.of(IntegratedGradients.of().withSteps(3)).withSamples(2),
        SmoothGradSquared.of(Gradient.of()).withSamples(4),
        VarGrad.of(Gradient.of()).withSamples(4),
        Sobol.of().withCells(2).withDesigns(3),
        Hsic.of().withCells(4).withSamples(20).withBaseline(Baseline.constant(0.3)),
        SampledShapley.of().withSamples(2).withSegmentation(Segmentation.grid(2, 3)),
        Occlusion.of(8, 8).withBaseline(Baseline.constant(0.3)),
        Occlusion.of(16, 16).withSeparateChannels(),
        GradCam.of(),
        GradCamPlusPlus.of().withMap(ActivationMap.ofLayer("relu_2").withoutRelu()),
        XGradCam.of(),
        HiResCam.of().withMap(ActivationMap.ofLastLayer().withoutResize()),
        LayerCam.of().withMap(ActivationMap.ofLayer("relu_4")),
        GuidedGradCam.of(),
        ScoreCam.of(),
        FullGrad.of());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void mapDoesNotDependOnTheChunk(AttributionMethod method) {
    Saliency saliency = Saliency.of(VGG).method(method);

    Attribution chunkOf1 = saliency.memory(ONE_SAMPLE_AT_ONCE).compute(INPUT);
    Attribution chunkOf64 = saliency.memory(Long.MAX_VALUE).compute(INPUT);

    assertThat(Maps.of(chunkOf1.values(), chunkOf64.values()).largestError()).isLessThan(ROUNDING);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void sampleAloneIsTheSampleInTheBatch(AttributionMethod method) {
    Saliency saliency = Saliency.of(VGG).method(method);

    Attribution alone = saliency.compute(INPUT.get(1));
    Attribution inBatch = saliency.compute(INPUT).sample(1);

    assertThat(Maps.of(alone.values(), inBatch.values()).largestError()).isLessThan(ROUNDING);
    assertThat(alone.target()).isEqualTo(inBatch.target());
    assertThat(alone.score()).isCloseTo(inBatch.score(), within(1e-4));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void progressEndsWhereItWasSaidToEnd(AttributionMethod method) {
    List<Long> done = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    var unused =
        Saliency.of(VGG)
            .method(method)
            .progress(
                (soFar, total) -> {
                  done.add(soFar);
                  totals.add(total);
                })
            .compute(INPUT);

    assertThat(done).isSorted().doesNotHaveDuplicates();
    assertThat(totals).containsOnly(done.get(done.size() - 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void twoComputationsGiveTheSameMap(AttributionMethod method) {
    Saliency saliency = Saliency.of(VGG).method(method);

    assertThat(
            Maps.of(saliency.compute(INPUT).values(), saliency.compute(INPUT).values())
                .largestError())
        .isLessThan(1e-6);
  }

  @Test
  void smoothGradOfOneCopyWithoutNoiseIsItsInnerMethod() {
    AttributionMethod inner = RectifiedGradient.percentile(95);

    Attribution smooth =
        Saliency.of(VGG).method(SmoothGrad.of(inner).withSamples(1).withNoise(0)).compute(INPUT);

    assertThat(smooth.values()).isEqualTo(Saliency.of(VGG).method(inner).compute(INPUT).values());
  }

  @Test
  void varGradWithoutNoiseIsZero() {
    Attribution map =
        Saliency.of(VGG)
            .method(VarGrad.of(Gradient.of()).withSamples(3).withNoise(0))
            .compute(INPUT);

    for (float value : map.toArray()) {
      assertThat(value).isCloseTo(0, within(1e-15f));
    }
  }

  @Test
  void anotherSeedGivesAnotherMap() {
    NoisyMethod method = SmoothGrad.of(Gradient.of()).withSamples(2);

    assertThat(Saliency.of(VGG).method(method.withSeed(2)).compute(INPUT).values())
        .isNotEqualTo(Saliency.of(VGG).method(method).compute(INPUT).values());
  }

  @Test
  void integratedGradientsSumToTheDifferenceOfTheScores() {
    Attribution map =
        Saliency.of(VGG).method(IntegratedGradients.of().withSteps(300)).compute(INPUT);

    ImmutableDoubleArray gaps = map.gaps().orElseThrow();
    for (int i = 0; i < 3; i++) {
      double sum = 0;
      for (float value : map.sample(i).toArray()) {
        sum += value;
      }
      double start =
          VGG.predict(NdArrays.ofFloats(Shape.of(32, 32, 3))).getFloat(0, map.targets().get(i));
      assertThat(gaps.get(i)).isCloseTo(sum - (map.scores().get(i) - start), within(1e-4));
      assertThat(gaps.get(i)).isCloseTo(0, within(0.02));
    }
  }

  @ParameterizedTest
  @EnumSource(Quadrature.class)
  void weightsOfEveryQuadratureSumToOne(Quadrature quadrature) {
    // The gradient of a linear model is the same everywhere, so any shortfall would show.
    AttributionMethod ofFew = IntegratedGradients.of().withSteps(3).withQuadrature(quadrature);

    SmallGraph graph = new SmallGraph();
    String x = graph.input("x", 4);
    graph.node("MatMul", x, graph.weights(4, 3));
    try (GradientEngine engine = GradientEngine.open(graph.build())) {
      var batch = Batch.of("x", Inputs.normal(1, 2, 4));
      var targets = Target.classIndex(1).resolve(2, ImmutableList.of(), () -> Shape.of(2, 3));
      var result = ofFew.attribute(ChunkedPasses.of(engine), batch, targets);
      assertThat(result.gaps().orElseThrow().stream().map(Math::abs).max().orElseThrow())
          .isLessThan(1e-6);
    }
  }

  @Test
  void stepsAreDoubledUntilTheGapIsSmallEnough() {
    IntegratedGradients fixed = IntegratedGradients.of().withSteps(4);
    double gap = largestGap(Saliency.of(VGG).method(fixed).compute(INPUT));

    double wanted = gap / 10;
    Attribution map = Saliency.of(VGG).method(fixed.withTolerance(wanted)).compute(INPUT);

    assertThat(largestGap(map)).isLessThanOrEqualTo(wanted);
  }

  private static double largestGap(Attribution map) {
    return map.gaps().orElseThrow().stream().map(Math::abs).max().orElseThrow();
  }

  @Test
  void gapThatCannotBeReachedIsAnError() {
    AttributionMethod method =
        IntegratedGradients.of().withSteps(2).withTolerance(1e-9).withMaxSteps(4);

    assertThatThrownBy(() -> Saliency.of(VGG).method(method).compute(INPUT))
        .isInstanceOf(SaliencyException.class)
        .hasMessageMatching(
            "(?s)Integrated gradients of 4 steps have a gap of .*, more than the tolerance"
                + " 1.0E-9.\\n"
                + "Maybe allow more steps, or a larger gap.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vgg", "resnet", "inception"})
  void termsOfFullGradSumToTheScoreOfReluNetworks(String network) {
    try (Model model = Model.load(References.model(network))) {
      Attribution map = Saliency.of(model).method(FullGrad.of()).compute(INPUT);

      assertThat(largestGap(map)).isLessThan(1e-4);
      assertThat(map.shape()).isEqualTo(Shape.of(3, 32, 32, 1));
    }
  }

  @Test
  void cancelledComputationStopsBeforeTheNextChunk() {
    List<Long> chunks = new ArrayList<>();
    Saliency saliency =
        Saliency.of(VGG)
            .method(IntegratedGradients.of().withSteps(50))
            .memory(ONE_SAMPLE_AT_ONCE)
            .progress((done, total) -> chunks.add(done))
            .cancelWhen(() -> chunks.size() == 5);

    assertThatThrownBy(() -> saliency.compute(INPUT))
        .isInstanceOf(CancellationException.class)
        .hasMessage("The computation was cancelled after 5 samples.");
  }

  @Test
  void interruptedThreadStopsToo() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> Saliency.of(VGG).method(Gradient.of()).compute(INPUT))
          .isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void layerThatDoesNotExistIsNamedWithItsNeighbours() {
    AttributionMethod method = GradCam.of().withMap(ActivationMap.ofLayer("relu_99"));

    assertThatThrownBy(() -> Saliency.of(VGG).method(method).compute(INPUT))
        .isInstanceOf(SaliencyException.class)
        .hasMessageStartingWith(
            "The model 'src/test/resources/models/vgg' has no layer 'relu_99' whose values lie on a"
                + " grid.\nMaybe one of 'vgg_1/relu_9_1/Relu', ");
  }

  @Test
  void modelWithoutAGridHasNoClassActivationMap() {
    try (Model mlp = Model.load(References.model("mlp"))) {
      assertThatThrownBy(() -> Saliency.of(mlp).method(ScoreCam.of()).compute(Inputs.normal(1, 12)))
          .isInstanceOf(SaliencyException.class)
          .hasMessage(
              "The model 'src/test/resources/models/mlp' has no layer whose values lie on a grid"
                  + " like its input's values, so there is no class activation map.\n"
                  + "Maybe use a method that attributes to the input.");
    }
  }

  @Test
  void sequenceHasAClassActivationMapOfItsLength() {
    try (Model conv1d = Model.load(References.model("conv1d"))) {
      Shape shape = conv1d.inputShape();
      FloatNdArray sequence = Inputs.normal(1, shape.get(1), shape.get(2));

      assertThat(Saliency.of(conv1d).method(GradCam.of()).compute(sequence).shape())
          .isEqualTo(Shape.of(shape.get(1), 1));
    }
  }

  @Test
  void layerMayBeNamedByItsScope() {
    AttributionMethod byScope = GradCam.of().withMap(ActivationMap.ofLayer("relu_4"));
    AttributionMethod byNode = GradCam.of().withMap(ActivationMap.ofLayer("vgg_1/relu_4_1/Relu"));

    assertThat(Saliency.of(VGG).method(byScope).compute(INPUT).values())
        .isEqualTo(Saliency.of(VGG).method(byNode).compute(INPUT).values());
  }

  @Test
  void convolutionWithAMergedBatchNormHasNoValuesOfItsOwn() {
    try (Model resnet = Model.load(References.model("resnet"))) {
      AttributionMethod method = LayerCam.of().withMap(ActivationMap.ofLayer("conv_7"));

      assertThatThrownBy(() -> Saliency.of(resnet).method(method).compute(INPUT))
          .isInstanceOf(SaliencyException.class)
          .hasMessage(
              "The layer 'resnet_1/conv_7_1/convolution' of the model"
                  + " 'src/test/resources/models/resnet' is merged with the BatchNorm after it, so"
                  + " its separate values are not computed.\n"
                  + "Maybe choose the BatchNorm, or the activation that follows it.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu_10", "relu_19"})
  void classActivationMapIsShownInTensorBoardLikeAnyGradient(String layer, @TempDir Path log) {
    try (Model resnet = Model.load(References.model("resnet"))) {
      Saliency saliency =
          Saliency.of(resnet)
              .method(GradCam.of().withMap(ActivationMap.ofLayer(layer).withoutResize()));

      assertThat(saliency.debug(log).compute(INPUT).values())
          .isEqualTo(saliency.compute(INPUT).values());
      assertThat(saliency.layers(INPUT).sums()).containsKey("resnet_1/dense_21_1/MatMul");
      assertThat(log.resolve("maps")).isNotEmptyDirectory();
    }
  }
}
