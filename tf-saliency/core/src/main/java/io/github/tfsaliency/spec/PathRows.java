package io.github.tfsaliency.spec;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.NoisyMethod;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.SmoothGradSquared;
import io.github.tfsaliency.method.VarGrad;
import io.github.tfsaliency.method.path.BlurIg;
import io.github.tfsaliency.method.path.Conductance;
import io.github.tfsaliency.method.path.ExpectedGradients;
import io.github.tfsaliency.method.path.GuidedIg;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.method.path.InternalInfluence;
import io.github.tfsaliency.method.path.NeuronConductance;
import io.github.tfsaliency.method.path.Quadrature;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** Methods along a path from a baseline, and over noise. */
final class PathRows {
  static final ImmutableList<SpecRow<? extends AttributionMethod>> ALL =
      ImmutableList.of(
          integratedGradients(),
          expectedGradients(),
          blurIg(),
          guidedIg(),
          SpecRow.of(
                  "conductance",
                  "at a layer, the integral of dS/da times the change of a, from x0 to x",
                  Conductance.of())
              .withKeys(
                  line(
                      Conductance::steps,
                      Conductance::withSteps,
                      Conductance::quadrature,
                      Conductance::withQuadrature,
                      Conductance::baselines,
                      Conductance::withBaselines))
              .withCost("2 + 3 x steps")
              .withSource("Dhamdhere et al. 2019")
              .withSample("steps=20"),
          SpecRow.of(
                  "internal-influence",
                  "at a layer, the mean of dS/da from x0 to x",
                  InternalInfluence.of())
              .withKeys(
                  line(
                      InternalInfluence::steps,
                      InternalInfluence::withSteps,
                      InternalInfluence::quadrature,
                      InternalInfluence::withQuadrature,
                      InternalInfluence::baselines,
                      InternalInfluence::withBaselines))
              .withCost("1 + 2 x steps")
              .withSource("Leino et al. 2018")
              .withSample("steps=20"),
          neuronConductance(),
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

  private static SpecRow<NeuronConductance> neuronConductance() {
    return SpecRow.of(
            "neuron-conductance",
            "(x - x0) times the integral of dS/da da/dx from x0 to x, for one value a of a layer",
            NeuronConductance.of("NAME", 0))
        .withKeys(
            Stream.concat(
                    Stream.of(
                        SpecKey.<NeuronConductance, String>required(
                            "layer",
                            "NAME",
                            SpecFormat.text(),
                            NeuronConductance::layer,
                            NeuronConductance::withLayer),
                        SpecKey.<NeuronConductance, ImmutableLongArray>required(
                            "index",
                            "I/J/K",
                            VectorTargets.PLACE,
                            NeuronConductance::index,
                            (method, index) -> method.withIndex(index.toArray()))),
                    line(
                        NeuronConductance::steps,
                        NeuronConductance::withSteps,
                        NeuronConductance::quadrature,
                        NeuronConductance::withQuadrature,
                        NeuronConductance::baselines,
                        NeuronConductance::withBaselines)
                        .stream())
                .collect(toImmutableList()))
        .withCost("1 + 4 x steps")
        .withSource("Dhamdhere et al. 2019")
        .withSample("layer=NAME,index=0,steps=20");
  }

  /** The keys of all methods along the line of integrated gradients. */
  private static <T> ImmutableList<SpecKey<T>> line(
      Function<T, Integer> steps,
      BiFunction<T, Integer, T> withSteps,
      Function<T, Quadrature> quadrature,
      BiFunction<T, Quadrature, T> withQuadrature,
      Function<T, ImmutableList<Baseline>> baselines,
      BiFunction<T, Baseline[], T> withBaselines) {
    return ImmutableList.of(
        SpecKey.of("steps", SpecFormat.integer(), steps, withSteps),
        SpecKey.of("quadrature", SpecFormat.choice(Quadrature.class), quadrature, withQuadrature),
        SpecKey.of(
            "baseline",
            SpecFormat.baselines(),
            baselines,
            (method, all) -> withBaselines.apply(method, all.toArray(Baseline[]::new))));
  }

  private static SpecRow<ExpectedGradients> expectedGradients() {
    return SpecRow.of(
            "expected-gradients",
            "the mean of (x - b) dS/dx(b + a (x - b)) over baselines b and positions a",
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
                ExpectedGradients::withBaselines),
            SpecKey.tolerance(ExpectedGradients::tolerance, ExpectedGradients::withTolerance))
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
            "integrated gradients along a path that changes the values with the smallest gradients"
                + " first",
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
            SpecKey.tolerance(NoisyMethod::tolerance, NoisyMethod::withTolerance),
            SpecKey.inner(NoisyMethod::inner, NoisyMethod::withInner))
        .withCost("1 + samples x inner")
        .withSource(source)
        .withSample("samples=10")
        .madeBy(factory);
  }
}
