package io.github.tfsaliency.spec;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.gradient.GradientRule;
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
import io.github.tfsaliency.method.NoisyMethod;
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
import io.github.tfsaliency.method.hiding.Hsic;
import io.github.tfsaliency.method.hiding.KernelShap;
import io.github.tfsaliency.method.hiding.Lime;
import io.github.tfsaliency.method.hiding.Occlusion;
import io.github.tfsaliency.method.hiding.Rise;
import io.github.tfsaliency.method.hiding.SampledShapley;
import io.github.tfsaliency.method.hiding.ScoreCam;
import io.github.tfsaliency.method.hiding.Sobol;
import io.github.tfsaliency.method.path.BlurIg;
import io.github.tfsaliency.method.path.Conductance;
import io.github.tfsaliency.method.path.ExpectedGradients;
import io.github.tfsaliency.method.path.GuidedIg;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.method.path.InternalInfluence;
import io.github.tfsaliency.method.path.NeuronConductance;
import io.github.tfsaliency.method.path.Quadrature;
import io.github.tfsaliency.method.path.Xrai;
import io.github.tfsaliency.rule.AlphaBeta;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.Epsilon;
import io.github.tfsaliency.rule.Flat;
import io.github.tfsaliency.rule.Gamma;
import io.github.tfsaliency.rule.NonlinearityRule;
import io.github.tfsaliency.rule.WSquare;
import io.github.tfsaliency.rule.ZBox;
import io.github.tfsaliency.rule.ZPlus;
import io.github.tfsaliency.segment.Felzenszwalb;
import io.github.tfsaliency.segment.Segmentation;
import io.github.tfsaliency.segment.Slic;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Methods whose options are drawn, of all that they may be. */
public final class RandomMethods {
  private static final List<String> LAYERS =
      List.of(
          "relu",
          "model/block_5/Relu",
          "a.b/c_d-e",
          "a,b",
          "100%",
          "%2c",
          "ends with ",
          "ä=:",
          "own[x",
          "\u2003",
          "%%41 \t\n");
  private static final double HARDLY = 1e-9;

  private final Random random;

  public RandomMethods(long seed) {
    random = new Random(seed);
  }

  /** A method of a row; a row without a line here fails the test. */
  public AttributionMethod of(String row) {
    return switch (row) {
      case "gradient" -> Gradient.of();
      case "input-x-gradient" -> InputXGradient.of();
      case "guided-backprop" -> GuidedBackprop.of().withGates(random.nextBoolean());
      case "deconvnet" -> DeconvNet.of().withGates(random.nextBoolean());
      case "rectified-gradient" -> rectifiedGradient();
      case "lrp" -> lrp();
      case "deeplift" ->
          (random.nextBoolean()
                  ? DeepLift.of(number())
                  : DeepLift.of(number()).withRescaledMaxPool())
              .withRule(
                  random.nextBoolean() ? NonlinearityRule.RESCALE : NonlinearityRule.REVEAL_CANCEL);
      case "integrated-gradients" -> integratedGradients();
      case "expected-gradients" ->
          sometimes(
              ExpectedGradients.of(baselines()).withSamples(count()).withSeed(random.nextLong()),
              ExpectedGradients::withTolerance);
      case "blur-ig" -> blurIg();
      case "guided-ig" ->
          GuidedIg.of()
              .withSteps(count())
              .withFraction(1 - random.nextDouble())
              .withMaxDistance(random.nextDouble())
              .withBaseline(baseline());
      case "conductance" ->
          Conductance.of()
              .withSteps(2 + random.nextInt(5000))
              .withQuadrature(any(Quadrature.values()))
              .withBaselines(baselines());
      case "internal-influence" ->
          InternalInfluence.of()
              .withSteps(2 + random.nextInt(5000))
              .withQuadrature(any(Quadrature.values()))
              .withBaselines(baselines());
      case "neuron-conductance" ->
          NeuronConductance.of("block_" + count(), count(), random.nextInt(3))
              .withSteps(2 + random.nextInt(5000))
              .withQuadrature(any(Quadrature.values()))
              .withBaselines(baselines());
      case "smooth-grad" -> noisy(SmoothGrad.of(inner()));
      case "smooth-grad-squared" -> noisy(SmoothGradSquared.of(inner()));
      case "var-grad" -> noisy(VarGrad.of(inner()));
      case "grad-cam" -> GradCam.of().withMap(map());
      case "grad-cam-plus-plus" -> GradCamPlusPlus.of().withMap(map());
      case "x-grad-cam" -> XGradCam.of().withMap(map());
      case "hires-cam" -> HiResCam.of().withMap(map());
      case "layer-cam" -> LayerCam.of().withMap(map());
      case "score-cam" -> ScoreCam.of().withMap(map());
      case "guided-grad-cam" -> GuidedGradCam.of().withLayer(map().layer());
      case "full-grad" -> FullGrad.of();
      case "cdam" -> cdam();
      case "attention-rollout" ->
          random.nextBoolean() ? AttentionRollout.of() : AttentionRollout.of().withoutResize();
      case "generic-attention" ->
          random.nextBoolean() ? GenericAttention.of() : GenericAttention.of().withoutResize();
      case "libra-grad" ->
          random.nextBoolean() ? LibraGrad.of() : LibraGrad.of().withMultiplicationByInput();
      case "occlusion" -> occlusion();
      case "rise" ->
          sometimes(
              Rise.of()
                  .withSamples(count())
                  .withCells(1 + random.nextInt(1000))
                  .withKeep(Math.max(HARDLY, random.nextDouble()))
                  .withBaseline(baseline())
                  .withSeed(random.nextLong()),
              Rise::withTolerance);
      case "sobol" ->
          sometimes(
              Sobol.of()
                  .withCells(1 + random.nextInt(1000))
                  .withDesigns(1 + count())
                  .withBaseline(baseline())
                  .withSeed(random.nextLong()),
              Sobol::withTolerance);
      case "hsic" ->
          Hsic.of()
              .withCells(1 + random.nextInt(1000))
              .withSamples(count())
              .withBaseline(baseline())
              .withSeed(random.nextLong());
      case "xrai" -> xrai();
      case "kernel-shap" ->
          sometimes(
              KernelShap.of()
                  .withSamples(count())
                  .withSegmentation(segmentation())
                  .withBaseline(baseline())
                  .withSeed(random.nextInt(3)),
              KernelShap::withTolerance);
      case "sampled-shapley" ->
          sometimes(
              SampledShapley.of()
                  .withSamples(count())
                  .withSegmentation(segmentation())
                  .withBaseline(baseline())
                  .withSeed(random.nextInt(3)),
              SampledShapley::withTolerance);
      case "lime" -> lime();
      // Of the tests' own provider.
      case "test-mean" -> new TestMethodProvider.TestMean(inner(), count());
      default -> throw new AssertionError("Nothing is drawn for the row '" + row + "'.");
    };
  }

  private RectifiedGradient rectifiedGradient() {
    RectifiedGradient method =
        random.nextBoolean()
            ? RectifiedGradient.percentile(
                random.nextBoolean() ? random.nextInt(101) : 100 * random.nextDouble())
            : RectifiedGradient.threshold(number());
    method = method.withVariant(any(RectifiedGradient.Variant.values()));
    method = random.nextBoolean() ? method.withPaddingTrick() : method;
    method = method.withGates(random.nextBoolean()).withDerivative(random.nextBoolean());
    return random.nextBoolean() ? method.withMultiplicationByInput() : method;
  }

  private Lrp lrp() {
    Lrp method = random.nextBoolean() ? Lrp.of(rule()) : Lrp.of(composite());
    return method.withStart(
        any(
            RelevanceStart.score(),
            RelevanceStart.one(),
            RelevanceStart.contrast(),
            RelevanceStart.contrast(random.nextInt(1000)),
            RelevanceStart.contrast(Long.MAX_VALUE)));
  }

  private GradientRule rule() {
    double alpha = any(List.of(1.0, 2.0, 3.0, 1.5, 1.1));
    return pick(
        () -> new Epsilon(Math.abs(number())),
        () -> new Gamma(Math.abs(number())),
        ZPlus::new,
        () -> new AlphaBeta(alpha, alpha - 1),
        WSquare::new,
        Flat::new,
        this::box,
        () -> new TestMethodProvider.TestRule(number()));
  }

  private ZBox box() {
    int channels = 1 + random.nextInt(3);
    double[] low = DoubleStream.generate(this::number).limit(channels).toArray();
    double[] high = DoubleStream.of(low).map(value -> value + 1 + Math.abs(value)).toArray();
    return ZBox.of(ImmutableDoubleArray.copyOf(low), ImmutableDoubleArray.copyOf(high));
  }

  private Composite composite() {
    return pick(
        Composite::epsilonPlus,
        Composite::epsilonPlusFlat,
        () -> Composite.epsilonGammaBox(box()),
        Composite::epsilonAlpha2Beta1,
        Composite::epsilonAlpha2Beta1Flat,
        Composite::excitationBackprop,
        Composite::presetA,
        Composite::presetAFlat,
        Composite::presetB,
        Composite::presetBFlat);
  }

  private IntegratedGradients integratedGradients() {
    int steps = 2 + random.nextInt(5000);
    IntegratedGradients method =
        IntegratedGradients.of()
            .withSteps(steps)
            .withQuadrature(any(Quadrature.values()))
            .withBaselines(baselines());
    method = random.nextBoolean() ? method.withTolerance(HARDLY + Math.abs(number())) : method;
    return random.nextBoolean() ? method.withMaxSteps(steps + random.nextInt(5000)) : method;
  }

  private BlurIg blurIg() {
    BlurIg method =
        BlurIg.of()
            .withSteps(count())
            .withMaxSigma(HARDLY + 100 * random.nextDouble())
            .withGradStep(HARDLY + random.nextDouble());
    return random.nextBoolean() ? method.withSquareRootSpacing() : method;
  }

  private NoisyMethod noisy(NoisyMethod method) {
    return sometimes(
        method
            .withSamples(count())
            .withNoise(random.nextBoolean() ? 0.15 : Math.abs(number()))
            .withSeed(random.nextInt(3)),
        NoisyMethod::withTolerance);
  }

  private <T> T sometimes(T method, BiFunction<T, Double, T> withTolerance) {
    return random.nextBoolean() ? withTolerance.apply(method, HARDLY + Math.abs(number())) : method;
  }

  /** Another method, so that none is ever too deep. */
  private AttributionMethod cdam() {
    List<Cdam.Variant> variants = List.of(Cdam.Variant.values());
    Cdam.Variant variant = variants.get(random.nextInt(variants.size()));
    Cdam method = Cdam.of().withVariant(variant);
    Cdam shown = random.nextBoolean() ? method.withoutResize() : method;
    return switch (variant) {
      case PLAIN -> shown;
      case SMOOTH ->
          shown.withSamples(count()).withNoise(random.nextDouble()).withSeed(random.nextLong());
      case INTEGRATED -> shown.withSteps(count());
    };
  }

  private AttributionMethod inner() {
    return pick(Gradient::of, this::lrp, this::rectifiedGradient, this::occlusion, this::xrai);
  }

  private ActivationMap map() {
    ActivationMap map =
        ActivationMap.of(
            random.nextBoolean() ? SpatialLayer.last() : SpatialLayer.named(any(LAYERS)));
    ActivationMap signed = random.nextBoolean() ? map : map.withoutRelu();
    return random.nextBoolean() ? signed : signed.withoutResize();
  }

  private Occlusion occlusion() {
    int window = 1 + random.nextInt(40);
    Occlusion method = Occlusion.of(window, 1 + random.nextInt(window)).withBaseline(baseline());
    return random.nextBoolean() ? method.withSeparateChannels() : method;
  }

  private Xrai xrai() {
    Xrai method =
        Xrai.of()
            .withSteps(2 + count())
            .withQuadrature(any(Quadrature.values()))
            .withMinPixels(count())
            .withRanking(any(Xrai.Ranking.values()));
    return random.nextBoolean() ? method.withBaselines(baselines()) : method;
  }

  private Lime lime() {
    Lime method =
        sometimes(
            Lime.of()
                .withSamples(count())
                .withSegmentation(segmentation())
                .withWidth(1e-6 + Math.abs(number()))
                .withSeed(random.nextLong()),
            Lime::withTolerance);
    return random.nextBoolean() ? method.withMeanColor() : method.withBaseline(baseline());
  }

  private Segmentation segmentation() {
    return pick(
        () -> Slic.of(count()),
        () -> Slic.of(count()).withCompactness(1e-6 + Math.abs(number())),
        () ->
            Felzenszwalb.of(Math.abs(number()))
                .withSigma(10 * random.nextDouble())
                .withMinSize(random.nextInt(100)),
        () -> Segmentation.grid(count(), count()));
  }

  private Baseline[] baselines() {
    return Stream.generate(this::baseline).limit(1 + random.nextInt(3)).toArray(Baseline[]::new);
  }

  private Baseline baseline() {
    return pick(
        () -> Baseline.constant(0),
        () -> Baseline.constant(number()),
        () -> Baseline.perChannel(number(), number(), number()),
        this::noise);
  }

  private Baseline noise() {
    double low = number();
    return Baseline.uniformNoise(low, low + 1 + Math.abs(low), random.nextLong());
  }

  /** What is short, long, large, small, negative, and zero of both signs. */
  private double number() {
    return switch (random.nextInt(7)) {
      case 0 -> random.nextInt(10);
      case 1 -> random.nextInt(100) / 100.0;
      case 2 -> -0.0;
      case 3 -> random.nextGaussian();
      case 4 -> random.nextGaussian() * 1e-12;
      case 5 -> random.nextGaussian() * 1e17;
      default -> 1e-6;
    };
  }

  private int count() {
    return 1 + random.nextInt(random.nextBoolean() ? 10 : 10_000);
  }

  @SafeVarargs
  private <V> V any(V... values) {
    return values[random.nextInt(values.length)];
  }

  private <V> V any(List<V> values) {
    return values.get(random.nextInt(values.size()));
  }

  @SafeVarargs
  private <V> V pick(Supplier<? extends V>... suppliers) {
    return suppliers[random.nextInt(suppliers.length)].get();
  }
}
