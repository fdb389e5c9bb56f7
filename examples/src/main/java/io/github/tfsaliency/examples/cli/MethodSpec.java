package io.github.tfsaliency.examples.cli;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.method.AttributionMethod;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.RectifiedGradient.Variant;
import java.util.Optional;
import java.util.function.Function;

/**
 * A method as it is written on the command line: {@code name} or {@code name:key=value,...}.
 *
 * @param text as it was given
 * @param method what it means
 */
record MethodSpec(String text, AttributionMethod method) {
  private static final ImmutableMap<String, Function<SpecOptions, AttributionMethod>> METHODS =
      ImmutableMap.<String, Function<SpecOptions, AttributionMethod>>builder()
          .put("gradient", options -> new Gradient())
          .put("input-x-gradient", options -> new InputXGradient())
          .put("guided-backprop", options -> new GuidedBackprop())
          .put("deconvnet", options -> new DeconvNet())
          .put("rectified-gradient", MethodSpec::rectifiedGradient)
          .put("lrp", LrpSpec::parse)
          .put("deeplift", MethodSpec::deepLift)
          .buildOrThrow();

  /**
   * Reads a specification.
   *
   * @throws IllegalArgumentException if the method, a key or a value does not exist
   */
  static MethodSpec parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    Function<SpecOptions, AttributionMethod> factory = METHODS.get(name);
    if (factory == null) {
      throw new IllegalArgumentException(
          String.format("There is no method '%s'.\nMaybe one of %s.", name, METHODS.keySet()));
    }
    SpecOptions options =
        new SpecOptions("method '" + name + "'", colon < 0 ? "" : text.substring(colon + 1));
    AttributionMethod method = factory.apply(options);
    options.requireAllUsed();
    return new MethodSpec(text, method);
  }

  /** What DeepLIFT does at max pooling. */
  private enum MaxPool {
    GRADIENT,
    RESCALE
  }

  private static AttributionMethod deepLift(SpecOptions options) {
    DeepLift method = new DeepLift(options.number("baseline").orElse(0.0));
    MaxPool maxPool = options.choice("max-pool", MaxPool.class).orElse(MaxPool.GRADIENT);
    return maxPool == MaxPool.RESCALE ? method.rescalingMaxPool() : method;
  }

  private static AttributionMethod rectifiedGradient(SpecOptions options) {
    Optional<Double> percentile = options.number("percentile");
    Optional<Double> threshold = options.number("threshold");
    if (percentile.isPresent() && threshold.isPresent()) {
      throw new IllegalArgumentException(
          String.format(
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
    return options.flag("multiply-by-input") ? method.multipliedByInput() : method;
  }

  @Override
  public String toString() {
    return text;
  }
}
