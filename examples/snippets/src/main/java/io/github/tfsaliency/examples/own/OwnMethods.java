package io.github.tfsaliency.examples.own;

import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.spec.MethodProvider;
import io.github.tfsaliency.spec.SpecFormat;
import io.github.tfsaliency.spec.SpecKey;
import io.github.tfsaliency.spec.SpecRow;
import java.util.List;

/** The names by which the command line knows the rule and the method. */
public final class OwnMethods implements MethodProvider {
  /** As a service is made. */
  public OwnMethods() {}

  // tag::names[]
  @Override
  public List<SpecRow<? extends AttributionMethod>> methods() {
    return List.of(
        SpecRow.of(
                "mirrored-mean",
                "the mean of a picture's map and of its mirror image's",
                new MirroredMean(Gradient.of()))
            .withKeys(
                SpecKey.inner(MirroredMean::inner, (method, inner) -> new MirroredMean(inner)))
            .withCost("2 x inner"));
  }

  @Override
  public List<SpecRow<? extends GradientRule>> rules() {
    return List.of(
        SpecRow.of("two-gammas", "gamma with a number for each sign", new TwoGammas(0.5, 0))
            .withKeys(
                SpecKey.of(
                    "positive",
                    SpecFormat.number(),
                    rule -> rule.positive().value(),
                    (rule, number) -> new TwoGammas(number, rule.negative().value())),
                SpecKey.of(
                    "negative",
                    SpecFormat.number(),
                    rule -> rule.negative().value(),
                    (rule, number) -> new TwoGammas(rule.positive().value(), number))));
  }
  // end::names[]
}
