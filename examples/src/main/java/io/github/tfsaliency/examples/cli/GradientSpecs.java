package io.github.tfsaliency.examples.cli;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.examples.cli.MethodList.Entry;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.RectifiedGradient.Variant;
import java.util.Optional;

/** Gradients of one pass, and relevance. */
final class GradientSpecs {
  static final ImmutableList<Entry> ENTRIES =
      ImmutableList.of(
          new Entry("gradient", "", "2", options -> Gradient.of()),
          new Entry("input-x-gradient", "", "2", options -> InputXGradient.of()),
          new Entry("guided-backprop", "", "2", options -> GuidedBackprop.of()),
          new Entry("deconvnet", "", "2", options -> DeconvNet.of()),
          new Entry(
              "rectified-gradient",
              "percentile=98|threshold=TAU,variant=plain|mod|proportional,padding-trick=false,"
                  + "multiply-by-input=false",
              "2 to 4",
              GradientSpecs::rectifiedGradient),
          new Entry(
                  "lrp",
                  "composite=epsilon-plus|epsilon-plus-flat|epsilon-gamma-box (low=,high=)"
                      + "|epsilon-alpha2-beta1|epsilon-alpha2-beta1-flat|excitation-backprop|preset-a"
                      + "|preset-a-flat|preset-b|preset-b-flat, or rule=epsilon (epsilon=1e-6)"
                      + "|gamma (gamma=0.25)|z-plus|alpha-beta (alpha=2,beta=1)|w-square|flat;"
                      + " start=score|one|contrast (contrast=CLASS)",
                  "2 to 8",
                  LrpSpec::parse)
              .shownAs("composite=epsilon-plus"),
          new Entry(
              "deeplift", "baseline=0,max-pool=gradient|rescale", "3", GradientSpecs::deepLift));

  /** What DeepLIFT does at max pooling. */
  private enum MaxPool {
    GRADIENT,
    RESCALE
  }

  private GradientSpecs() {}

  private static AttributionMethod deepLift(SpecOptions options) {
    DeepLift method = DeepLift.of(options.number("baseline", 0));
    MaxPool maxPool = options.choice("max-pool", MaxPool.class).orElse(MaxPool.GRADIENT);
    return maxPool == MaxPool.RESCALE ? method.withRescaledMaxPool() : method;
  }

  private static AttributionMethod rectifiedGradient(SpecOptions options) {
    Optional<Double> percentile = options.number("percentile");
    Optional<Double> threshold = options.number("threshold");
    if (percentile.isPresent() && threshold.isPresent()) {
      throw new IllegalArgumentException(
          Message.of(
              "A rectified gradient has a percentile (%s) or a threshold (%s), not both.",
              percentile.get(), threshold.get()));
    }
    RectifiedGradient method =
        threshold.isPresent()
            ? RectifiedGradient.threshold(threshold.get())
            : RectifiedGradient.percentile(percentile.orElse(RectifiedGradient.DEFAULT_PERCENTILE));
    method = method.withVariant(options.choice("variant", Variant.class).orElse(Variant.PLAIN));
    if (options.flag("padding-trick")) {
      method = method.withPaddingTrick();
    }
    return options.flag("multiply-by-input") ? method.withMultiplicationByInput() : method;
  }
}
