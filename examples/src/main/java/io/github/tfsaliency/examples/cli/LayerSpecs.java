package io.github.tfsaliency.examples.cli;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.examples.cli.MethodList.Entry;
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

/** Maps of a layer's activations. */
final class LayerSpecs {
  private static final String KEYS = "layer=NAME,relu=true,resize=true";

  static final ImmutableList<Entry> ENTRIES =
      ImmutableList.of(
          new Entry("grad-cam", KEYS, "2", options -> GradCam.of().withMap(map(options))),
          new Entry(
              "grad-cam-plus-plus",
              KEYS,
              "2",
              options -> GradCamPlusPlus.of().withMap(map(options))),
          new Entry("x-grad-cam", KEYS, "2", options -> XGradCam.of().withMap(map(options))),
          new Entry("hires-cam", KEYS, "2", options -> HiResCam.of().withMap(map(options))),
          new Entry("layer-cam", KEYS, "2", options -> LayerCam.of().withMap(map(options))),
          new Entry(
              "score-cam",
              KEYS,
              "2 + the layer's channels",
              options -> ScoreCam.of().withMap(map(options))),
          new Entry(
              "guided-grad-cam",
              "layer=NAME",
              "4",
              options -> GuidedGradCam.of().withLayer(layer(options))),
          new Entry("full-grad", "", "2", options -> FullGrad.of()));

  private LayerSpecs() {}

  private static ActivationMap map(SpecOptions options) {
    return new ActivationMap(
        layer(options), options.flag("relu", true), options.flag("resize", true));
  }

  private static SpatialLayer layer(SpecOptions options) {
    return options.text("layer").map(SpatialLayer::named).orElse(SpatialLayer.last());
  }
}
