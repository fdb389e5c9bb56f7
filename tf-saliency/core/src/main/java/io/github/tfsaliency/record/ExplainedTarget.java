package io.github.tfsaliency.record;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Attribution;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * The explained target of a sample.
 *
 * @param asked the target's text, for example {@code top}
 * @param index the index in the sample's flattened output; -1 for a target that is not a single
 *     element of it
 * @param label the label of the index; empty if it has none
 * @param score the value of the explained output, usually a logit
 * @param probability from the model's final softmax or sigmoid; empty for a model without one
 * @param gap the sum of the map minus the sum that theory requires; empty for a method whose sum
 *     has no meaning
 * @since 0.1.0
 */
public record ExplainedTarget(
    String asked,
    long index,
    Optional<String> label,
    double score,
    OptionalDouble probability,
    OptionalDouble gap) {
  /**
   * Checks the numbers.
   *
   * @param asked the target's text, for example {@code top}
   * @param index the index in the sample's flattened output; -1 for a target that is not a single
   *     element of it
   * @param label the label of the index; empty if it has none
   * @param score the value of the explained output, usually a logit
   * @param probability from the model's final softmax or sigmoid; empty for a model without one
   * @param gap the sum of the map minus the sum that theory requires; empty for a method whose sum
   *     has no meaning
   * @throws IllegalArgumentException if a number is not finite
   */
  public ExplainedTarget {
    requireNonNull(asked, "asked");
    requireNonNull(label, "label");
    requireFinite("score", score);
    requireFinite("probability", requireNonNull(probability, "probability").orElse(0));
    requireFinite("gap", requireNonNull(gap, "gap").orElse(0));
  }

  /**
   * The explained targets of all samples of a map.
   *
   * @param asked the targets' texts, one for each sample or one for all
   * @param map the map of one sample or several
   * @param probabilities {@code [N, ...]} of the model for the same samples, as {@code
   *     Model.probabilities} gives them; empty for a model without probabilities
   * @return one target for each sample
   */
  public static ImmutableList<ExplainedTarget> all(
      List<String> asked, Attribution map, Optional<FloatNdArray> probabilities) {
    requireNonNull(asked, "asked");
    Optional<float[]> all = probabilities.map(ExplainedTarget::floats);
    int samples = map.sampleCount();
    ImmutableList.Builder<ExplainedTarget> targets = ImmutableList.builder();
    for (int i = 0; i < samples; i++) {
      int sample = i;
      long index = map.targets().get(i);
      targets.add(
          new ExplainedTarget(
              asked.get(asked.size() == 1 ? 0 : i),
              index,
              map.labels().get(i),
              map.scores().get(i),
              all.map(values -> probability(values, samples, sample, index))
                  .orElse(OptionalDouble.empty()),
              map.gaps()
                  .map(gaps -> OptionalDouble.of(gaps.get(sample)))
                  .orElse(OptionalDouble.empty())));
    }
    return targets.build();
  }

  /** An index is one into the output of a sample. */
  private static OptionalDouble probability(float[] all, int samples, int sample, long index) {
    int each = all.length / samples;
    return index >= 0 && index < each
        ? OptionalDouble.of(all[sample * each + (int) index])
        : OptionalDouble.empty();
  }

  private static float[] floats(FloatNdArray array) {
    float[] values = new float[Math.toIntExact(array.size())];
    array.copyTo(DataBuffers.of(values, false, false));
    return values;
  }

  private static void requireFinite(String what, double value) {
    checkArgument(Double.isFinite(value), "The %s is %s, but must be finite.", what, value);
  }
}
