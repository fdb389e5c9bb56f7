package io.github.tfsaliency.method;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.sampling.Samples;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Guided Grad-CAM: guided backpropagation, multiplied by Grad-CAM.
 *
 * <pre>A = guided backpropagation * Grad-CAM, resized to the input's size</pre>
 *
 * <p>Cost: about 4 forward passes. Shows no more than its factors: edges in the region of Grad-CAM.
 * These edges hardly depend on the target.
 *
 * <p>Source: Selvaraju et al., <i>Grad-CAM: Visual Explanations from Deep Networks via
 * Gradient-based Localization</i>, ICCV 2017, section 3.2.
 *
 * @since 0.1.0
 */
public final class GuidedGradCam extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  private final SpatialLayer layer;

  private GuidedGradCam(SpatialLayer layer) {
    this.layer = requireNonNull(layer, "layer");
  }

  /**
   * Uses the Grad-CAM of the last layer with more than one position.
   *
   * @return the method
   */
  public static GuidedGradCam of() {
    return new GuidedGradCam(SpatialLayer.last());
  }

  /**
   * Chooses the layer of Grad-CAM.
   *
   * @param newLayer {@link SpatialLayer#last()} by default
   * @return a new method
   */
  public GuidedGradCam withLayer(SpatialLayer newLayer) {
    return new GuidedGradCam(newLayer);
  }

  /** {@return the layer of Grad-CAM} */
  public SpatialLayer layer() {
    return layer;
  }

  @Override
  public ImmutableList<ModifiedGradient> gradients() {
    return ImmutableList.of(GuidedBackprop.of().gradient(), cam().gradient());
  }

  @Override
  public Optional<SpatialLayer> mappedLayer() {
    return Optional.of(layer);
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    return 2L * batch.sampleCount();
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    GradientResult guided = GuidedBackprop.of().attribute(passes, batch, targets);
    GradientResult cam =
        cam().attribute(passes, batch, new ResolvedTargets(guided.targets(), targets.weights()));
    String input = cam.maps().keySet().asList().get(0);
    return new GradientResult(
        ImmutableMap.of(
            input, product(requireNonNull(guided.maps().get(input), input), cam.onlyMap())),
        guided.targets(),
        guided.scores(),
        Optional.empty());
  }

  @Override
  public GraphForm graphForm() {
    return new GraphForm.Product(GuidedBackprop.of().graphForm(), cam().graphForm());
  }

  private GradCam cam() {
    return GradCam.of().withMap(ActivationMap.of(layer));
  }

  /** Each pixel's channels times its place's value. */
  private static FloatNdArray product(FloatNdArray guided, FloatNdArray places) {
    float[] values = Samples.array(guided);
    float[] factors = Samples.array(places);
    int channels = values.length / factors.length;
    for (int i = 0; i < values.length; i++) {
      values[i] *= factors[i / channels];
    }
    return NdArrays.wrap(guided.shape(), DataBuffers.of(values, true, false));
  }
}
