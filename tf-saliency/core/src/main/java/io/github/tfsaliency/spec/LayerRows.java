package io.github.tfsaliency.spec;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.method.FullGrad;
import io.github.tfsaliency.method.GradCam;
import io.github.tfsaliency.method.GradCamPlusPlus;
import io.github.tfsaliency.method.GuidedGradCam;
import io.github.tfsaliency.method.HiResCam;
import io.github.tfsaliency.method.LayerCam;
import io.github.tfsaliency.method.XGradCam;
import io.github.tfsaliency.method.hiding.ScoreCam;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Maps of a layer's activations. */
final class LayerRows {
  static final ImmutableList<SpecRow<? extends AttributionMethod>> ALL =
      ImmutableList.of(
          SpecRow.of("grad-cam", "relu(sum over k of mean(g_k) a_k) at a layer", GradCam.of())
              .withKeys(keys(GradCam::map, GradCam::withMap))
              .withCost("2")
              .withSource("Selvaraju et al. 2017"),
          SpecRow.of(
                  "grad-cam-plus-plus",
                  "the same with weights that are sums of alpha relu(g)",
                  GradCamPlusPlus.of())
              .withKeys(keys(GradCamPlusPlus::map, GradCamPlusPlus::withMap))
              .withCost("2")
              .withSource("Chattopadhay et al. 2018"),
          SpecRow.of("x-grad-cam", "the same with weights sum(g a) / sum(a)", XGradCam.of())
              .withKeys(keys(XGradCam::map, XGradCam::withMap))
              .withCost("2")
              .withSource("Fu et al. 2020"),
          SpecRow.of("hires-cam", "relu(sum over k of g_k a_k) at a layer", HiResCam.of())
              .withKeys(keys(HiResCam::map, HiResCam::withMap))
              .withCost("2")
              .withSource("Draelos & Carin 2020"),
          SpecRow.of("layer-cam", "relu(sum over k of relu(g_k) a_k) at a layer", LayerCam.of())
              .withKeys(keys(LayerCam::map, LayerCam::withMap))
              .withCost("2")
              .withSource("Jiang et al. 2021"),
          SpecRow.of(
                  "score-cam",
                  "the same with weights that are the softmax of the scores of x masked by a_k",
                  ScoreCam.of())
              .withKeys(keys(ScoreCam::map, ScoreCam::withMap))
              .withCost("2 + the layer's channels")
              .withSource("Wang et al. 2020"),
          SpecRow.of("guided-grad-cam", "guided backpropagation times Grad-CAM", GuidedGradCam.of())
              .withKeys(layer(GuidedGradCam::layer, GuidedGradCam::withLayer))
              .withCost("4")
              .withSource("Selvaraju et al. 2017"),
          SpecRow.of("full-grad", "x dS/dx and b dS/db of every layer, together", FullGrad.of())
              .withCost("2")
              .withSource("Srinivas & Fleuret 2019"));

  private LayerRows() {}

  private static <T> ImmutableList<SpecKey<T>> keys(
      Function<T, ActivationMap> get, BiFunction<T, ActivationMap, T> set) {
    return ImmutableList.of(
        layer(
            method -> get.apply(method).layer(),
            (method, layer) -> set.apply(method, get.apply(method).withLayer(layer))),
        SpecKey.flag(
            "relu",
            method -> get.apply(method).relu(),
            method -> set.apply(method, get.apply(method).withoutRelu())),
        SpecKey.flag(
            "resize",
            method -> get.apply(method).resized(),
            method -> set.apply(method, get.apply(method).withoutResize())));
  }

  private static <T> SpecKey<T> layer(
      Function<T, SpatialLayer> get, BiFunction<T, SpatialLayer, T> set) {
    return SpecKey.optional(
        "layer",
        "NAME",
        SpecFormat.text(),
        method -> get.apply(method).name(),
        (method, name) -> set.apply(method, SpatialLayer.named(name)));
  }
}
