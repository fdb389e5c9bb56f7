package io.github.tfsaliency.examples.bias;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.method.AttributionMethod;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.RectifiedGradient;

/**
 * A method of the analysis beside what it is without the multiplication by the input.
 *
 * @param title for people
 * @param method the method
 * @param unmultiplied the same method without the multiplication; itself if it has none
 */
record ComparedMethod(String title, AttributionMethod method, AttributionMethod unmultiplied) {
  private static final RectifiedGradient RECTGRAD =
      RectifiedGradient.percentile(RectifiedGradient.DEFAULT_PERCENTILE);

  /** In the order of the report: each multiplied one after its repair. */
  static final ImmutableList<ComparedMethod> ALL =
      ImmutableList.of(
          plain("Gradient", new Gradient()),
          new ComparedMethod("Input × Gradient", new InputXGradient(), new Gradient()),
          plain("RectGrad", RECTGRAD),
          new ComparedMethod("RectGrad × Input", RECTGRAD.multipliedByInput(), RECTGRAD),
          plain("Guided Backpropagation", new GuidedBackprop()),
          plain("DeconvNet", new DeconvNet()));

  private static ComparedMethod plain(String title, AttributionMethod method) {
    return new ComparedMethod(title, method, method);
  }

  /** Whether the map is multiplied by the input. */
  boolean multiplied() {
    return !method.equals(unmultiplied);
  }
}
