package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.FullGrad;
import io.github.tfsaliency.method.GradCam;
import io.github.tfsaliency.method.GradCamPlusPlus;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.GuidedGradCam;
import io.github.tfsaliency.method.HiResCam;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.LayerCam;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.RelevanceStart;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.SmoothGradSquared;
import io.github.tfsaliency.method.VarGrad;
import io.github.tfsaliency.method.XGradCam;
import io.github.tfsaliency.method.attention.AttentionRollout;
import io.github.tfsaliency.method.attention.Cdam;
import io.github.tfsaliency.method.attention.GenericAttention;
import io.github.tfsaliency.method.attention.LibraGrad;
import io.github.tfsaliency.method.hiding.KernelShap;
import io.github.tfsaliency.method.hiding.Lime;
import io.github.tfsaliency.method.hiding.Occlusion;
import io.github.tfsaliency.method.hiding.Rise;
import io.github.tfsaliency.method.hiding.ScoreCam;
import io.github.tfsaliency.method.path.BlurIg;
import io.github.tfsaliency.method.path.Conductance;
import io.github.tfsaliency.method.path.ExpectedGradients;
import io.github.tfsaliency.method.path.GuidedIg;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.method.path.InternalInfluence;
import io.github.tfsaliency.method.path.NeuronConductance;
import io.github.tfsaliency.method.path.Quadrature;
import io.github.tfsaliency.method.path.Xrai;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.ZBox;
import io.github.tfsaliency.segment.Felzenszwalb;
import io.github.tfsaliency.segment.Segmentation;
import io.github.tfsaliency.segment.Slic;
import io.github.tfsaliency.spec.MetricSpecs;
import io.github.tfsaliency.spec.TargetSpecs;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users write today keeps its meaning, whoever reads it. */
@ExtendWith(Surroundings.class)
class AcceptedSpecsTest {
  private static final Baseline HALF = Baseline.constant(0.5);

  static Stream<Arguments> methods() {
    return Stream.of(gradients(), relevance(), paths(), layers(), hiding()).flatMap(each -> each);
  }

  private static Stream<Arguments> gradients() {
    return Stream.of(
        method("gradient", Gradient.of()),
        method("gradient:", Gradient.of()),
        method("input-x-gradient", InputXGradient.of()),
        method("guided-backprop", GuidedBackprop.of()),
        method("deconvnet", DeconvNet.of()),
        method("rectified-gradient", RectifiedGradient.percentile(98)),
        method("rectified-gradient:percentile=80.0", RectifiedGradient.percentile(80)),
        method("rectified-gradient:percentile=8e1", RectifiedGradient.percentile(80)),
        method("rectified-gradient: percentile=80 , ,", RectifiedGradient.percentile(80)),
        method("rectified-gradient:threshold=-0.25", RectifiedGradient.threshold(-0.25)),
        method(
            "rectified-gradient:variant=mod,percentile=90",
            RectifiedGradient.percentile(90).withVariant(RectifiedGradient.Variant.MOD)),
        method(
            "rectified-gradient:multiply-by-input=true,padding-trick=true,variant=plain",
            RectifiedGradient.percentile(98).withPaddingTrick().withMultiplicationByInput()),
        method(
            "rectified-gradient:padding-trick=false,multiply-by-input=false",
            RectifiedGradient.percentile(98)),
        method("deeplift", DeepLift.of(0)),
        method("deeplift:max-pool=gradient", DeepLift.of(0)),
        method("deeplift:max-pool=rescale,baseline=0.50", DeepLift.of(0.5).withRescaledMaxPool()));
  }

  private static Stream<Arguments> relevance() {
    return Stream.of(
        method("lrp:rule=epsilon", Lrp.epsilon(1e-6)),
        method("lrp:rule=epsilon,epsilon=0.25", Lrp.epsilon(0.25)),
        method("lrp:gamma=0.5,rule=gamma", Lrp.gamma(0.5)),
        method("lrp:rule=gamma", Lrp.gamma(0.25)),
        method("lrp:rule=z-plus", Lrp.zPlus()),
        method("lrp:rule=alpha-beta", Lrp.alphaBeta(2, 1)),
        method("lrp:rule=alpha-beta,alpha=3", Lrp.alphaBeta(3, 2)),
        method("lrp:rule=alpha-beta,beta=2,alpha=3", Lrp.alphaBeta(3, 2)),
        method("lrp:rule=alpha-beta,alpha=1", Lrp.zPlus()),
        method("lrp:rule=w-square", Lrp.wSquare()),
        method("lrp:rule=flat,start=one", Lrp.flat().withStart(RelevanceStart.one())),
        method("lrp:start=score,rule=flat", Lrp.flat()),
        method("lrp:composite=epsilon-plus", Lrp.of(Composite.epsilonPlus())),
        method("lrp:composite=epsilon-plus-flat", Lrp.of(Composite.epsilonPlusFlat())),
        method(
            "lrp:composite=epsilon-gamma-box,low=-1,high=1",
            Lrp.of(Composite.epsilonGammaBox(ZBox.of(-1, 1)))),
        method(
            "lrp:composite=epsilon-gamma-box,high=2.6/2.4,low=-2.1/-2.0",
            Lrp.of(
                Composite.epsilonGammaBox(
                    ZBox.of(
                        ImmutableDoubleArray.of(-2.1, -2), ImmutableDoubleArray.of(2.6, 2.4))))),
        method("lrp:composite=epsilon-alpha2-beta1", Lrp.of(Composite.epsilonAlpha2Beta1())),
        method(
            "lrp:composite=epsilon-alpha2-beta1-flat", Lrp.of(Composite.epsilonAlpha2Beta1Flat())),
        method("lrp:composite=excitation-backprop", Lrp.of(Composite.excitationBackprop())),
        method("lrp:composite=preset-a", Lrp.of(Composite.presetA())),
        method("lrp:composite=preset-a-flat", Lrp.of(Composite.presetAFlat())),
        method(
            "lrp:composite=preset-b,start=contrast",
            Lrp.of(Composite.presetB()).withStart(RelevanceStart.contrast())),
        method(
            "lrp:composite=preset-b-flat,contrast=7,start=contrast",
            Lrp.of(Composite.presetBFlat()).withStart(RelevanceStart.contrast(7))));
  }

  private static Stream<Arguments> paths() {
    return Stream.of(
        method("integrated-gradients", IntegratedGradients.of()),
        method(
            "integrated-gradients:baseline=0/0.5/1+0.25,quadrature=trapezoid,steps=7",
            IntegratedGradients.of()
                .withSteps(7)
                .withQuadrature(Quadrature.TRAPEZOID)
                .withBaselines(Baseline.perChannel(0, 0.5, 1), Baseline.constant(0.25))),
        method(
            "integrated-gradients:quadrature=left",
            IntegratedGradients.of().withQuadrature(Quadrature.LEFT)),
        method(
            "integrated-gradients:quadrature=right",
            IntegratedGradients.of().withQuadrature(Quadrature.RIGHT)),
        method(
            "integrated-gradients:quadrature=midpoint",
            IntegratedGradients.of().withQuadrature(Quadrature.MIDPOINT)),
        method(
            "integrated-gradients:quadrature=ends",
            IntegratedGradients.of().withQuadrature(Quadrature.ENDS)),
        method("integrated-gradients:steps=4000", IntegratedGradients.of().withSteps(4000)),
        method(
            "integrated-gradients:max-steps=5000,steps=4000,tolerance=0.01",
            IntegratedGradients.of().withSteps(4000).withTolerance(0.01).withMaxSteps(5000)),
        method("integrated-gradients:max-steps=3200", IntegratedGradients.of()),
        method(
            "expected-gradients:baseline=0+1",
            ExpectedGradients.of(Baseline.constant(0), Baseline.constant(1))),
        method(
            "expected-gradients:samples=10,seed=-3,baseline=0.5",
            ExpectedGradients.of(HALF).withSamples(10).withSeed(-3)),
        method("blur-ig", BlurIg.of()),
        method(
            "blur-ig:grad-step=0.1,sqrt=true,max-sigma=5,steps=10",
            BlurIg.of().withSteps(10).withMaxSigma(5).withSquareRootSpacing().withGradStep(0.1)),
        method("guided-ig", GuidedIg.of()),
        method(
            "guided-ig:steps=10,fraction=0.1,max-distance=1,baseline=0.5",
            GuidedIg.of().withSteps(10).withFraction(0.1).withMaxDistance(1).withBaseline(HALF)),
        method("conductance", Conductance.of()),
        method(
            "conductance:baseline=0.5,quadrature=midpoint,steps=300",
            Conductance.of()
                .withSteps(300)
                .withQuadrature(Quadrature.MIDPOINT)
                .withBaselines(HALF)),
        method("internal-influence:steps=10", InternalInfluence.of().withSteps(10)),
        method(
            "neuron-conductance:layer=conv1/Relu,index=3/0/17",
            NeuronConductance.of("conv1/Relu", 3, 0, 17)),
        method(
            "neuron-conductance:index=4,steps=10,layer=a%2cb",
            NeuronConductance.of("a,b", 4).withSteps(10)),
        method("smooth-grad", SmoothGrad.of(Gradient.of())),
        method(
            "smooth-grad:inner=guided-backprop,samples=2",
            SmoothGrad.of(GuidedBackprop.of()).withSamples(2)),
        method(
            "smooth-grad-squared:seed=4,noise=0.2,inner=integrated-gradients:steps=3,baseline=0.5",
            SmoothGradSquared.of(IntegratedGradients.of().withSteps(3).withBaselines(HALF))
                .withNoise(0.2)
                .withSeed(4)),
        method(
            "var-grad:inner=smooth-grad:samples=2,inner=input-x-gradient",
            VarGrad.of(SmoothGrad.of(InputXGradient.of()).withSamples(2))));
  }

  private static Stream<Arguments> layers() {
    ActivationMap block = ActivationMap.ofLayer("a/b");
    return Stream.of(
        method("cdam", Cdam.of()),
        method(
            "cdam:variant=smooth,samples=5,noise=0.1,seed=2,resize=false",
            Cdam.of()
                .withVariant(Cdam.Variant.SMOOTH)
                .withSamples(5)
                .withNoise(0.1)
                .withSeed(2)
                .withoutResize()),
        method(
            "cdam:variant=integrated,steps=7",
            Cdam.of().withVariant(Cdam.Variant.INTEGRATED).withSteps(7)),
        method("attention-rollout:resize=false", AttentionRollout.of().withoutResize()),
        method("generic-attention", GenericAttention.of()),
        method("libra-grad", LibraGrad.of()),
        method("libra-grad:multiply-by-input=true", LibraGrad.of().withMultiplicationByInput()),
        method("grad-cam", GradCam.of()),
        method(
            "grad-cam:resize=false,relu=false,layer=a/b",
            GradCam.of().withMap(block.withoutRelu().withoutResize())),
        method("grad-cam-plus-plus:layer=a/b", GradCamPlusPlus.of().withMap(block)),
        method("x-grad-cam:relu=true", XGradCam.of()),
        method("hires-cam:layer=a/b", HiResCam.of().withMap(block)),
        method("layer-cam:layer=a/b,relu=false", LayerCam.of().withMap(block.withoutRelu())),
        method("score-cam:layer=a/b,resize=false", ScoreCam.of().withMap(block.withoutResize())),
        method("guided-grad-cam", GuidedGradCam.of()),
        method(
            "guided-grad-cam:layer=a/b", GuidedGradCam.of().withLayer(SpatialLayer.named("a/b"))),
        method("full-grad", FullGrad.of()));
  }

  private static Stream<Arguments> hiding() {
    return Stream.of(
        method("occlusion", Occlusion.of(16, 8)),
        method("occlusion:window=10", Occlusion.of(10, 5)),
        method("occlusion:window=1", Occlusion.of(1, 1)),
        method("occlusion:stride=3", Occlusion.of(16, 3)),
        method(
            "occlusion:channels=each,baseline=0.5,stride=2,window=4",
            Occlusion.of(4, 2).withBaseline(HALF).withSeparateChannels()),
        method("occlusion:channels=all", Occlusion.of(16, 8)),
        method("rise", Rise.of()),
        method(
            "rise:seed=2,baseline=0.5,keep=0.3,cells=8,samples=20",
            Rise.of().withSamples(20).withCells(8).withKeep(0.3).withBaseline(HALF).withSeed(2)),
        method("xrai", Xrai.of()),
        method(
            "xrai:fast=true,min-pixels=3,baseline=0.5+1,quadrature=ends,steps=5",
            Xrai.of()
                .withSteps(5)
                .withQuadrature(Quadrature.ENDS)
                .withBaselines(HALF, Baseline.constant(1))
                .withMinPixels(3)
                .withRanking(Xrai.Ranking.ONCE)),
        method("kernel-shap", KernelShap.of()),
        method(
            "kernel-shap:segments=30,samples=100,baseline=0.5,seed=4",
            KernelShap.of()
                .withSamples(100)
                .withSegmentation(Slic.of(30))
                .withBaseline(HALF)
                .withSeed(4)),
        method(
            "kernel-shap:segments=slic/30/20.0",
            KernelShap.of().withSegmentation(Slic.of(30).withCompactness(20))),
        method(
            "kernel-shap:segments=grid/3/4",
            KernelShap.of().withSegmentation(Segmentation.grid(3, 4))),
        method("lime", Lime.of()),
        method(
            "lime:segments=felzenszwalb/100/0.5/30,baseline=mean,width=0.5,samples=100,seed=3",
            Lime.of()
                .withSamples(100)
                .withSegmentation(Felzenszwalb.of(100).withSigma(0.5).withMinSize(30))
                .withMeanColor()
                .withWidth(0.5)
                .withSeed(3)),
        method("lime:baseline=0.5", Lime.of().withBaseline(HALF)));
  }

  private static Arguments method(String spec, AttributionMethod method) {
    return arguments(spec, method);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void methodMeansTheSame(String spec, AttributionMethod method) {
    assertThat(MethodSpec.parse(spec).method()).isEqualTo(method);
  }

  static Stream<Arguments> targets() {
    return Stream.of(
        arguments("top", Target.top()),
        arguments("7", Target.classIndex(7)),
        arguments("007", Target.classIndex(7)),
        arguments("tabby cat", Target.label("tabby cat")),
        arguments("1234567890123456789", Target.label("1234567890123456789")),
        arguments("Top", Target.label("Top")),
        arguments("pixel:class=2,row=3,column=4", Target.pixel(3, 4, 2)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("targets")
  void targetMeansTheSame(String text, Target target) {
    assertThat(TargetSpecs.parse(text)).isEqualTo(target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deletion",
        "deletion:steps=20,baseline=0",
        "insertion:baseline=0.25/0.5/1,pooling=sum-absolute",
        "morf:side=4,steps=10,pooling=l2-squared,baseline=mean",
        "lerf:steps=3",
        "abpc:pooling=max-norm",
        "sensitivity-n",
        "sensitivity-n:seed=9223372036854775807,n=5,subsets=10,baseline=1",
        "infidelity:noise=0.2,samples=3,seed=1,normalized=true,multiplied=true",
        "mu-fidelity:grid=4,share=0.5,subsets=20,correlation=spearman,seed=2,baseline=0",
        "max-sensitivity:radius=0.1,samples=2,seed=-1",
        "randomisation",
        "randomisation:seed=3",
        "gini",
        "total-variation",
        "edge-correlation",
        "mass-accuracy:pooling=max-norm",
        "rank-accuracy:pooling=sum-positive",
        "pointing-game:tolerance=3,pooling=sum-absolute"
      })
  void metricIsAccepted(String spec) {
    assertThatCode(
            () -> {
              var unused = MetricSpecs.parse(spec);
            })
        .doesNotThrowAnyException();
  }
}
