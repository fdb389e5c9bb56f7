package io.github.tfsaliency.method;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.gradient.Batch;
import io.github.tfsaliency.gradient.GradientResult;
import io.github.tfsaliency.gradient.Passes;
import io.github.tfsaliency.gradient.Scores;
import io.github.tfsaliency.message.Limits;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Normal noise on the input, as a method of many passes draws it. Draw k is the same for every
 * sample, whatever else is in the batch.
 *
 * @param samples how many noisy copies
 * @param level the standard deviation, in parts of the sample's range from its least to its largest
 *     value
 * @param seed equal seeds draw equal noise
 */
public record Noise(int samples, double level, long seed) {
  /** Copies unless told otherwise. */
  public static final int DEFAULT_SAMPLES = 50;

  /** The level unless told otherwise. */
  public static final double DEFAULT_LEVEL = 0.15;

  /** The seed unless told otherwise. */
  public static final long DEFAULT_SEED = 1;

  /**
   * Checks the numbers.
   *
   * @param samples how many noisy copies
   * @param level the standard deviation, in parts of the sample's range
   * @param seed equal seeds draw equal noise
   * @throws IllegalArgumentException if there are no copies or more than a million, or the level is
   *     negative or not finite
   */
  public Noise {
    checkArgument(samples > 0, "The number of samples (%s) must be positive.", samples);
    Limits.requireAtMost("number of samples", samples, Limits.SAMPLES);
    checkArgument(
        level >= 0 && Double.isFinite(level),
        "The noise (%s) must be finite and not negative.",
        level);
  }

  /**
   * {@value #DEFAULT_SAMPLES} copies with noise of {@value #DEFAULT_LEVEL}, seed {@value
   * #DEFAULT_SEED}.
   *
   * @return the noise
   */
  public static Noise standard() {
    return new Noise(DEFAULT_SAMPLES, DEFAULT_LEVEL, DEFAULT_SEED);
  }

  /**
   * Which of the streams of random numbers under a seed a draw is.
   *
   * @param input the input's name
   * @param draw from 0
   * @return the second half of the generator's seed
   */
  public static long stream(String input, int draw) {
    return ((long) input.hashCode() << Integer.SIZE) + draw;
  }

  /** What one noisy copy's map adds to the sums. */
  interface Sum {
    void add(int sample, Variants.MapSlice map, double weight);
  }

  /** How many samples go through the model. */
  long passCount(AttributionMethod inner, Passes passes, Batch batch) {
    return batch.sampleCount() + samples * inner.passCount(passes, batch);
  }

  /** The scores of the samples themselves, once the inner method has explained all copies. */
  Scores explain(
      AttributionMethod inner, Passes passes, Batch batch, ResolvedTargets targets, Sum sum) {
    Samples values = Samples.of(passes, batch);
    Scores scores = passes.scores(batch, targets);
    Map<String, double[]> ranges = new HashMap<>();
    values.changed().forEach(input -> ranges.put(input, ranges(values, input)));
    Variants.of(
            values,
            samples,
            (sample, draw, input, target, offset) -> {
              double deviation = level * requireNonNull(ranges.get(input))[sample];
              write(passes, values, sample, draw, input, deviation, target, offset);
            })
        .explain(
            inner,
            passes,
            scores.chosen(targets),
            (sample, draw, map) -> sum.add(sample, map, 1.0 / samples));
    return scores;
  }

  /** The result of a sum of maps, of which theory does not say what it sums to. */
  static GradientResult result(MapSums sums, Scores scores) {
    return new GradientResult(sums.maps(), scores.targets(), scores.values(), Optional.empty());
  }

  private static double[] ranges(Samples values, String input) {
    float[] all = values.values(input);
    int size = values.size(input);
    double[] ranges = new double[values.count()];
    for (int sample = 0; sample < ranges.length; sample++) {
      float least = Float.POSITIVE_INFINITY;
      float largest = Float.NEGATIVE_INFINITY;
      for (int i = sample * size; i < (sample + 1) * size; i++) {
        least = Math.min(least, all[i]);
        largest = Math.max(largest, all[i]);
      }
      ranges[sample] = (double) largest - least;
    }
    return ranges;
  }

  private void write(
      Passes passes,
      Samples values,
      int sample,
      int draw,
      String input,
      double deviation,
      float[] target,
      int offset) {
    float[] all = values.values(input);
    int size = values.size(input);
    int first = sample * size;
    if (deviation == 0) {
      System.arraycopy(all, first, target, offset, size);
      return;
    }
    float[] normals = passes.normals(seed, stream(input, draw), size);
    for (int i = 0; i < size; i++) {
      target[offset + i] = (float) (all[first + i] + deviation * normals[i]);
    }
  }
}
