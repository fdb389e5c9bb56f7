package io.github.tfsaliency.spec;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Noise;
import io.github.tfsaliency.method.attention.AttentionRollout;
import io.github.tfsaliency.method.attention.Cdam;
import io.github.tfsaliency.method.attention.GenericAttention;
import io.github.tfsaliency.method.attention.LibraGrad;

/** Maps of attention and of the tokens that it reads. */
final class AttentionRows {
  static final ImmutableList<SpecRow<? extends AttributionMethod>> ALL =
      ImmutableList.of(
          SpecRow.of(
                  "cdam",
                  "sum over j of T_ij dS/dT_ij, at the tokens T that the last attention reads",
                  Cdam.of())
              .withKeys(
                  SpecKey.of(
                      "variant",
                      SpecFormat.choice(Cdam.Variant.class),
                      Cdam::variant,
                      Cdam::withVariant),
                  SpecKey.optional(
                      "samples",
                      "50",
                      SpecFormat.integer(),
                      method -> method.noise().map(Noise::samples),
                      Cdam::withSamples),
                  SpecKey.optional(
                      "noise",
                      "0.05",
                      SpecFormat.number(),
                      method -> method.noise().map(Noise::level),
                      Cdam::withNoise),
                  SpecKey.optional(
                      "seed",
                      "1",
                      SpecFormat.wholeNumber(),
                      method -> method.noise().map(Noise::seed),
                      Cdam::withSeed),
                  SpecKey.optional(
                      "steps", "50", SpecFormat.integer(), Cdam::steps, Cdam::withSteps),
                  SpecKey.flag("resize", Cdam::isResized, Cdam::withoutResize))
              .withCost("2; smooth 1 + 2 x samples, integrated 1 + 2 x steps")
              .withSource("Brocki, Binda & Chung 2023"),
          SpecRow.of(
                  "attention-rollout",
                  "the product over blocks of (mean over heads of A) / 2 + I / 2",
                  AttentionRollout.of())
              .withKeys(
                  SpecKey.flag(
                      "resize", AttentionRollout::resized, AttentionRollout::withoutResize))
              .withCost("1")
              .withSource("Abnar & Zuidema 2020"),
          SpecRow.of(
                  "generic-attention",
                  "R + (mean over heads of max(A dS/dA, 0)) R from block to block",
                  GenericAttention.of())
              .withKeys(
                  SpecKey.flag(
                      "resize", GenericAttention::resized, GenericAttention::withoutResize))
              .withCost("2")
              .withSource("Chefer, Gur & Wolf 2021"),
          SpecRow.of(
                  "libra-grad",
                  "the gradient, with attention, divisors of norms and gates held constant and half"
                      + " for each factor of a product",
                  LibraGrad.of())
              .withKeys(
                  SpecKey.flag(
                      "multiply-by-input",
                      LibraGrad::multipliedByInput,
                      LibraGrad::withMultiplicationByInput))
              .withCost("2")
              .withSource("Mehri et al. 2025"));

  private AttentionRows() {}
}
