package io.github.tfsaliency.spec;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.NoisyMethod;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.SmoothGradSquared;
import io.github.tfsaliency.method.VarGrad;
import io.github.tfsaliency.method.path.BlurIg;
import io.github.tfsaliency.method.path.ExpectedGradients;
import io.github.tfsaliency.method.path.GuidedIg;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.method.path.Quadrature;

/** Methods along a path from a baseline, and over noise. */
final class PathRows {
  static final ImmutableList<SpecRow<? extends AttributionMethod>> ALL =
      ImmutableList.of(
          integratedGradients(),
          expectedGradients(),
          blurIg(),
          guidedIg(),
          noisy(
              "smooth-grad",
              "the mean of the maps of noisy copies, of any other method",
              SmoothGrad.of(Gradient.of()),
              SmoothGrad.class,
              "Smilkov et al. 2017"),
          noisy(
              "smooth-grad-squared",
              "the mean of their squares",
              SmoothGradSquared.of(Gradient.of()),
              SmoothGradSquared.class,
              "Hooker et al. 2019"),
          noisy(
              "var-grad",
              "their variance",
              VarGrad.of(Gradient.of()),
              VarGrad.class,
              "Adebayo et al. 2018"));

  private PathRows() {}

  private static SpecRow<IntegratedGradients> integratedGradients() {
    return SpecRow.of(
            "integrated-gradients",
            "(x - x0) times the integral of dS/dx from x0 to x",
            IntegratedGradients.of())
        .withKeys(
            SpecKey.of(
                "steps",
                SpecFormat.integer(),
                IntegratedGradients::steps,
                IntegratedGradients::withSteps),
            SpecKey.of(
                "quadrature",
                SpecFormat.choice(Quadrature.class),
                IntegratedGradients::quadrature,
                IntegratedGradients::withQuadrature),
            SpecKey.of(
                "baseline",
                SpecFormat.baselines(),
                IntegratedGradients::baselines,
                (method, all) -> method.withBaselines(all.toArray(Baseline[]::new))),
            SpecKey.optional(
                "tolerance",
                "GAP",
                SpecFormat.number(),
                IntegratedGradients::tolerance,
                IntegratedGradients::withTolerance),
            SpecKey.of(
                "max-steps",
                SpecFormat.integer(),
                IntegratedGradients::maxSteps,
                IntegratedGradients::withMaxSteps))
        .withCost("2 + 2 x steps")
        .withSource("Sundararajan et al. 2017")
        .withSample("steps=20");
  }

  private static SpecRow<ExpectedGradients> expectedGradients() {
    return SpecRow.of(
            "expected-gradients",
            "the mean of (x - b) dS/dx(b + a (x - b)) over baselines b and places a",
            ExpectedGradients.of(Baseline.constant(0)))
        .withKeys(
            SpecKey.of(
                "samples",
                SpecFormat.integer(),
                ExpectedGradients::samples,
                ExpectedGradients::withSamples),
            SpecKey.of(
                "seed",
                SpecFormat.wholeNumber(),
                ExpectedGradients::seed,
                ExpectedGradients::withSeed),
            SpecKey.required(
                "baseline",
                "REQUIRED",
                SpecFormat.baselines(),
                ExpectedGradients::baselines,
                (method, all) ->
                    ExpectedGradients.of(all)
                        .withSamples(method.samples())
                        .withSeed(method.seed())))
        .withCost("1 + baselines + 2 x samples")
        .withSource("Erion et al. 2021")
        .withSample("samples=20,baseline=0");
  }

  private static SpecRow<BlurIg> blurIg() {
    return SpecRow.of(
            "blur-ig",
            "the integral of dS/dx times the change of the picture, from blurred to sharp",
            BlurIg.of())
        .withKeys(
            SpecKey.of("steps", SpecFormat.integer(), BlurIg::steps, BlurIg::withSteps),
            SpecKey.of("max-sigma", SpecFormat.number(), BlurIg::maxSigma, BlurIg::withMaxSigma),
            SpecKey.flag("sqrt", BlurIg::squareRoot, BlurIg::withSquareRootSpacing),
            SpecKey.of("grad-step", SpecFormat.number(), BlurIg::gradStep, BlurIg::withGradStep))
        .withCost("2 + 2 x steps")
        .withSource("Xu et al. 2020")
        .withSample("steps=20");
  }

  private static SpecRow<GuidedIg> guidedIg() {
    return SpecRow.of(
            "guided-ig",
            "integrated gradients along a path that changes the values of least gradient first",
            GuidedIg.of())
        .withKeys(
            SpecKey.of("steps", SpecFormat.integer(), GuidedIg::steps, GuidedIg::withSteps),
            SpecKey.of("fraction", SpecFormat.number(), GuidedIg::fraction, GuidedIg::withFraction),
            SpecKey.of(
                "max-distance",
                SpecFormat.number(),
                GuidedIg::maxDistance,
                GuidedIg::withMaxDistance),
            SpecKey.of(
                "baseline", SpecFormat.baseline(), GuidedIg::baseline, GuidedIg::withBaseline))
        .withCost("2 + 2 x steps")
        .withSource("Kapishnikov et al. 2021")
        .withSample("steps=20");
  }

  private static SpecRow<NoisyMethod> noisy(
      String name, String description, NoisyMethod base, Class<?> factory, String source) {
    return SpecRow.of(name, description, base)
        .withKeys(
            SpecKey.of(
                "samples",
                SpecFormat.integer(),
                method -> method.noise().samples(),
                NoisyMethod::withSamples),
            SpecKey.of(
                "noise",
                SpecFormat.number(),
                method -> method.noise().level(),
                NoisyMethod::withNoise),
            SpecKey.of(
                "seed",
                SpecFormat.wholeNumber(),
                method -> method.noise().seed(),
                NoisyMethod::withSeed),
            SpecKey.inner(NoisyMethod::inner, NoisyMethod::withInner))
        .withCost("1 + samples x inner")
        .withSource(source)
        .withSample("samples=10")
        .madeBy(factory);
  }
}
