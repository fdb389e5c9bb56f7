package io.github.tfsaliency;

import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.build.LayerGradients;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.method.Lrp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Whether relevance grows on its way to the input: where contributions of both signs cancel, each
 * of them is many times their sum, and so is the relevance that it gets.
 *
 * @param model what was explained
 * @param method which rules
 * @param batch the samples
 * @param targets what was explained of them
 */
record RelevanceGrowth(Model model, Lrp method, Batch batch, ResolvedTargets targets) {
  /** Sums of both signs are a hundred times smaller in networks whose maps are usable. */
  private static final double SUSPECT = 1e3;

  /** A warning needs a gap of this multiple of the score, and of this fraction of the map. */
  private static final double FAR = 1e2;

  private static final double NOTABLE = 1e-2;

  /**
   * Looks at one sample. Only where the map is suspect, what arrives at the layers is computed.
   *
   * @param score of the sample
   * @param size the sum of the map's absolute values
   * @param gap what the map sums to, less what it started with
   */
  Optional<String> of(int sample, double score, double size, double gap) {
    double start = Math.abs(score);
    if (Math.max(size, Math.abs(gap)) >= SUSPECT * start) {
      LayerGradients traced =
          model
              .engine()
              .trace(method.gradient(), method.call(batch, targets).slice(sample, sample + 1));
      Optional<String> growth = warning(traced, score, size, gap);
      if (growth.isPresent()) {
        return growth;
      }
    }
    return Math.abs(gap) >= FAR * start && Math.abs(gap) >= NOTABLE * size
        ? Optional.of(ofGap(score, gap))
        : Optional.empty();
  }

  private static String ofGap(double score, double gap) {
    return Message.of(
        "The map does not add up to the score: its gap is %.1e, for a score of %.3g.\n"
            + "Maybe explain a score that is not close to zero, or use a rule that conserves"
            + " relevance, such as composite=epsilon-plus.",
        gap, score);
  }

  private Optional<String> warning(LayerGradients traced, double score, double size, double gap) {
    List<Map.Entry<String, FloatNdArray>> layers = traced.layers().entrySet().asList().reverse();
    if (layers.size() < 2) {
      return Optional.empty();
    }
    // A score near zero is itself a sum that cancels: growth counts from the layer ahead on.
    double first = Math.max(Math.abs(score), size(layers.get(1).getValue()));
    if (Math.max(size, Math.abs(gap)) < SUSPECT * first) {
      return Optional.empty();
    }
    String steepest = "";
    double largest = 0;
    double handed = 0;
    for (int i = 1; i < layers.size(); i++) {
      double given = size(layers.get(i).getValue());
      double on = i + 1 < layers.size() ? size(layers.get(i + 1).getValue()) : size;
      if (given > 0 && on / given > largest) {
        largest = on / given;
        handed = on;
        steepest = layers.get(i).getKey();
      }
    }
    return Optional.of(
        Message.of(
            "Relevance explodes: its absolute values sum to %.1e at the input, for a score of %.3g"
                + " and with a gap of %.1e. It grows most at the layer '%s', which passes on %.1e"
                + " times the relevance that it gets, %.1e.\n"
                + "Maybe use a rule of positive contributions, such as composite=epsilon-plus, a"
                + " larger epsilon, or in a recurrent network products=signal-takes-all.",
            size, score, gap, steepest, largest, handed));
  }

  /** The sum of the absolute values. */
  static double size(FloatNdArray values) {
    float[] array = new float[Math.toIntExact(values.size())];
    values.copyTo(DataBuffers.of(array, false, false));
    double size = 0;
    for (float value : array) {
      size += Math.abs(value);
    }
    return size;
  }
}
