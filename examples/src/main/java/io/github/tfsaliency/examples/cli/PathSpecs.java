package io.github.tfsaliency.examples.cli;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.examples.cli.MethodList.Entry;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Noise;
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
import java.util.List;
import java.util.function.Function;

/** Methods along a path from a baseline, and over noise. */
final class PathSpecs {
  private static final String NOISE_KEYS = "samples=50,noise=0.15,seed=1,inner=gradient";
  private static final String NOISE_COST = "1 + samples x inner";

  static final ImmutableList<Entry> ENTRIES =
      ImmutableList.of(
          new Entry(
                  "integrated-gradients",
                  "steps=50,quadrature=gauss-legendre|left|right|trapezoid|midpoint,baseline=0,"
                      + "tolerance=GAP,max-steps=3200",
                  "2 + 2 x steps",
                  PathSpecs::integratedGradients)
              .shownAs("steps=20"),
          new Entry(
                  "expected-gradients",
                  "samples=200,seed=1,baseline=REQUIRED",
                  "1 + baselines + 2 x samples",
                  PathSpecs::expectedGradients)
              .shownAs("samples=20,baseline=0"),
          new Entry(
                  "blur-ig",
                  "steps=50,max-sigma=50,sqrt=false,grad-step=0.01",
                  "2 + 2 x steps",
                  PathSpecs::blurIg)
              .shownAs("steps=20"),
          new Entry(
                  "guided-ig",
                  "steps=200,fraction=0.25,max-distance=0.02,baseline=0",
                  "2 + 2 x steps",
                  PathSpecs::guidedIg)
              .shownAs("steps=20"),
          new Entry(
                  "smooth-grad", NOISE_KEYS, NOISE_COST, options -> noisy(options, SmoothGrad::of))
              .shownAs("samples=10"),
          new Entry(
                  "smooth-grad-squared",
                  NOISE_KEYS,
                  NOISE_COST,
                  options -> noisy(options, SmoothGradSquared::of))
              .shownAs("samples=10"),
          new Entry("var-grad", NOISE_KEYS, NOISE_COST, options -> noisy(options, VarGrad::of))
              .shownAs("samples=10"));

  private PathSpecs() {}

  private static AttributionMethod integratedGradients(SpecOptions options) {
    int steps = options.integer("steps", IntegratedGradients.DEFAULT_STEPS);
    IntegratedGradients method =
        IntegratedGradients.of()
            .withSteps(steps)
            .withQuadrature(
                options.choice("quadrature", Quadrature.class).orElse(Quadrature.GAUSS_LEGENDRE))
            .withMaxSteps(
                options.integer(
                    "max-steps", Math.max(steps, IntegratedGradients.DEFAULT_MAX_STEPS)));
    List<Baseline> baselines = options.baselines();
    if (!baselines.isEmpty()) {
      method = method.withBaselines(baselines.toArray(Baseline[]::new));
    }
    return options.number("tolerance").map(method::withTolerance).orElse(method);
  }

  private static AttributionMethod expectedGradients(SpecOptions options) {
    var unused = options.requiredText("baseline");
    return ExpectedGradients.of(options.baselines())
        .withSamples(options.integer("samples", ExpectedGradients.DEFAULT_SAMPLES))
        .withSeed(options.seed(ExpectedGradients.DEFAULT_SEED));
  }

  private static AttributionMethod blurIg(SpecOptions options) {
    BlurIg method =
        BlurIg.of()
            .withSteps(options.integer("steps", BlurIg.DEFAULT_STEPS))
            .withMaxSigma(options.number("max-sigma", BlurIg.DEFAULT_MAX_SIGMA))
            .withGradStep(options.number("grad-step", BlurIg.DEFAULT_GRAD_STEP));
    return options.flag("sqrt") ? method.withSquareRootSpacing() : method;
  }

  private static AttributionMethod guidedIg(SpecOptions options) {
    return GuidedIg.of()
        .withSteps(options.integer("steps", GuidedIg.DEFAULT_STEPS))
        .withFraction(options.number("fraction", GuidedIg.DEFAULT_FRACTION))
        .withMaxDistance(options.number("max-distance", GuidedIg.DEFAULT_MAX_DISTANCE))
        .withBaseline(options.baseline());
  }

  private static AttributionMethod noisy(
      SpecOptions options, Function<AttributionMethod, NoisyMethod> statistic) {
    return statistic
        .apply(inner(options))
        .withSamples(options.integer("samples", Noise.DEFAULT_SAMPLES))
        .withNoise(options.number("noise", Noise.DEFAULT_LEVEL))
        .withSeed(options.seed(Noise.DEFAULT_SEED));
  }

  private static AttributionMethod inner(SpecOptions options) {
    return options.inner().orElse(Gradient.of());
  }
}
