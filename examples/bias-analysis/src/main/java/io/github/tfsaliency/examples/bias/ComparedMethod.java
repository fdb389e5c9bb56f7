package io.github.tfsaliency.examples.bias;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.examples.encoding.Encoding;
import io.github.tfsaliency.examples.encoding.InputFactor;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.layer.LayerSelector;
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
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.SmoothGradSquared;
import io.github.tfsaliency.method.VarGrad;
import io.github.tfsaliency.method.XGradCam;
import io.github.tfsaliency.method.hiding.KernelShap;
import io.github.tfsaliency.method.hiding.Lime;
import io.github.tfsaliency.method.hiding.Occlusion;
import io.github.tfsaliency.method.hiding.Rise;
import io.github.tfsaliency.method.hiding.ScoreCam;
import io.github.tfsaliency.method.path.BlurIg;
import io.github.tfsaliency.method.path.GuidedIg;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.method.path.Xrai;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.WSquare;
import io.github.tfsaliency.rule.ZBox;
import io.github.tfsaliency.segment.Segmentation;
import java.util.function.Function;

/**
 * A method of the analysis beside what it is without the multiplication by the input.
 *
 * @param title for people; of LRP, in brackets the rule of the first layer
 * @param factor what its map is multiplied by
 * @param in the method in an encoding: z-box has the encoding's bounds
 * @param unmultiplied the same method without the multiplication; itself if it has none. Of LRP,
 *     the same rules with flat in the first layer: it knows neither the values nor the weights
 */
record ComparedMethod(
    String title,
    InputFactor factor,
    Function<Encoding, AttributionMethod> in,
    AttributionMethod unmultiplied) {
  private static final RectifiedGradient RECTGRAD =
      RectifiedGradient.percentile(RectifiedGradient.DEFAULT_PERCENTILE);
  private static final double EPSILON = 1e-6;
  private static final double GAMMA = 0.25;
  static final int PATH_STEPS = 16;
  private static final int SAMPLES = 500;
  private static final int WINDOW = 4;
  private static final int STRIDE = 2;
  private static final double BLUR = 8;
  private static final Segmentation CELLS = Segmentation.grid(8, 8);
  private static final ActivationMap LAST = ActivationMap.ofLastLayer();
  private static final CharMatcher UNSAFE =
      CharMatcher.inRange('a', 'z').or(CharMatcher.inRange('0', '9')).negate();
  private static final Lrp PLUS_FLAT = Lrp.of(Composite.epsilonPlusFlat());
  private static final Lrp ALPHA_BETA_FLAT = Lrp.of(Composite.epsilonAlpha2Beta1Flat());

  /** In the order of the report: each multiplied one after its repair. */
  static final ImmutableList<ComparedMethod> ALL =
      ImmutableList.of(
          plain("Gradient", Gradient.of()),
          multiplied("Input × Gradient", InputXGradient.of(), Gradient.of()),
          plain("RectGrad", RECTGRAD),
          multiplied("RectGrad × Input", RECTGRAD.withMultiplicationByInput(), RECTGRAD),
          plain("Guided Backpropagation", GuidedBackprop.of()),
          plain("DeconvNet", DeconvNet.of()),
          plain("LRP-ε+ (flat)", PLUS_FLAT),
          firstLayer("LRP-ε+ (z+)", Lrp.of(Composite.epsilonPlus()), PLUS_FLAT),
          new ComparedMethod(
              "LRP-ε+ (w²)",
              InputFactor.NONE,
              encoding ->
                  Lrp.of(
                      Composite.epsilonPlus().withRuleFirst(LayerSelector.first(), new WSquare())),
              PLUS_FLAT),
          new ComparedMethod(
              "LRP-ε+ (z-box)",
              InputFactor.BOX,
              encoding ->
                  Lrp.of(
                      Composite.epsilonPlus().withRuleFirst(LayerSelector.first(), encoding.box())),
              PLUS_FLAT),
          plain("LRP-α2β1 (flat)", ALPHA_BETA_FLAT),
          firstLayer("LRP-α2β1 (α2β1)", Lrp.of(Composite.epsilonAlpha2Beta1()), ALPHA_BETA_FLAT));

  /** Beside those, the rest of the family that takes few passes. */
  static final ImmutableList<ComparedMethod> WITH_OTHERS =
      ImmutableList.<ComparedMethod>builder()
          .addAll(ALL)
          .add(
              alone("LRP-ε", InputFactor.FIRST_LAYER, Lrp.epsilon(EPSILON)),
              alone("LRP-γ", InputFactor.FIRST_LAYER, Lrp.gamma(GAMMA)),
              alone("DeepLIFT", InputFactor.BASELINE, DeepLift.of(0)),
              alone(
                  "Integrated Gradients",
                  InputFactor.BASELINE,
                  IntegratedGradients.of().withSteps(PATH_STEPS)),
              new ComparedMethod(
                  "IG (black and white)",
                  InputFactor.BOX,
                  encoding -> fromBlackAndWhite(encoding.box()),
                  Gradient.of()),
              alone(
                  "RectGrad (proportional)",
                  InputFactor.NONE,
                  RECTGRAD.withVariant(RectifiedGradient.Variant.PROPORTIONAL)),
              alone(
                  "SmoothGrad",
                  InputFactor.NONE,
                  SmoothGrad.of(Gradient.of()).withSamples(PATH_STEPS)),
              alone("Grad-CAM", InputFactor.NONE, GradCam.of().withMap(LAST)),
              alone("Grad-CAM++", InputFactor.NONE, GradCamPlusPlus.of().withMap(LAST)),
              alone("XGrad-CAM", InputFactor.NONE, XGradCam.of().withMap(LAST)),
              alone("HiRes-CAM", InputFactor.NONE, HiResCam.of().withMap(LAST)),
              alone("LayerCAM", InputFactor.NONE, LayerCam.of().withMap(LAST)),
              alone(
                  "Guided Grad-CAM",
                  InputFactor.NONE,
                  GuidedGradCam.of().withLayer(SpatialLayer.last())),
              alone("FullGrad", InputFactor.INPUT, FullGrad.of()))
          .build();

  /** Beside those, the ones that run the model hundreds of times for a map. */
  static final ImmutableList<ComparedMethod> WITH_COSTLY =
      ImmutableList.<ComparedMethod>builder()
          .addAll(WITH_OTHERS)
          .add(
              alone(
                  "SmoothGrad²",
                  InputFactor.NONE,
                  SmoothGradSquared.of(Gradient.of()).withSamples(PATH_STEPS)),
              alone("VarGrad", InputFactor.NONE, VarGrad.of(Gradient.of()).withSamples(PATH_STEPS)),
              // Its blur lets the zeros beyond the border in.
              alone(
                  "Blur IG",
                  InputFactor.BASELINE,
                  BlurIg.of().withSteps(PATH_STEPS).withMaxSigma(BLUR)),
              alone("Guided IG", InputFactor.BASELINE, GuidedIg.of().withSteps(2 * PATH_STEPS)),
              alone("XRAI", InputFactor.BOX, Xrai.of().withSteps(PATH_STEPS)),
              alone("Occlusion", InputFactor.BASELINE, Occlusion.of(WINDOW, STRIDE)),
              alone("RISE", InputFactor.BASELINE, Rise.of().withSamples(SAMPLES)),
              alone(
                  "LIME",
                  InputFactor.BASELINE,
                  Lime.of().withSamples(SAMPLES).withSegmentation(CELLS)),
              alone(
                  "Kernel SHAP",
                  InputFactor.BASELINE,
                  KernelShap.of().withSamples(SAMPLES).withSegmentation(CELLS)),
              alone("Score-CAM", InputFactor.BASELINE, ScoreCam.of().withMap(LAST)))
          .build();

  private static ComparedMethod plain(String title, AttributionMethod method) {
    return new ComparedMethod(title, InputFactor.NONE, encoding -> method, method);
  }

  private static AttributionMethod fromBlackAndWhite(ZBox bounds) {
    return IntegratedGradients.of()
        .withSteps(PATH_STEPS)
        .withBaselines(
            Baseline.constant(bounds.low().get(0).value()),
            Baseline.constant(bounds.high().get(0).value()));
  }

  private static ComparedMethod firstLayer(
      String title, AttributionMethod method, AttributionMethod unmultiplied) {
    return new ComparedMethod(title, InputFactor.FIRST_LAYER, encoding -> method, unmultiplied);
  }

  private static ComparedMethod alone(String title, InputFactor factor, AttributionMethod method) {
    return new ComparedMethod(title, factor, encoding -> method, method);
  }

  private static ComparedMethod multiplied(
      String title, AttributionMethod method, AttributionMethod unmultiplied) {
    return new ComparedMethod(title, InputFactor.INPUT, encoding -> method, unmultiplied);
  }

  /** The title without the rule of the first layer. */
  String family() {
    return isLrp() ? title.substring(0, title.indexOf(" (")) : title;
  }

  /** What tells it from others of its family. */
  String label() {
    return isLrp() ? title.substring(title.indexOf('(') + 1, title.indexOf(')')) : title;
  }

  /** Whether the map is multiplied by the input, openly or in the first layer. */
  boolean multiplied() {
    return factor == InputFactor.INPUT || factor == InputFactor.FIRST_LAYER;
  }

  /** The title in letters and digits that every file system knows. */
  String id() {
    String latin =
        title
            .replace("ε", "epsilon")
            .replace("α", "alpha")
            .replace("β", "beta")
            .replace("γ", "gamma")
            .replace("+", "-plus")
            .replace("×", "times")
            .replace("²", "-squared");
    return UNSAFE.trimAndCollapseFrom(Ascii.toLowerCase(latin), '-');
  }

  /** Whether this is what others of the analysis are compared with. */
  boolean isReference() {
    return in.apply(Encoding.COMPARED.get(0)).equals(unmultiplied);
  }

  /** Whether it is layer-wise relevance propagation. */
  boolean isLrp() {
    return unmultiplied instanceof Lrp;
  }
}
