package io.github.tfsaliency.examples.network;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.examples.encoding.InputFactor;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.attention.LibraGrad;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.rule.Composite;

/**
 * A method that is asked of every network, whether the network supports it or not.
 *
 * @param title for people; of LRP, in brackets the rule of the first layer
 * @param factor what its map is multiplied by
 * @param method the method
 */
record ProbedMethod(String title, InputFactor factor, AttributionMethod method) {
  private static final RectifiedGradient RECTGRAD =
      RectifiedGradient.percentile(RectifiedGradient.DEFAULT_PERCENTILE);
  private static final double EPSILON = 1e-6;
  private static final int PATH_STEPS = 16;

  /** What the paper is about: pairs without the multiplication and with it. */
  static final ImmutableList<ProbedMethod> GRADIENTS =
      ImmutableList.of(
          new ProbedMethod("Gradient", InputFactor.NONE, Gradient.of()),
          new ProbedMethod("Input × Gradient", InputFactor.INPUT, InputXGradient.of()),
          new ProbedMethod("RectGrad", InputFactor.NONE, RECTGRAD),
          new ProbedMethod(
              "RectGrad × Input", InputFactor.INPUT, RECTGRAD.withMultiplicationByInput()));

  /** In the order of the report. */
  static final ImmutableList<ProbedMethod> ALL =
      ImmutableList.<ProbedMethod>builder()
          .addAll(GRADIENTS)
          .add(
              new ProbedMethod("Guided Backpropagation", InputFactor.NONE, GuidedBackprop.of()),
              new ProbedMethod(
                  "Integrated Gradients",
                  InputFactor.BASELINE,
                  IntegratedGradients.of().withSteps(PATH_STEPS)),
              new ProbedMethod("DeepLIFT", InputFactor.BASELINE, DeepLift.of(0)),
              new ProbedMethod("LibraGrad", InputFactor.NONE, LibraGrad.of()),
              new ProbedMethod(
                  "LibraGrad × Input",
                  InputFactor.INPUT,
                  LibraGrad.of().withMultiplicationByInput()),
              new ProbedMethod("LRP-ε", InputFactor.FIRST_LAYER, Lrp.epsilon(EPSILON)),
              new ProbedMethod(
                  "LRP-ε+ (z+)", InputFactor.FIRST_LAYER, Lrp.of(Composite.epsilonPlus())),
              new ProbedMethod(
                  "LRP-ε+ (flat)", InputFactor.NONE, Lrp.of(Composite.epsilonPlusFlat())),
              new ProbedMethod(
                  "LRP-α2β1 (α2β1)",
                  InputFactor.FIRST_LAYER,
                  Lrp.of(Composite.epsilonAlpha2Beta1())))
          .build();
}
