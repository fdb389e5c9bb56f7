package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.attribution.Baseline;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Replaces a sample's regions one after the other and records the score. */
final class Removal {
  private final ScoreFunction model;
  private final Sample sample;
  private final Regions regions;
  private final float[] replacement;
  private final int batchSize;

  Removal(
      ScoreFunction model, Sample sample, Regions regions, Baseline replacement, int batchSize) {
    this.model = model;
    this.sample = sample;
    this.regions = regions;
    this.replacement = replacement.toArray(sample.shape());
    this.batchSize = batchSize;
  }

  static void checkSteps(int steps) {
    checkArgument(steps > 0, "The number of steps (%s) must be at least 1.", steps);
  }

  /** How many regions each point of a curve has moved: from none to all, evenly. */
  static int[] evenly(int regions, int steps) {
    int points = Math.min(regions, steps);
    return IntStream.rangeClosed(0, points)
        .map(k -> (int) Math.round(k * (double) regions / points))
        .toArray();
  }

  /**
   * Replaces regions.
   *
   * @param places each region's rank in the order of removal
   * @param counts the number of replaced regions at each point; the first is 0
   */
  PerturbationCurve removing(int[] places, int[] counts) {
    double[] scores = scores(counts, (place, count) -> place < count, places);
    return PerturbationCurve.ofCounts(counts, regions.count(), scores, scores[0]);
  }

  /**
   * Puts regions back into the replacement.
   *
   * @param places each region's rank in the order of insertion
   * @param counts the number of regions put back at each point; the last is all
   */
  PerturbationCurve inserting(int[] places, int[] counts) {
    double[] scores = scores(counts, (place, count) -> place >= count, places);
    return PerturbationCurve.ofCounts(counts, regions.count(), scores, scores[scores.length - 1]);
  }

  @FunctionalInterface
  private interface Replaced {
    boolean test(int place, int count);
  }

  private double[] scores(int[] counts, Replaced replaced, int[] places) {
    return new Batches(sample, batchSize)
        .scores(
            model,
            counts.length,
            k ->
                sample.replaced(
                    replacement,
                    pixel -> replaced.test(places[regions.ofPixel(pixel)], counts[k])));
  }

  /** How far the score falls when some regions are replaced, for each of many choices of them. */
  private double[] drops(Subsets subsets) {
    double[] scores =
        new Batches(sample, batchSize)
            .scores(
                model,
                subsets.count() + 1,
                k -> {
                  if (k == 0) {
                    return sample.copy();
                  }
                  boolean[] chosen = subsets.subset(k - 1);
                  return sample.replaced(replacement, pixel -> chosen[regions.ofPixel(pixel)]);
                });
    return Arrays.stream(scores).skip(1).map(score -> scores[0] - score).toArray();
  }

  /** The correlation of these falls with the relevance of the regions that were replaced. */
  double correlation(Subsets subsets, double[] relevance, Correlation correlation) {
    return correlationOfRegions(subsets, regions.sums(relevance), correlation);
  }

  /** The same with the relevance of each region. */
  double correlationOfRegions(Subsets subsets, double[] ofRegions, Correlation correlation) {
    double[] sums =
        IntStream.range(0, subsets.count())
            .mapToDouble(i -> sumOfChosen(ofRegions, subsets.subset(i)))
            .toArray();
    return correlation.of(sums, drops(subsets));
  }

  private static double sumOfChosen(double[] values, boolean[] chosen) {
    return IntStream.range(0, values.length)
        .filter(i -> chosen[i])
        .mapToDouble(i -> values[i])
        .sum();
  }
}
