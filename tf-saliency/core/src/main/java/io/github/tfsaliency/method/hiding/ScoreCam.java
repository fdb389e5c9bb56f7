package io.github.tfsaliency.method.hiding;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.raster.BilinearResize;
import io.github.tfsaliency.sampling.Samples;
import io.github.tfsaliency.sampling.Variants;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Score-CAM: the channels of a layer, weighted by the score of the input multiplied by each
 * channel. Needs no gradient.
 *
 * <pre>
 * A = relu(sum over k of w_k a_k),  w = softmax over k of S(x * m_k)
 * m_k = a_k, resized to the input's size and scaled to [0, 1]
 * </pre>
 *
 * <p>The map is {@code [N, H, W, 1]}, or has the layer's size. Cost: one forward pass for each
 * channel of the layer, and two. Does not show anything finer than the layer. Inactive parts of the
 * input are multiplied by 0, and 0 is black only if the encoding has black at 0.
 *
 * <p>Source: Wang et al., <i>Score-CAM: Score-Weighted Visual Explanations for Convolutional Neural
 * Networks</i>, CVPR workshop 2020, equations 6 and 7; masks and softmax as in pytorch-grad-cam.
 *
 * @since 0.1.0
 */
public final class ScoreCam extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  /** Of the range of a channel, as in pytorch-grad-cam. */
  private static final float STABILIZER = 1e-8f;

  private final ActivationMap map;

  private ScoreCam(ActivationMap map) {
    this.map = requireNonNull(map, "map");
  }

  /**
   * The map of the last layer with more than one position, in the input's size, without negative
   * values.
   *
   * @return the method
   */
  public static ScoreCam of() {
    return new ScoreCam(ActivationMap.ofLastLayer());
  }

  /**
   * Chooses the layer and the form of its map.
   *
   * @param newMap {@link ActivationMap#ofLastLayer()} by default
   * @return a new method
   */
  public ScoreCam withMap(ActivationMap newMap) {
    return new ScoreCam(newMap);
  }

  /** {@return the layer and the form of the map} */
  public ActivationMap map() {
    return map;
  }

  @Override
  public Optional<SpatialLayer> mappedLayer() {
    return Optional.of(map.layer());
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    Shape layer = passes.layerShape(map.layer(), batch);
    return batch.sampleCount() * (2 + layer.get(layer.numDimensions() - 1));
  }

  @Override
  public GraphForm graphForm() {
    return new GraphForm.None("masks the input with one channel after another in Java");
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    Scores scores = passes.scores(batch, targets);
    ResolvedTargets chosen = scores.chosen(targets);
    String input = passes.layerInput(map.layer());
    List<FloatNdArray> maps = new ArrayList<>();
    for (int i = 0; i < batch.sampleCount(); i++) {
      maps.add(map(passes, batch.slice(i, i + 1), chosen.slice(i, i + 1), input));
    }
    return new GradientResult(
        ImmutableMap.of(input, GradientResult.concatenate(maps)),
        scores.targets(),
        scores.values(),
        Optional.empty());
  }

  /** Explains one sample at a time, because each has its own masks. */
  private FloatNdArray map(Passes passes, Batch sample, ResolvedTargets target, String input) {
    Samples samples = Samples.of(passes, sample);
    FloatNdArray activations = passes.activations(map.layer(), sample);
    Window.Area layer = Window.Area.of(activations.shape().tail());
    Window.Area area = Window.Area.of(samples.shape(input));
    float[] values = Samples.array(activations);
    double[] weights = new double[layer.channels()];
    Variants.of(
            samples,
            layer.channels(),
            (only, channel, written, masked, offset) -> {
              float[] from = samples.values(written);
              System.arraycopy(from, 0, masked, offset, from.length);
              if (written.equals(input)) {
                float[] mask = mask(channel(values, layer, channel), layer, area);
                for (int i = 0; i < from.length; i++) {
                  masked[offset + i] *= mask[i / area.channels()];
                }
              }
            })
        .score(passes, target, (only, channel, score) -> weights[channel] = score);
    return shown(weighted(values, layer, softmax(weights)), layer, area, samples.shape(input));
  }

  private static float[] channel(float[] values, Window.Area layer, int channel) {
    float[] one = new float[layer.height() * layer.width()];
    for (int i = 0; i < one.length; i++) {
      one[i] = values[i * layer.channels() + channel];
    }
    return one;
  }

  private static float[] mask(float[] channel, Window.Area layer, Window.Area area) {
    float[] mask =
        new BilinearResize(layer.height(), layer.width(), 1, area.height(), area.width(), true)
            .apply(channel, 1);
    float least = Float.POSITIVE_INFINITY;
    float largest = Float.NEGATIVE_INFINITY;
    for (float value : mask) {
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (mask[i] - least) / (largest - least + STABILIZER);
    }
    return mask;
  }

  private static double[] softmax(double[] scores) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      largest = Math.max(largest, score);
    }
    double sum = 0;
    double[] weights = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      weights[i] = Math.exp(scores[i] - largest);
      sum += weights[i];
    }
    for (int i = 0; i < scores.length; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  private float[] weighted(float[] values, Window.Area layer, double[] weights) {
    float[] sums = new float[layer.height() * layer.width()];
    for (int i = 0; i < sums.length; i++) {
      double sum = 0;
      for (int channel = 0; channel < weights.length; channel++) {
        sum += weights[channel] * values[i * weights.length + channel];
      }
      sums[i] = (float) (map.relu() ? Math.max(0, sum) : sum);
    }
    return sums;
  }

  private FloatNdArray shown(float[] sums, Window.Area layer, Window.Area area, Shape sample) {
    Window.Area size = map.resized() ? area : layer;
    float[] shown =
        map.resized()
            ? new BilinearResize(
                    layer.height(), layer.width(), 1, area.height(), area.width(), false)
                .apply(sums, 1)
            : sums;
    Shape shape =
        sample.numDimensions() == 2
            ? Shape.of(1, size.width(), 1)
            : Shape.of(1, size.height(), size.width(), 1);
    return NdArrays.wrap(shape, DataBuffers.of(shown, true, false));
  }
}
