package io.github.tfsaliency.method.path;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.sampling.MapSums;
import io.github.tfsaliency.sampling.Samples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.FloatNdArray;

/** The paths of all samples of a batch; the values of a sample's inputs are one row. */
final class GuidedPaths {
  private final Samples samples;
  private final List<GuidedPath> paths;

  private GuidedPaths(Samples samples, List<GuidedPath> paths) {
    this.samples = samples;
    this.paths = paths;
  }

  /** Begins at the baseline. */
  static GuidedPaths of(GuidedIg method, Samples samples) {
    int size = samples.changed().stream().mapToInt(samples::size).sum();
    Map<String, float[]> baselines = new HashMap<>();
    samples
        .changed()
        .forEach(input -> baselines.put(input, samples.start(method.baseline(), input)));
    List<GuidedPath> paths = new ArrayList<>();
    for (int sample = 0; sample < samples.count(); sample++) {
      float[] start = new float[size];
      float[] end = new float[size];
      int offset = 0;
      for (String input : samples.changed()) {
        int part = samples.size(input);
        float[] baseline = requireNonNull(baselines.get(input));
        int from = samples.offset(baseline, sample, input);
        System.arraycopy(baseline, from, start, offset, part);
        System.arraycopy(samples.values(input), sample * part, end, offset, part);
        offset += part;
      }
      paths.add(new GuidedPath(method, start, end));
    }
    return new GuidedPaths(samples, paths);
  }

  /** Where the paths are. */
  Batch points() {
    Map<String, float[]> values = new HashMap<>();
    int offset = 0;
    for (String input : samples.changed()) {
      int part = samples.size(input);
      float[] all = new float[samples.count() * part];
      for (int sample = 0; sample < samples.count(); sample++) {
        paths.get(sample).writePoint(offset, part, all, sample * part);
      }
      values.put(input, all);
      offset += part;
    }
    return samples.batch(IntStream.range(0, samples.count()).toArray(), values);
  }

  /**
   * Takes a step.
   *
   * @param step from 0
   * @param maps the gradients where the paths are
   */
  void advance(int step, ImmutableMap<String, FloatNdArray> maps) {
    Map<String, float[]> gradients = new HashMap<>();
    for (String input : samples.changed()) {
      gradients.put(input, Samples.array(requireNonNull(maps.get(input), input)));
    }
    IntStream.range(0, samples.count())
        .parallel()
        .forEach(sample -> paths.get(sample).advance(step, gradient(sample, gradients)));
  }

  private float[] gradient(int sample, Map<String, float[]> gradients) {
    float[] gradient = new float[paths.get(sample).size()];
    int offset = 0;
    for (String input : samples.changed()) {
      int part = samples.size(input);
      System.arraycopy(requireNonNull(gradients.get(input)), sample * part, gradient, offset, part);
      offset += part;
    }
    return gradient;
  }

  /** The contributions of the steps so far. */
  MapSums sums() {
    MapSums sums = new MapSums(samples.count());
    int offset = 0;
    for (String input : samples.changed()) {
      int part = samples.size(input);
      double[] sum = sums.of(input, samples.shape(input));
      for (int sample = 0; sample < samples.count(); sample++) {
        paths.get(sample).writeContributions(offset, part, sum, sample * part);
      }
      offset += part;
    }
    return sums;
  }
}
