package io.github.tfsaliency.cli.gpu;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.inspect.ModelLayer;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.spec.SpecRow;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.ndarray.Shape;

/**
 * The checked methods: every method of the table. Methods of many passes run only a few, so the
 * check takes minutes.
 */
final class Probes {
  private static final String DRAWN_SEGMENTS = ":segments=grid/4/4,samples=";

  /** In the place of a method's name alone. */
  private static final ImmutableMap<String, ImmutableList<String>> FORMS =
      ImmutableMap.<String, ImmutableList<String>>builder()
          .put(
              "rectified-gradient",
              ImmutableList.of(
                  "rectified-gradient",
                  "rectified-gradient:threshold=0",
                  "rectified-gradient:variant=mod",
                  "rectified-gradient:variant=proportional",
                  "rectified-gradient:derivative=true"))
          .put(
              "lrp",
              Stream.of(
                      "composite=epsilon-plus",
                      "composite=epsilon-plus-flat",
                      "composite=epsilon-gamma-box,low=0,high=1",
                      "composite=epsilon-alpha2-beta1",
                      "composite=epsilon-alpha2-beta1-flat",
                      "composite=excitation-backprop",
                      "composite=preset-a",
                      "composite=preset-b",
                      "rule=epsilon",
                      "rule=gamma",
                      "rule=z-plus",
                      "rule=alpha-beta",
                      "rule=w-square",
                      "rule=flat",
                      "rule=z-box,low=0,high=1")
                  .map(keys -> "lrp:" + keys)
                  .collect(toImmutableList()))
          .put(
              "deeplift",
              ImmutableList.of(
                  "deeplift", "deeplift:rule=reveal-cancel", "deeplift:max-pool=rescale"))
          .put("integrated-gradients", ImmutableList.of("integrated-gradients:steps=8"))
          .put("expected-gradients", ImmutableList.of("expected-gradients:samples=8,baseline=0"))
          .put("blur-ig", ImmutableList.of("blur-ig:steps=4"))
          .put("guided-ig", ImmutableList.of("guided-ig:steps=8"))
          .put("conductance", ImmutableList.of("conductance:steps=8"))
          .put("internal-influence", ImmutableList.of("internal-influence:steps=8"))
          .put("smooth-grad", ImmutableList.of("smooth-grad:samples=8"))
          .put("smooth-grad-squared", ImmutableList.of("smooth-grad-squared:samples=8"))
          .put("var-grad", ImmutableList.of("var-grad:samples=8"))
          .put(
              "cdam",
              ImmutableList.of(
                  "cdam", "cdam:variant=smooth,samples=4", "cdam:variant=integrated,steps=4"))
          .put("rise", ImmutableList.of("rise:samples=16"))
          .put("sobol", ImmutableList.of("sobol:cells=4,designs=2"))
          .put("hsic", ImmutableList.of("hsic:cells=4,samples=32"))
          .put("xrai", ImmutableList.of("xrai:steps=4"))
          .put("kernel-shap", ImmutableList.of("kernel-shap" + DRAWN_SEGMENTS + 64))
          .put("sampled-shapley", ImmutableList.of("sampled-shapley" + DRAWN_SEGMENTS + 2))
          .put("lime", ImmutableList.of("lime" + DRAWN_SEGMENTS + 64))
          .buildOrThrow();

  /** Where the order of equal values, or a strict inequality between them, decides. */
  private static final ImmutableList<String> OF_TIES =
      ImmutableList.of(
          "gradient",
          "guided-backprop",
          "deconvnet",
          "rectified-gradient",
          "rectified-gradient:variant=proportional",
          "deeplift:max-pool=rescale");

  /** Methods of one pass, whose costs are measured. */
  static final ImmutableList<String> TIMED =
      ImmutableList.of(
          "gradient",
          "guided-backprop",
          "deconvnet",
          "rectified-gradient:threshold=0",
          "rectified-gradient",
          "lrp:rule=epsilon",
          "lrp:rule=z-plus",
          "lrp:composite=epsilon-plus",
          "lrp:rule=alpha-beta",
          "lrp:rule=gamma",
          "deeplift",
          "grad-cam",
          "full-grad");

  private Probes() {}

  /**
   * What is checked of a model.
   *
   * @param sample the shape of one sample
   * @param layers of the model
   */
  static ImmutableList<Probe> of(Shape sample, List<ModelLayer> layers) {
    ImmutableList.Builder<Probe> probes = ImmutableList.builder();
    for (SpecRow<?> row : MethodSpecs.rows()) {
      forms(row.name(), sample, layers)
          .forEach(method -> probes.add(new Probe(method, Probe.Input.RANDOM)));
    }
    OF_TIES.forEach(method -> probes.add(new Probe(method, Probe.Input.CONSTANT)));
    return probes.build();
  }

  private static ImmutableList<String> forms(String name, Shape sample, List<ModelLayer> layers) {
    if (name.equals("occlusion")) {
      // A quarter of a picture: 16 windows, whatever its size.
      long quarter = Math.max(1, (sample.numDimensions() < 1 ? 1 : sample.get(0)) / 4);
      return ImmutableList.of("occlusion:window=" + quarter + ",stride=" + quarter);
    }
    if (name.equals("neuron-conductance")) {
      return layers.stream()
          .filter(layer -> layer.op().equals("MatMul") && layer.outputShape().numDimensions() == 2)
          .limit(1)
          .map(layer -> Message.of("%s:layer=%s,index=0,steps=4", name, Message.part(layer.name())))
          .collect(toImmutableList());
    }
    ImmutableList<String> known = FORMS.get(name);
    return known == null ? ImmutableList.of(name) : known;
  }
}
