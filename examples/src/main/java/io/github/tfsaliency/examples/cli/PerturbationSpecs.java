package io.github.tfsaliency.examples.cli;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.examples.cli.MethodList.Entry;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.hiding.KernelShap;
import io.github.tfsaliency.method.hiding.Lime;
import io.github.tfsaliency.method.hiding.Occlusion;
import io.github.tfsaliency.method.hiding.Rise;
import io.github.tfsaliency.method.path.Quadrature;
import io.github.tfsaliency.method.path.Xrai;
import java.util.List;

/** Methods that change the input and watch the score. */
final class PerturbationSpecs {
  static final ImmutableList<Entry> ENTRIES =
      ImmutableList.of(
          new Entry(
                  "occlusion",
                  "window=16,stride=8,baseline=0,channels=all|each",
                  "1 + windows",
                  PerturbationSpecs::occlusion)
              .shownAs("window=16,stride=16"),
          new Entry(
                  "rise",
                  "samples=2000,cells=7,keep=0.5,baseline=0,seed=1",
                  "1 + samples",
                  PerturbationSpecs::rise)
              .shownAs("samples=500"),
          new Entry(
                  "xrai",
                  "steps=20,quadrature=gauss-legendre,baseline=NUMBER+NUMBER,min-pixels=50,fast=false",
                  "3 + 4 x steps",
                  PerturbationSpecs::xrai)
              .shownAs("steps=10"),
          new Entry(
                  "kernel-shap",
                  "samples=1000,segments=50|slic/COUNT/COMPACTNESS|felzenszwalb/SCALE/SIGMA/LEAST"
                      + "|grid/ROWS/COLUMNS,baseline=0,seed=1",
                  "2 + samples",
                  PerturbationSpecs::kernelShap)
              .shownAs("samples=300"),
          new Entry(
                  "lime",
                  "samples=1000,segments=50|...,baseline=0|mean,width=0.25,seed=1",
                  "1 + samples",
                  PerturbationSpecs::lime)
              .shownAs("samples=300"));

  /** Which channels a window covers. */
  private enum Channels {
    ALL,
    EACH
  }

  private static final long DEFAULT_SEED = 1;

  private PerturbationSpecs() {}

  private static AttributionMethod rise(SpecOptions options) {
    return Rise.of()
        .withSamples(options.integer("samples", Rise.DEFAULT_SAMPLES))
        .withCells(options.integer("cells", Rise.DEFAULT_CELLS))
        .withKeep(options.number("keep", Rise.DEFAULT_KEEP))
        .withBaseline(options.baseline())
        .withSeed(options.seed(DEFAULT_SEED));
  }

  private static AttributionMethod xrai(SpecOptions options) {
    Xrai method =
        Xrai.of()
            .withSteps(options.integer("steps", Xrai.DEFAULT_STEPS))
            .withQuadrature(
                options.choice("quadrature", Quadrature.class).orElse(Quadrature.GAUSS_LEGENDRE))
            .withMinPixels(options.integer("min-pixels", Xrai.DEFAULT_MIN_PIXELS));
    List<Baseline> baselines = options.baselines();
    if (!baselines.isEmpty()) {
      method = method.withBaselines(baselines.toArray(Baseline[]::new));
    }
    return options.flag("fast") ? method.withRanking(Xrai.Ranking.ONCE) : method;
  }

  private static AttributionMethod kernelShap(SpecOptions options) {
    KernelShap method =
        KernelShap.of()
            .withSamples(options.integer("samples", KernelShap.DEFAULT_SAMPLES))
            .withBaseline(options.baseline())
            .withSeed(options.seed(DEFAULT_SEED));
    return options.segmentation("segments").map(method::withSegmentation).orElse(method);
  }

  private static AttributionMethod lime(SpecOptions options) {
    Lime method =
        Lime.of()
            .withSamples(options.integer("samples", Lime.DEFAULT_SAMPLES))
            .withWidth(options.number("width", Lime.DEFAULT_WIDTH))
            .withSeed(options.seed(DEFAULT_SEED));
    method =
        options.text("baseline").filter("mean"::equals).isPresent()
            ? method.withMeanColor()
            : method.withBaseline(options.baseline());
    return options.segmentation("segments").map(method::withSegmentation).orElse(method);
  }

  private static AttributionMethod occlusion(SpecOptions options) {
    int window = options.integer("window", Occlusion.DEFAULT_WINDOW);
    int stride = options.integer("stride", Math.max(1, window / 2));
    Occlusion method = Occlusion.of(window, stride).withBaseline(options.baseline());
    return options.choice("channels", Channels.class).orElse(Channels.ALL) == Channels.EACH
        ? method.withSeparateChannels()
        : method;
  }
}
