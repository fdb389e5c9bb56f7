package io.github.tfsaliency.examples.experiment;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.rule.Composite;

/**
 * A method whose maps are compared before and after an attack.
 *
 * @param title for people
 * @param method makes the maps
 * @param pictured whether its maps are shown
 */
record AttackedMethod(String title, AttributionMethod method, boolean pictured) {
  private static final RectifiedGradient RECTGRAD =
      RectifiedGradient.percentile(RectifiedGradient.DEFAULT_PERCENTILE);

  static final ImmutableList<AttackedMethod> ALL =
      ImmutableList.of(
          new AttackedMethod("Gradient", Gradient.of(), false),
          new AttackedMethod("Input × Gradient", InputXGradient.of(), false),
          new AttackedMethod("RectGrad", RECTGRAD, true),
          new AttackedMethod("RectGrad × Input", RECTGRAD.withMultiplicationByInput(), false),
          new AttackedMethod("Guided Backpropagation", GuidedBackprop.of(), true),
          new AttackedMethod("LRP-ε+ (flat)", Lrp.of(Composite.epsilonPlusFlat()), true),
          new AttackedMethod("LRP-ε+ (z+)", Lrp.of(Composite.epsilonPlus()), false));
}
