package io.github.tfsaliency.examples.cli;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RelevanceStart;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.Epsilon;
import io.github.tfsaliency.rule.Gamma;
import io.github.tfsaliency.rule.ZBox;
import java.util.Optional;
import java.util.function.Function;

/** The options of {@code lrp}: a composite or one rule, and what the relevance starts with. */
final class LrpSpec {
  private static final ImmutableMap<String, Function<SpecOptions, Composite>> COMPOSITES =
      ImmutableMap.<String, Function<SpecOptions, Composite>>builder()
          .put("epsilon-plus", options -> Composite.epsilonPlus())
          .put("epsilon-plus-flat", options -> Composite.epsilonPlusFlat())
          .put("epsilon-gamma-box", LrpSpec::epsilonGammaBox)
          .put("epsilon-alpha2-beta1", options -> Composite.epsilonAlpha2Beta1())
          .put("epsilon-alpha2-beta1-flat", options -> Composite.epsilonAlpha2Beta1Flat())
          .put("excitation-backprop", options -> Composite.excitationBackprop())
          .put("preset-a", options -> Composite.presetA())
          .put("preset-a-flat", options -> Composite.presetAFlat())
          .put("preset-b", options -> Composite.presetB())
          .put("preset-b-flat", options -> Composite.presetBFlat())
          .buildOrThrow();

  private static final ImmutableMap<String, Function<SpecOptions, Lrp>> RULES =
      ImmutableMap.of(
          "epsilon",
              options -> Lrp.epsilon(options.number("epsilon").orElse(Epsilon.DEFAULT_EPSILON)),
          "gamma", options -> Lrp.gamma(options.number("gamma").orElse(Gamma.DEFAULT_GAMMA)),
          "z-plus", options -> Lrp.zPlus(),
          "alpha-beta", LrpSpec::alphaBeta,
          "w-square", options -> Lrp.wSquare(),
          "flat", options -> Lrp.flat());

  /** What the relevance starts with. */
  private enum Start {
    SCORE,
    ONE,
    CONTRAST
  }

  private LrpSpec() {}

  static AttributionMethod parse(SpecOptions options) {
    Optional<Function<SpecOptions, Composite>> composite = options.named("composite", COMPOSITES);
    Optional<Function<SpecOptions, Lrp>> rule = options.named("rule", RULES);
    if (composite.isPresent() == rule.isPresent()) {
      throw new IllegalArgumentException(
          Message.of(
              "LRP takes a composite or a rule%s.\n"
                  + "Maybe lrp:composite=NAME with one of %s, or lrp:rule=NAME with one of %s.",
              rule.isPresent() ? ", not both" : "", COMPOSITES.keySet(), RULES.keySet()));
    }
    Lrp method =
        rule.isPresent()
            ? rule.get().apply(options)
            : Lrp.of(composite.orElseThrow().apply(options));
    return started(method, options);
  }

  private static Lrp started(Lrp method, SpecOptions options) {
    Start start = options.choice("start", Start.class).orElse(Start.SCORE);
    Optional<Integer> contrast =
        start == Start.CONTRAST ? options.integer("contrast") : Optional.empty();
    return switch (start) {
      case SCORE -> method;
      case ONE -> method.withStart(RelevanceStart.one());
      case CONTRAST ->
          method.withStart(
              contrast.isPresent()
                  ? RelevanceStart.contrast(contrast.get())
                  : RelevanceStart.contrast());
    };
  }

  private static Lrp alphaBeta(SpecOptions options) {
    double alpha = options.number("alpha").orElse(2.0);
    return Lrp.alphaBeta(alpha, options.number("beta").orElse(alpha - 1));
  }

  private static Composite epsilonGammaBox(SpecOptions options) {
    return Composite.epsilonGammaBox(
        ZBox.of(
            ImmutableDoubleArray.copyOf(options.requiredNumbers("low")),
            ImmutableDoubleArray.copyOf(options.requiredNumbers("high"))));
  }
}
