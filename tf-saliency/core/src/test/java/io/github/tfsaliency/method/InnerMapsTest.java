package io.github.tfsaliency.method;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.inspect.LayerAttributions;
import io.github.tfsaliency.inspect.ModelLayer;
import io.github.tfsaliency.method.path.Conductance;
import io.github.tfsaliency.method.path.GuidedIg;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.method.path.InternalInfluence;
import io.github.tfsaliency.method.path.NeuronConductance;
import io.github.tfsaliency.method.path.Xrai;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** What maps of layers must fulfil, whatever the method. */
class InnerMapsTest {
  private static final double ROUNDING = 1e-5;
  private static final String POOLED = "vgg_1/maxpool_10_1/MaxPool2d";

  @AutoClose private static final Model VGG = Model.load(References.model("vgg"));
  private static final FloatNdArray INPUT = Inputs.uniform(3, 2, 32, 32, 3);

  static List<AttributionMethod> methods() {
    return List.of(
        Gradient.of(),
        InputXGradient.of(),
        GuidedBackprop.of(),
        Lrp.of(Composite.epsilonPlus()),
        DeepLift.of(0.5),
        IntegratedGradients.of().withSteps(3),
        GuidedIg.of().withSteps(3),
        SmoothGrad.of(Gradient.of()).withSamples(3),
        VarGrad.of(IntegratedGradients.of().withSteps(2)).withSamples(2),
        InternalInfluence.of().withSteps(3),
        Conductance.of().withSteps(3));
  }

  private static Saliency by(AttributionMethod method) {
    return Saliency.of(VGG).method(method).target(Target.classIndex(3));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void everyLayerHasAMapOfItsShape(AttributionMethod method) {
    String[] names = VGG.layers().stream().map(ModelLayer::name).toArray(String[]::new);

    LayerAttributions maps = by(method).layers(INPUT, names);

    assertThat(maps.values().keySet()).containsExactly(names);
    for (ModelLayer layer : VGG.layers()) {
      assertThat(maps.at(layer.name()).shape().tail())
          .as(layer.name())
          .isEqualTo(layer.outputShape().tail());
    }
    assertThat(maps.scores().length()).isEqualTo(2);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void sampleAloneIsTheSampleInTheBatch(AttributionMethod method) {
    FloatNdArray alone = by(method).layers(INPUT.get(1), POOLED).at(POOLED);

    FloatNdArray together = by(method).layers(INPUT, POOLED).at(POOLED);

    assertThat(Maps.of(alone.get(0), together.get(1)).largestError()).isLessThan(ROUNDING);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void mapDoesNotDependOnTheChunk(AttributionMethod method) {
    FloatNdArray chunkOf1 = by(method).memory(1).layers(INPUT, POOLED).at(POOLED);

    FloatNdArray chunkOf64 = by(method).memory(Long.MAX_VALUE).layers(INPUT, POOLED).at(POOLED);

    assertThat(Maps.of(chunkOf1, chunkOf64).largestError()).isLessThan(ROUNDING);
  }

  /** The gradient, and the inputs that it was asked for. */
  private static final class Seen implements AttributionMethod {
    private static final long serialVersionUID = 1;

    private final transient List<Batch> batches = new ArrayList<>();

    @Override
    public boolean mapsLayers() {
      return true;
    }

    @Override
    public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
      float[] values = Maps.array(batch.only());
      batches.add(
          Batch.of(
              batch.inputs().keySet().asList().get(0),
              NdArrays.wrap(batch.only().shape(), DataBuffers.of(values, true, false))));
      return Gradient.of().attribute(passes, batch, targets);
    }
  }

  @Test
  void smoothGradIsTheMeanOfTheLayersGradientsAtNoisyInputs() {
    Seen seen = new Seen();
    FloatNdArray map =
        by(SmoothGrad.of(seen).withSamples(4)).layers(INPUT.get(0), POOLED).at(POOLED);

    float[] mean = new float[Maps.array(map).length];
    int copies = 0;
    for (Batch batch : seen.batches) {
      FloatNdArray gradients = by(Gradient.of()).layers(batch.only(), POOLED).at(POOLED);
      for (int i = 0; i < batch.sampleCount(); i++, copies++) {
        float[] one = Maps.array(gradients.get(i));
        for (int j = 0; j < mean.length; j++) {
          mean[j] += one[j] / 4;
        }
      }
    }
    assertThat(copies).isEqualTo(4);
    assertThat(Maps.array(map)).containsExactly(mean, within(1e-6f));
  }

  @Test
  void pathsThroughALayerThatAllWaysCrossSumToTheDifferenceOfTheScores() {
    FloatNdArray sample = INPUT.get(0);
    double[] scores = by(Gradient.of()).scoresOf(sample).scores(Inputs.uniform(3, 2, 32, 32, 3));
    FloatNdArray zero = NdArrays.ofFloats(INPUT.shape());
    double difference = scores[0] - by(Gradient.of()).scoresOf(sample).scores(zero)[0];

    double integrated =
        requireNonNull(
                by(IntegratedGradients.of().withSteps(300))
                    .layers(sample, POOLED)
                    .sums()
                    .get(POOLED))
            .get(0);
    double conductance =
        requireNonNull(
                by(Conductance.of().withSteps(300)).layers(sample, POOLED).sums().get(POOLED))
            .get(0);

    assertThat(integrated).isCloseTo(difference, within(1e-3 * Math.abs(difference)));
    assertThat(conductance).isCloseTo(difference, within(1e-2 * Math.abs(difference)));
  }

  @Test
  void anUnknownLayerIsAnsweredWithSimilarNames() {
    assertThatThrownBy(() -> by(Conductance.of()).layers(INPUT, "vgg_1/relu_9_1/Rellu"))
        .isInstanceOf(NoMatchingNodeException.class)
        .hasMessageContaining("has no layer 'vgg_1/relu_9_1/Rellu'")
        .hasMessageContaining("vgg_1/relu_9_1/Relu");
  }

  @Test
  void aLayerOfIntegersIsRefused() {
    try (Model model = Model.load(References.model("vgg_uint8"))) {
      String placeholder = model.layers().get(0).name();
      FloatNdArray pixels = NdArrays.ofFloats(INPUT.shape());

      assertThatThrownBy(() -> Saliency.of(model).method(Gradient.of()).layers(pixels, placeholder))
          .isInstanceOf(NoMatchingNodeException.class)
          .hasMessageContaining("are of the type uint8, which has no gradient");
    }
  }

  @Test
  void aLayerBehindTheTargetIsRefused() {
    assertThatThrownBy(
            () ->
                by(Gradient.of())
                    .target(Target.unit("relu_4", 0, 0, 0))
                    .layers(INPUT, "vgg_1/relu_9_1/Relu"))
        .isInstanceOf(NoMatchingNodeException.class)
        .hasMessageContaining(
            "does not contribute to the value at [0, 0, 0] of the layer 'relu_4'");
  }

  @Test
  void whatMapsLayersAloneIsRefusedWithoutOne() {
    assertThatThrownBy(() -> by(Conductance.of()).compute(INPUT))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The method 'conductance' maps layers inside the model, and no layer was chosen.\n"
                + "Maybe name some with --layers NAME, or call Saliency.layers(input, name).");
  }

  @Test
  void whatIsMadeForPicturesHasNoMapsOfLayers() {
    assertThatThrownBy(() -> by(Xrai.of()).layers(INPUT, POOLED))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("The method 'xrai' has no maps of layers inside a model");
  }

  @Test
  void aUnitThatTheLayerLacksIsRefused() {
    assertThatThrownBy(() -> by(Gradient.of()).target(Target.unit(POOLED, 8, 0, 0)).compute(INPUT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The layer '"
                + POOLED
                + "' has no value at the index [8, 0, 0]: its values have the shape [8, 8, 16] for"
                + " each sample.\nMaybe give one number for each dimension, from 0.");
    assertThatThrownBy(() -> by(NeuronConductance.of(POOLED, 1, 2)).compute(INPUT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no value at the index [1, 2]");
  }

  @Test
  void scoreOfAChannelIsItsMean() {
    FloatNdArray values = VGG.activations(POOLED, INPUT.get(0));
    double mean = 0;
    for (int row = 0; row < 8; row++) {
      for (int column = 0; column < 8; column++) {
        mean += values.getFloat(0, row, column, 5) / 64.0;
      }
    }

    double score =
        by(Gradient.of()).target(Target.channel(POOLED, 5)).compute(INPUT.get(0)).score();

    assertThat(score).isCloseTo(mean, within(1e-6));
  }

  @Test
  void valuesOfAConvolutionAheadOfABatchNormEndWithTheModel() {
    Model resnet = Model.load(References.model("resnet"));
    FloatNdArray values = resnet.activations("conv_14", INPUT);
    resnet.close();

    assertThat(values.shape().get(0)).isEqualTo(2);
    assertThatThrownBy(() -> resnet.activations("conv_14", INPUT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
  }

  @Test
  void gradientAtAConvolutionAheadOfABatchNormIsRefusedWhereWeightsAreRandom() {
    try (Model resnet = Model.load(References.model("resnet"));
        Model random = resnet.randomized(List.of("resnet_1/conv_14_1/convolution"), 1)) {
      Saliency gradient = Saliency.of(random).method(Gradient.of());

      assertThatThrownBy(() -> gradient.layers(INPUT, "conv_14"))
          .isInstanceOf(NoMatchingNodeException.class)
          .hasMessageStartingWith(
              "The layer 'resnet_1/conv_14_1/convolution' of the model '"
                  + resnet.directory()
                  + "' is merged with the BatchNorm after it")
          .hasMessageEndingWith("Maybe choose the BatchNorm, or the activation that follows it.");
    }
  }
}
