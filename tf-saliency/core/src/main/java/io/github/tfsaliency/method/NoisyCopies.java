package io.github.tfsaliency.method;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.Noise;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.sampling.Samples;
import io.github.tfsaliency.sampling.Variants;
import java.util.HashMap;
import java.util.Map;

/** The noisy copies of a batch's samples, as {@link Noise} says, explained one chunk at a time. */
final class NoisyCopies {
  private final Noise noise;

  private NoisyCopies(Noise noise) {
    this.noise = noise;
  }

  static NoisyCopies of(Noise noise) {
    return new NoisyCopies(noise);
  }

  /** How many samples go through the model. */
  long passCount(AttributionMethod inner, Passes passes, Batch batch) {
    return batch.sampleCount() + noise.samples() * inner.passCount(passes, batch);
  }

  /** Copies of samples, to be explained. */
  Variants variants(Passes passes, Samples values) {
    Map<String, double[]> ranges = new HashMap<>();
    values.changed().forEach(input -> ranges.put(input, ranges(values, input)));
    return Variants.of(
        values,
        noise.samples(),
        (sample, draw, input, target, offset) -> {
          double deviation = noise.level() * requireNonNull(ranges.get(input))[sample];
          write(passes, values, sample, draw, input, deviation, target, offset);
        });
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
