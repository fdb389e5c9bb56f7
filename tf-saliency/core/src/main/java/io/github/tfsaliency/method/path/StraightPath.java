package io.github.tfsaliency.method.path;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.sampling.MapSums;
import io.github.tfsaliency.sampling.Moments;
import io.github.tfsaliency.sampling.Rounds;
import io.github.tfsaliency.sampling.Samples;
import io.github.tfsaliency.sampling.Variants;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * Gradients along straight lines from baselines to the input, times the lines.
 *
 * @param baselines the starts of the lines
 * @param points the points of each line, with their weights
 */
record StraightPath(List<Baseline> baselines, List<Point> points) {
  /**
   * A point of a line.
   *
   * @param baseline which baseline its line begins at
   * @param position from 0 at the baseline to 1 at the input
   * @param weight in the sum
   */
  record Point(int baseline, double position, double weight) {}

  /**
   * The sum over all points.
   *
   * @return the maps, and how far they are from the score's mean difference from the baselines'
   */
  GradientResult integrate(Passes passes, Batch batch, ResolvedTargets targets) {
    return integrateIn(passes.mapped(), batch, targets);
  }

  private GradientResult integrateIn(Passes passes, Batch batch, ResolvedTargets targets) {
    Samples samples = Samples.of(passes, batch);
    Scores scores = passes.scores(batch, targets);
    ResolvedTargets chosen = scores.chosen(targets);
    Map<String, float[][]> starts = starts(samples);
    MapSums sums = sum(Gradient.of(), passes, samples, starts, chosen);
    double[] startScores = startScores(passes, samples, chosen, starts);
    return new GradientResult(
        sums.maps(),
        scores.targets(),
        scores.values(),
        Optional.of(gaps(sums.totals(), scores, startScores)));
  }

  /**
   * The mean over points that were drawn, which count alike, and how sure it is.
   *
   * @param tolerance of the standard errors, or empty to take all points
   * @return the maps, and how far they are from the score's mean difference from the baselines'
   */
  GradientResult mean(
      Passes passes, Batch batch, ResolvedTargets targets, Optional<Double> tolerance) {
    return meanIn(passes.mapped(), batch, targets, tolerance);
  }

  private GradientResult meanIn(
      Passes passes, Batch batch, ResolvedTargets targets, Optional<Double> tolerance) {
    Samples samples = Samples.of(passes, batch);
    Scores scores = passes.scores(batch, targets);
    ResolvedTargets chosen = scores.chosen(targets);
    Map<String, float[][]> starts = starts(samples);
    Variants variants = Variants.of(samples, points.size(), writer(samples, starts));
    Moments moments = Moments.of(samples.count(), GraphForm.Statistic.MEAN);
    Rounds.Drawn drawn =
        Rounds.of(points.size(), tolerance)
            .run(
                samples.count(),
                range ->
                    variants
                        .in(range)
                        .explain(
                            Gradient.of(),
                            passes,
                            chosen,
                            (sample, variant, map) -> {
                              if (samples.changed().contains(map.input())) {
                                moments.add(
                                    sample,
                                    map.input(),
                                    samples.shape(map.input()),
                                    terms(1, sample, points.get(variant), map, samples, starts));
                              }
                            }),
                (sample, count) -> moments.relativeError(sample));
    double[] startScores = startScores(passes, samples, chosen, starts);
    return new GradientResult(
        moments.maps(),
        scores.targets(),
        scores.values(),
        Optional.of(gaps(moments.totals(), scores, startScores)),
        drawn.sampling(moments.standardErrors()));
  }

  private static ImmutableDoubleArray gaps(
      ImmutableDoubleArray totals, Scores scores, double[] startScores) {
    ImmutableDoubleArray.Builder gaps = ImmutableDoubleArray.builder();
    for (int i = 0; i < startScores.length; i++) {
      gaps.add(totals.get(i) - (scores.values().get(i) - startScores[i]));
    }
    return gaps.build();
  }

  /** The sum over all points of what a method gives there, times the lines. */
  MapSums sum(
      AttributionMethod method,
      Passes passes,
      Samples samples,
      Map<String, float[][]> starts,
      ResolvedTargets chosen) {
    MapSums sums = new MapSums(samples.count());
    Variants.of(samples, points.size(), writer(samples, starts))
        .explain(
            method,
            passes,
            chosen,
            (sample, variant, map) -> {
              if (samples.changed().contains(map.input())) {
                add(sums, sample, points.get(variant), map, samples, starts);
              }
            });
    return sums;
  }

  /** The values of each baseline, by the input's name. */
  Map<String, float[][]> starts(Samples samples) {
    Map<String, float[][]> starts = new HashMap<>();
    for (String input : samples.changed()) {
      float[][] each = new float[baselines.size()][];
      for (int i = 0; i < each.length; i++) {
        each[i] = samples.start(baselines.get(i), input);
      }
      starts.put(input, each);
    }
    return starts;
  }

  Variants.Writer writer(Samples samples, Map<String, float[][]> starts) {
    return (sample, variant, input, values, offset) -> {
      Point point = points.get(variant);
      float[] start = requireNonNull(starts.get(input))[point.baseline()];
      float[] end = samples.values(input);
      int size = samples.size(input);
      int from = samples.offset(start, sample, input);
      int first = sample * size;
      for (int i = 0; i < size; i++) {
        float at = start[from + i];
        values[offset + i] = (float) (at + point.position() * ((double) end[first + i] - at));
      }
    };
  }

  private static void add(
      MapSums sums,
      int sample,
      Point point,
      Variants.MapSlice map,
      Samples samples,
      Map<String, float[][]> starts) {
    double[] sum = sums.of(map.input(), samples.shape(map.input()));
    IntToDoubleFunction terms = terms(point.weight(), sample, point, map, samples, starts);
    for (int i = 0; i < map.size(); i++) {
      sum[sample * map.size() + i] += terms.applyAsDouble(i);
    }
  }

  /** A gradient times its line, of each element. */
  private static IntToDoubleFunction terms(
      double weight,
      int sample,
      Point point,
      Variants.MapSlice map,
      Samples samples,
      Map<String, float[][]> starts) {
    float[] start = requireNonNull(starts.get(map.input()))[point.baseline()];
    float[] end = samples.values(map.input());
    int from = samples.offset(start, sample, map.input());
    int first = sample * map.size();
    return i ->
        weight * ((double) end[first + i] - start[from + i]) * map.values()[map.offset() + i];
  }

  /** The mean of the baselines' scores, each for the sample's own target. */
  private double[] startScores(
      Passes passes, Samples samples, ResolvedTargets chosen, Map<String, float[][]> starts) {
    double[] mean = new double[samples.count()];
    Variants.of(
            samples,
            baselines.size(),
            (sample, variant, input, values, offset) -> {
              float[] start = requireNonNull(starts.get(input))[variant];
              int from = samples.offset(start, sample, input);
              System.arraycopy(start, from, values, offset, samples.size(input));
            })
        .score(
            passes, chosen, (sample, variant, score) -> mean[sample] += score / baselines.size());
    return mean;
  }
}
