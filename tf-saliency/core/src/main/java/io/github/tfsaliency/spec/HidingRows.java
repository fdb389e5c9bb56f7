package io.github.tfsaliency.spec;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.hiding.Hsic;
import io.github.tfsaliency.method.hiding.KernelShap;
import io.github.tfsaliency.method.hiding.Lime;
import io.github.tfsaliency.method.hiding.Occlusion;
import io.github.tfsaliency.method.hiding.Rise;
import io.github.tfsaliency.method.hiding.SampledShapley;
import io.github.tfsaliency.method.hiding.Sobol;
import io.github.tfsaliency.method.path.Quadrature;
import io.github.tfsaliency.method.path.Xrai;
import io.github.tfsaliency.segment.Segments;
import java.util.Optional;

/** Methods that change the input and watch the score, or cut it into segments. */
final class HidingRows {
  /** Segments come from Java alone. */
  private static final SpecFormat<ImmutableList<Segments>> SEGMENTS =
      SpecFormat.of(
          "given in Java, with Xrai.withRegions",
          text -> Optional.empty(),
          all -> String.join("+", all.stream().map(SegmentationText::print).toList()));

  static final ImmutableList<SpecRow<? extends AttributionMethod>> ALL =
      ImmutableList.of(
          occlusion(), rise(), sobol(), hsic(), xrai(), kernelShap(), sampledShapley(), lime());

  private HidingRows() {}

  private static SpecRow<Occlusion> occlusion() {
    return SpecRow.of(
            "occlusion",
            "S(x) - S(x with a window covered)",
            Occlusion.of(Occlusion.DEFAULT_WINDOW, Occlusion.DEFAULT_STRIDE))
        .withKeys(
            SpecKey.of(
                "window",
                SpecFormat.integer(),
                Occlusion::window,
                (method, window) -> Occlusion.of(window, Math.max(1, window / 2))),
            SpecKey.of(
                "stride",
                SpecFormat.integer(),
                Occlusion::stride,
                (method, stride) -> Occlusion.of(method.window(), stride)),
            SpecKey.of(
                "baseline", SpecFormat.baseline(), Occlusion::baseline, Occlusion::withBaseline),
            SpecKey.of(
                "channels",
                SpecFormat.named(ImmutableMap.of("all", false, "each", true)),
                Occlusion::eachChannel,
                (method, each) -> each ? method.withSeparateChannels() : method))
        .withCost("1 + windows")
        .withSource("Zeiler & Fergus 2014")
        .withSample("stride=16");
  }

  private static SpecRow<Rise> rise() {
    return SpecRow.of(
            "rise", "the mean score over the random masks that show the position", Rise.of())
        .withKeys(
            SpecKey.of("samples", SpecFormat.integer(), Rise::samples, Rise::withSamples),
            SpecKey.of("cells", SpecFormat.integer(), Rise::cells, Rise::withCells),
            SpecKey.of("keep", SpecFormat.number(), Rise::keep, Rise::withKeep),
            SpecKey.of("baseline", SpecFormat.baseline(), Rise::baseline, Rise::withBaseline),
            SpecKey.of("seed", SpecFormat.wholeNumber(), Rise::seed, Rise::withSeed),
            SpecKey.tolerance(Rise::tolerance, Rise::withTolerance))
        .withCost("1 + samples")
        .withSource("Petsiuk et al. 2018")
        .withSample("samples=500");
  }

  private static SpecRow<Sobol> sobol() {
    return SpecRow.of(
            "sobol",
            "the fraction of the score's variance over random masks that comes from the cell (total"
                + " index)",
            Sobol.of())
        .withKeys(
            SpecKey.of("cells", SpecFormat.integer(), Sobol::cells, Sobol::withCells),
            SpecKey.of("designs", SpecFormat.integer(), Sobol::designs, Sobol::withDesigns),
            SpecKey.of("baseline", SpecFormat.baseline(), Sobol::baseline, Sobol::withBaseline),
            SpecKey.of("seed", SpecFormat.wholeNumber(), Sobol::seed, Sobol::withSeed),
            SpecKey.tolerance(Sobol::tolerance, Sobol::withTolerance))
        .withCost("1 + designs x (cells^2 + 1)")
        .withSource("Fel et al. 2021")
        .withSample("cells=4,designs=8");
  }

  private static SpecRow<Hsic> hsic() {
    return SpecRow.of(
            "hsic",
            "how much the score depends on whether the cell is visible, over random masks",
            Hsic.of())
        .withKeys(
            SpecKey.of("cells", SpecFormat.integer(), Hsic::cells, Hsic::withCells),
            SpecKey.of("samples", SpecFormat.integer(), Hsic::samples, Hsic::withSamples),
            SpecKey.of("baseline", SpecFormat.baseline(), Hsic::baseline, Hsic::withBaseline),
            SpecKey.of("seed", SpecFormat.wholeNumber(), Hsic::seed, Hsic::withSeed))
        .withCost("1 + samples")
        .withSource("Novello et al. 2022")
        .withSample("samples=200");
  }

  private static SpecRow<Xrai> xrai() {
    return SpecRow.of(
            "xrai",
            "the regions of the picture in the order of their mean integrated gradient",
            Xrai.of())
        .withKeys(
            SpecKey.of("steps", SpecFormat.integer(), Xrai::steps, Xrai::withSteps),
            SpecKey.of(
                "quadrature",
                SpecFormat.choice(Quadrature.class),
                Xrai::quadrature,
                Xrai::withQuadrature),
            SpecKey.optional(
                "baseline",
                "NUMBER+NUMBER",
                SpecFormat.baselines(),
                method -> Optional.of(method.baselines()).filter(all -> !all.isEmpty()),
                (method, all) -> method.withBaselines(all.toArray(Baseline[]::new))),
            SpecKey.<Xrai, ImmutableList<Segments>>optional(
                    "segments",
                    "",
                    SEGMENTS,
                    method -> Optional.of(method.regions()).filter(all -> !all.isEmpty()),
                    (method, all) -> method.withRegions(all.toArray(Segments[]::new)))
                .hidden(),
            SpecKey.of("min-pixels", SpecFormat.integer(), Xrai::minPixels, Xrai::withMinPixels),
            SpecKey.of(
                "fast",
                SpecFormat.flag(),
                method -> method.ranking() == Xrai.Ranking.ONCE,
                (method, fast) ->
                    method.withRanking(fast ? Xrai.Ranking.ONCE : Xrai.Ranking.AFTER_EACH_REGION)))
        .withCost("3 + 4 x steps")
        .withSource("Kapishnikov et al. 2019")
        .withSample("steps=10");
  }

  private static SpecRow<KernelShap> kernelShap() {
    return SpecRow.of(
            "kernel-shap", "Shapley values of segments, by weighted regression", KernelShap.of())
        .withKeys(
            SpecKey.of(
                "samples", SpecFormat.integer(), KernelShap::samples, KernelShap::withSamples),
            SpecKey.of(
                "segments",
                SpecFormat.segmentation(),
                KernelShap::segmentation,
                KernelShap::withSegmentation),
            SpecKey.of(
                "baseline", SpecFormat.baseline(), KernelShap::baseline, KernelShap::withBaseline),
            SpecKey.of("seed", SpecFormat.wholeNumber(), KernelShap::seed, KernelShap::withSeed),
            SpecKey.tolerance(KernelShap::tolerance, KernelShap::withTolerance))
        .withCost("2 + samples")
        .withSource("Lundberg & Lee 2017")
        .withSample("samples=300");
  }

  private static SpecRow<SampledShapley> sampledShapley() {
    return SpecRow.of(
            "sampled-shapley",
            "Shapley values of segments, by their contributions in random orders",
            SampledShapley.of())
        .withKeys(
            SpecKey.of(
                "samples",
                SpecFormat.integer(),
                SampledShapley::samples,
                SampledShapley::withSamples),
            SpecKey.of(
                "segments",
                SpecFormat.segmentation(),
                SampledShapley::segmentation,
                SampledShapley::withSegmentation),
            SpecKey.of(
                "baseline",
                SpecFormat.baseline(),
                SampledShapley::baseline,
                SampledShapley::withBaseline),
            SpecKey.of(
                "seed", SpecFormat.wholeNumber(), SampledShapley::seed, SampledShapley::withSeed),
            SpecKey.tolerance(SampledShapley::tolerance, SampledShapley::withTolerance))
        .withCost("2 + samples x (segments - 1)")
        .withSource("Castro et al. 2009")
        .withSample("samples=6");
  }

  private static SpecRow<Lime> lime() {
    return SpecRow.of(
            "lime", "the weights of a ridge regression on which segments are visible", Lime.of())
        .withKeys(
            SpecKey.of("samples", SpecFormat.integer(), Lime::samples, Lime::withSamples),
            SpecKey.of(
                "segments", SpecFormat.segmentation(), Lime::segmentation, Lime::withSegmentation),
            SpecKey.of(
                "baseline",
                BaselineText.orMean(),
                Lime::baseline,
                (method, baseline) ->
                    baseline.map(method::withBaseline).orElseGet(method::withMeanColor)),
            SpecKey.of("width", SpecFormat.number(), Lime::width, Lime::withWidth),
            SpecKey.of("seed", SpecFormat.wholeNumber(), Lime::seed, Lime::withSeed),
            SpecKey.tolerance(Lime::tolerance, Lime::withTolerance))
        .withCost("1 + samples")
        .withSource("Ribeiro et al. 2016")
        .withSample("samples=300");
  }
}
