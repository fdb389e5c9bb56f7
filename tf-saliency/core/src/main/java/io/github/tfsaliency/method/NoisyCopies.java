package io.github.tfsaliency.method;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Noise;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.sampling.MapSums;
import io.github.tfsaliency.sampling.Samples;
import io.github.tfsaliency.sampling.Variants;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The noisy copies of a batch's samples, as {@link Noise} says, explained one chunk at a time. */
final class NoisyCopies {
  private final Noise noise;

  private NoisyCopies(Noise noise) {
    this.noise = noise;
  }

  static NoisyCopies of(Noise noise) {
    return new NoisyCopies(noise);
  }

  /** What one noisy copy's map adds to the sums. */
  interface Sum {
    void add(int sample, Variants.MapSlice map, double weight);
  }

  /** How many samples go through the model. */
  long passCount(AttributionMethod inner, Passes passes, Batch batch) {
    return batch.sampleCount() + noise.samples() * inner.passCount(passes, batch);
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
            noise.samples(),
            (sample, draw, input, target, offset) -> {
              double deviation = noise.level() * requireNonNull(ranges.get(input))[sample];
              write(passes, values, sample, draw, input, deviation, target, offset);
            })
        .explain(
            inner,
            passes,
            scores.chosen(targets),
            (sample, draw, map) -> sum.add(sample, map, 1.0 / noise.samples()));
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
    float[] normals = passes.normals(noise.seed(), Noise.stream(input, draw), size);
    for (int i = 0; i < size; i++) {
      target[offset + i] = (float) (all[first + i] + deviation * normals[i]);
    }
  }
}
