package io.github.tfsaliency.sampling;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.explain.GraphForm;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Helpers for methods with several baselines.
 *
 * @since 0.1.0
 */
public final class Baselines {
  private Baselines() {}

  /**
   * The single baselines for samples of these shapes: a background contains several baselines.
   *
   * @param baselines the baselines, in order
   * @param samples the shapes of one sample of each input
   * @return at least as many baselines
   */
  public static ImmutableList<Baseline> each(List<Baseline> baselines, Collection<Shape> samples) {
    requireNonNull(samples, "samples");
    return baselines.stream()
        .flatMap(baseline -> baseline.each(samples).stream())
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Stacks baselines to {@code [B, ...]}, each as large as the largest.
   *
   * @param baselines at least one
   * @return the array; empty if one baseline is noise
   * @throws IllegalArgumentException if they do not fit the same samples
   */
  public static Optional<FloatNdArray> stacked(List<Baseline> baselines) {
    Shape largest = Shape.scalar();
    for (Baseline baseline : baselines) {
      Optional<FloatNdArray> values = baseline.values();
      if (values.isEmpty()) {
        return Optional.empty();
      }
      Shape shape = values.get().shape();
      largest = shape.numDimensions() > largest.numDimensions() ? shape : largest;
    }
    int size = Math.toIntExact(largest.size());
    float[] stacked = new float[baselines.size() * size];
    for (int i = 0; i < baselines.size(); i++) {
      baselines.get(i).write(largest, stacked, i * size);
    }
    return Optional.of(
        NdArrays.wrap(
            Shape.of(baselines.size()).append(largest), DataBuffers.of(stacked, true, false)));
  }

  /**
   * The reason why baselines without values cannot be written into a graph.
   *
   * @param baselines the baselines; at least one has no values
   * @return the reason: noise is drawn, or an id is looked up
   */
  public static GraphForm.None unwritten(List<Baseline> baselines) {
    return baselines.stream().anyMatch(baseline -> baseline.id().isPresent())
        ? GraphForm.None.ID
        : GraphForm.None.NOISE;
  }

  /**
   * The text form of baselines, as on the command line.
   *
   * @param baselines the baselines, in order
   * @return their texts, joined by plus signs
   */
  public static String spec(List<Baseline> baselines) {
    return baselines.stream().map(Baseline::toString).collect(Collectors.joining("+"));
  }
}
