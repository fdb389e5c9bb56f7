package io.github.tfsaliency.spec;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.RectifiedGradient.Variant;
import io.github.tfsaliency.rule.NonlinearityRule;
import io.github.tfsaliency.rule.Products;
import java.util.Optional;
import java.util.OptionalDouble;

/** Gradients of one pass, and relevance. */
final class GradientRows {
  private static final String PERCENTILE = "percentile";
  private static final String THRESHOLD = "threshold";
  private static final String GATES = "gates";

  private GradientRows() {}

  static ImmutableList<SpecRow<? extends AttributionMethod>> of(
      ImmutableMap<String, SpecRow<? extends GradientRule>> rules) {
    return ImmutableList.of(
        SpecRow.of("gradient", "the gradient of the score, dS/dx", Gradient.of())
            .withCost("2")
            .withSource("Simonyan et al. 2014"),
        SpecRow.of("input-x-gradient", "the gradient times the input, x dS/dx", InputXGradient.of())
            .withCost("2")
            .withSource("Shrikumar et al. 2016"),
        SpecRow.of(
                "guided-backprop",
                "the gradient, with f'(x) max(g, 0) at every activation f; 1[x > 0] 1[g > 0] g at"
                    + " ReLU",
                GuidedBackprop.of())
            .withKeys(
                SpecKey.of(
                    GATES, SpecFormat.flag(), GuidedBackprop::gates, GuidedBackprop::withGates))
            .withCost("2")
            .withSource("Springenberg et al. 2015"),
        SpecRow.of("deconvnet", "the gradient, with max(g, 0) at every activation", DeconvNet.of())
            .withKeys(SpecKey.of(GATES, SpecFormat.flag(), DeconvNet::gates, DeconvNet::withGates))
            .withCost("2")
            .withSource("Zeiler & Fergus 2014"),
        rectifiedGradient(),
        SpecRow.of(
                "lrp",
                "relevance that each layer distributes by its rule: R_i = sum over j of"
                    + " (contribution of i to j) R_j / (all contributions to j)",
                Lrp.zPlus())
            .withKeys(
                LrpKeys.layers(rules),
                SpecKey.of(
                    "products",
                    SpecFormat.choice(Products.class),
                    Lrp::products,
                    Lrp::withProducts),
                LrpKeys.start())
            .withCost("2 to 8: epsilon 2, z+ 3, alpha-beta 5")
            .withSource("Bach et al. 2015; Montavon et al. 2019; Achtibat et al. 2024")
            .withSample("composite=epsilon-plus"),
        deepLift());
  }

  private static SpecRow<RectifiedGradient> rectifiedGradient() {
    return SpecRow.of(
            "rectified-gradient",
            "the gradient, with 1[y g > tau] g at every activation",
            RectifiedGradient.percentile(RectifiedGradient.DEFAULT_PERCENTILE))
        .withKeys(
            threshold(),
            SpecKey.of(
                "variant",
                SpecFormat.choice(Variant.class),
                RectifiedGradient::variant,
                RectifiedGradient::withVariant),
            SpecKey.flag(
                "padding-trick",
                RectifiedGradient::hasPaddingTrick,
                RectifiedGradient::withPaddingTrick),
            SpecKey.flag(
                "multiply-by-input",
                RectifiedGradient::isMultipliedByInput,
                RectifiedGradient::withMultiplicationByInput),
            SpecKey.of(
                GATES,
                SpecFormat.flag(),
                RectifiedGradient::overridesGates,
                RectifiedGradient::withGates),
            SpecKey.of(
                "derivative",
                SpecFormat.flag(),
                RectifiedGradient::hasDerivative,
                RectifiedGradient::withDerivative))
        .withCost("2 to 4")
        .withSource("Kim et al. 2019; Brocki & Chung 2020");
  }

  /** A percentile or a number; only one of them can be given. */
  private static SpecKey<RectifiedGradient> threshold() {
    return SpecKey.of(
        PERCENTILE,
        SpecFormat.number().print(RectifiedGradient.DEFAULT_PERCENTILE) + "|threshold=TAU",
        new SpecKey.Steps<>() {
          @Override
          public RectifiedGradient read(RectifiedGradient current, SpecOptions options) {
            Optional<Double> percentile = options.value(PERCENTILE, SpecFormat.number());
            Optional<Double> threshold = options.value(THRESHOLD, SpecFormat.number());
            if (percentile.isPresent() && threshold.isPresent()) {
              throw new IllegalArgumentException(
                  Message.of(
                      "A rectified gradient has a percentile (%s) or a threshold (%s), not both.",
                      percentile.get(), threshold.get()));
            }
            return threshold
                .or(() -> percentile)
                .map(
                    threshold.isPresent()
                        ? RectifiedGradient::threshold
                        : RectifiedGradient::percentile)
                .orElse(current);
          }

          @Override
          public RectifiedGradient write(
              RectifiedGradient whole, RectifiedGradient current, SpecWriter texts) {
            OptionalDouble percentile = whole.chosenPercentile();
            if (!texts.saysDefaults() && percentile.equals(current.chosenPercentile())) {
              return current;
            }
            double number = percentile.orElseGet(() -> whole.chosenThreshold().orElseThrow());
            texts.put(
                percentile.isPresent() ? PERCENTILE : THRESHOLD,
                () -> SpecFormat.number().print(number));
            return percentile.isPresent()
                ? RectifiedGradient.percentile(number)
                : RectifiedGradient.threshold(number);
          }
        });
  }

  private static SpecRow<DeepLift> deepLift() {
    return SpecRow.of(
            "deeplift",
            "(x - x0) m, with m = (y - y0) / (z - z0) at each activation, and (b + b0) / 2 at a"
                + " product a b",
            DeepLift.of(0))
        .withKeys(
            SpecKey.of(
                "baseline",
                SpecFormat.baselines(),
                DeepLift::baselines,
                (method, all) -> method.withBaselines(all.toArray(Baseline[]::new))),
            SpecKey.of(
                "rule",
                SpecFormat.choice(NonlinearityRule.class),
                DeepLift::rule,
                DeepLift::withRule),
            SpecKey.of(
                "max-pool",
                SpecFormat.named(ImmutableMap.of("gradient", false, "rescale", true)),
                DeepLift::rescalesMaxPool,
                (method, rescales) -> rescales ? method.withRescaledMaxPool() : method))
        .withCost("3 x baselines")
        .withSource("Shrikumar et al. 2017");
  }
}
