package io.github.tfsaliency.method.hiding;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.sampling.MapSums;
import io.github.tfsaliency.sampling.Samples;
import io.github.tfsaliency.sampling.Variants;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Occlusion: how much the score falls when a window of the input is covered.
 *
 * <pre>A = mean over the windows that cover the position of S(x) - S(x with the window covered)
 * </pre>
 *
 * <p>A window is a square of an image {@code [H, W, C]} with all its channels, or with one channel.
 * In a sequence {@code [L, C]} or in features {@code [F]} a window is an interval. Windows begin at
 * multiples of the stride; the last ones may extend over the border. Cost: one forward pass for
 * each window, and one. Does not show evidence that is larger than one window, or parts that look
 * like the baseline.
 *
 * <p>Source: Zeiler, Fergus, <i>Visualizing and Understanding Convolutional Networks</i>, ECCV
 * 2014, section 4.2; the mean over windows as in Captum.
 *
 * @since 0.1.0
 */
public final class Occlusion extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  /** The default window. */
  public static final int DEFAULT_WINDOW = 16;

  /** The default stride. */
  public static final int DEFAULT_STRIDE = 8;

  private final int window;
  private final int stride;
  private final Baseline baseline;
  private final boolean eachChannel;

  private Occlusion(int window, int stride, Baseline baseline, boolean eachChannel) {
    checkArgument(window > 0, "The window (%s) must be positive.", window);
    checkArgument(
        stride > 0 && stride <= window,
        "The stride (%s) must lie between 1 and the window (%s), or some positions are never"
            + " covered.",
        stride,
        window);
    this.window = window;
    this.stride = stride;
    this.baseline = requireNonNull(baseline, "baseline");
    this.eachChannel = eachChannel;
  }

  /**
   * Covers windows with zeros, all channels together.
   *
   * @param window the side of the square, in pixels
   * @param stride from one window to the next, in pixels
   * @return the method
   * @throws IllegalArgumentException if a size is not positive, or the stride leaves gaps
   */
  public static Occlusion of(int window, int stride) {
    return new Occlusion(window, stride, Baseline.constant(0), false);
  }

  /**
   * Chooses the values that cover windows.
   *
   * @param newBaseline zero by default
   * @return a new method
   */
  public Occlusion withBaseline(Baseline newBaseline) {
    return new Occlusion(window, stride, newBaseline, eachChannel);
  }

  /**
   * Covers each channel alone.
   *
   * @return a new method
   */
  public Occlusion withSeparateChannels() {
    return new Occlusion(window, stride, baseline, true);
  }

  /** {@return the side of the window, in pixels} */
  public int window() {
    return window;
  }

  /** {@return the distance between the starts of windows, in pixels} */
  public int stride() {
    return stride;
  }

  /** {@return the values that cover a window} */
  public Baseline baseline() {
    return baseline;
  }

  /** {@return whether each channel is covered alone} */
  public boolean eachChannel() {
    return eachChannel;
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    Samples samples = Samples.of(passes, batch);
    int covers =
        batch.groups().isPresent() ? Parts.ofGroups(samples).count() : windows(samples).size();
    return batch.sampleCount() * (1L + covers);
  }

  @Override
  public GraphForm graphForm() {
    return new GraphForm.None("hides windows of the input one by one in Java");
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    Samples samples = Samples.of(passes, batch);
    Scores scores = passes.scores(batch, targets);
    if (batch.groups().isPresent()) {
      return ofGroups(samples, scores, passes, targets);
    }
    List<Window> windows = windows(samples);
    MapSums sums = new MapSums(samples.count());
    Variants.of(samples, windows.size(), writer(samples, windows))
        .score(
            passes,
            scores.chosen(targets),
            (sample, variant, score) -> {
              Window covered = windows.get(variant);
              double[] sum = sums.of(covered.input(), samples.shape(covered.input()));
              double fall = scores.values().get(sample) - score;
              int first = sample * samples.size(covered.input());
              covered.forEach(i -> sum[first + i] += fall);
            });
    divideByCounts(samples, windows, sums);
    return new GradientResult(sums.maps(), scores.targets(), scores.values(), Optional.empty());
  }

  /** Covers each group alone, instead of windows. */
  private GradientResult ofGroups(
      Samples samples, Scores scores, Passes passes, ResolvedTargets targets) {
    Parts parts = Parts.ofGroups(samples);
    double[][] falls = new double[samples.count()][parts.count()];
    Variants.of(
            samples,
            parts.count(),
            parts.blend(
                samples,
                parts.hidden(samples, baseline),
                variant -> {
                  float[] kept = new float[parts.count()];
                  Arrays.fill(kept, 1);
                  kept[variant] = 0;
                  return kept;
                }))
        .score(
            passes,
            scores.chosen(targets),
            (sample, group, score) -> falls[sample][group] = scores.values().get(sample) - score);
    return new GradientResult(
        parts.maps(samples.count(), (sample, group) -> falls[sample][group]),
        scores.targets(),
        scores.values(),
        Optional.empty());
  }

  private List<Window> windows(Samples samples) {
    List<Window> windows = new ArrayList<>();
    for (String input : samples.changed()) {
      windows.addAll(Window.cover(input, samples.shape(input), window, stride, eachChannel));
    }
    return windows;
  }

  private Variants.Writer writer(Samples samples, List<Window> windows) {
    Map<String, float[]> covers = new HashMap<>();
    for (String input : samples.changed()) {
      covers.put(input, samples.baseline(baseline, input));
    }
    return (sample, variant, input, values, offset) -> {
      int size = samples.size(input);
      System.arraycopy(samples.values(input), sample * size, values, offset, size);
      Window covered = windows.get(variant);
      if (covered.input().equals(input)) {
        float[] cover = requireNonNull(covers.get(input));
        covered.forEach(i -> values[offset + i] = cover[i]);
      }
    };
  }

  private static void divideByCounts(Samples samples, List<Window> windows, MapSums sums) {
    for (String input : samples.changed()) {
      int[] counts = new int[samples.size(input)];
      for (Window each : windows) {
        if (each.input().equals(input)) {
          each.forEach(i -> counts[i]++);
        }
      }
      double[] sum = sums.of(input, samples.shape(input));
      for (int i = 0; i < sum.length; i++) {
        sum[i] /= counts[i % counts.length];
      }
    }
  }
}
