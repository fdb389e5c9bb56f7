package io.github.tfsaliency.spec;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.rule.AlphaBeta;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.Epsilon;
import io.github.tfsaliency.rule.Flat;
import io.github.tfsaliency.rule.Gamma;
import io.github.tfsaliency.rule.WSquare;
import io.github.tfsaliency.rule.ZBox;
import io.github.tfsaliency.rule.ZPlus;
import java.util.Optional;

/** The library's rules of LRP, and its composites. */
final class RuleRows {
  static final ImmutableList<SpecRow<? extends GradientRule>> ALL =
      ImmutableList.of(
          SpecRow.of(
                  "epsilon",
                  "in proportion to contributions, minus the part that epsilon absorbs",
                  new Epsilon(Epsilon.DEFAULT_EPSILON))
              .withKeys(
                  SpecKey.of(
                      "epsilon",
                      SpecFormat.number(),
                      rule -> rule.epsilon().value(),
                      (rule, epsilon) -> new Epsilon(epsilon))),
          SpecRow.of(
                  "gamma",
                  "contributions of the output's sign count more",
                  new Gamma(Gamma.DEFAULT_GAMMA))
              .withKeys(
                  SpecKey.of(
                      "gamma",
                      SpecFormat.number(),
                      rule -> rule.gamma().value(),
                      (rule, gamma) -> new Gamma(gamma))),
          SpecRow.of("z-plus", "positive contributions alone", new ZPlus()),
          SpecRow.of(
                  "alpha-beta",
                  "positive and negative contributions separately, weighted",
                  new AlphaBeta(2, 1))
              .withKeys(
                  SpecKey.of(
                      "alpha",
                      SpecFormat.number(),
                      rule -> rule.alpha().value(),
                      (rule, alpha) -> new AlphaBeta(alpha, alpha - 1)),
                  SpecKey.of(
                      "beta",
                      SpecFormat.number(),
                      rule -> rule.beta().value(),
                      (rule, beta) -> new AlphaBeta(rule.alpha().value(), beta))),
          SpecRow.of("w-square", "in proportion to squared weights", new WSquare()),
          SpecRow.of("flat", "the same for every input", new Flat()),
          SpecRow.of("z-box", "against the worst corner of a box of inputs", ZBox.of(0, 1))
              .withKeys(BoxBounds.keys(Optional::of, box -> box)));

  static final ImmutableList<SpecRow<Composite>> COMPOSITES =
      ImmutableList.of(
          SpecRow.of(
              "epsilon-plus",
              "convolutions by z+, dense layers by epsilon 1e-6",
              Composite.epsilonPlus()),
          SpecRow.of(
              "epsilon-plus-flat",
              "the same with the flat rule in the first layers",
              Composite.epsilonPlusFlat()),
          SpecRow.of(
                  "epsilon-gamma-box",
                  "first convolutions by z-box, others by gamma, dense layers by epsilon",
                  Composite.epsilonGammaBox(ZBox.of(0, 1)))
              .withKeys(BoxBounds.keys(RuleRows::firstBox, Composite::epsilonGammaBox)),
          SpecRow.of(
              "epsilon-alpha2-beta1",
              "convolutions by alpha 2 and beta 1, dense layers by epsilon 1e-6",
              Composite.epsilonAlpha2Beta1()),
          SpecRow.of(
              "epsilon-alpha2-beta1-flat",
              "the same with the flat rule in the first layers",
              Composite.epsilonAlpha2Beta1Flat()),
          SpecRow.of(
              "excitation-backprop",
              "z+ everywhere, activations keep their own gradient",
              Composite.excitationBackprop()),
          SpecRow.of(
              "preset-a", "convolutions by z+, dense layers by epsilon 0.1", Composite.presetA()),
          SpecRow.of(
              "preset-a-flat",
              "the same with the flat rule in the first layers",
              Composite.presetAFlat()),
          SpecRow.of(
              "preset-b",
              "convolutions by alpha 2 and beta 1, dense layers by epsilon 0.1",
              Composite.presetB()),
          SpecRow.of(
              "preset-b-flat",
              "the same with the flat rule in the first layers",
              Composite.presetBFlat()));

  private RuleRows() {}

  private static Optional<ZBox> firstBox(Composite composite) {
    return composite.rules().stream()
        .limit(1)
        .filter(ZBox.class::isInstance)
        .map(ZBox.class::cast)
        .findFirst();
  }
}
