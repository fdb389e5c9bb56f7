package io.github.tfsaliency.examples.bias;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableTable;
import io.github.tfsaliency.examples.report.MeanInterval;
import java.util.List;
import java.util.Map;

/**
 * What became of the maps of garments while their brightness went from black to white.
 *
 * @param seed of places, backgrounds and intervals
 * @param garments how many the accuracies are of
 * @param accuracies by brightness
 * @param curves by method and encoding
 */
record SweepResults(
    long seed,
    int garments,
    ImmutableList<Accuracy> accuracies,
    ImmutableTable<ComparedMethod, Encoding, Curve> curves) {
  /**
   * How often the model is right.
   *
   * @param brightness of the garments
   * @param planted the share of right classes
   * @param removed the same where only the background is left
   */
  record Accuracy(double brightness, double planted, double removed) {}

  /**
   * How much of each map lies on its garment.
   *
   * @param mass for each brightness and garment, the share of |A|; NaN where a map is zero
   * @param rank for each brightness and garment, the share of the garment among as many of the most
   *     relevant pixels
   */
  record Shares(List<double[]> mass, List<double[]> rank) {}

  /**
   * What the shares come to.
   *
   * @param mass the mean mass accuracy at each brightness
   * @param rank the mean rank accuracy at each brightness
   * @param atZero the mass accuracy of garments that are as bright as the encoding's zero, divided
   *     by that of the same pictures in the two other encodings: 1 if the zero does not matter, 0
   *     if it blinds
   */
  record Curve(
      ImmutableList<MeanInterval> mass, ImmutableList<MeanInterval> rank, MeanInterval atZero) {}

  /** Draws the intervals, which takes a while: once for all who read them. */
  static SweepResults of(
      long seed,
      int garments,
      ImmutableList<Accuracy> accuracies,
      ImmutableTable<ComparedMethod, Encoding, Shares> shares) {
    ImmutableTable.Builder<ComparedMethod, Encoding, Curve> curves = ImmutableTable.builder();
    shares
        .rowMap()
        .forEach(
            (method, byEncoding) ->
                byEncoding.forEach(
                    (encoding, own) ->
                        curves.put(
                            method,
                            encoding,
                            new Curve(
                                means(own.mass(), seed),
                                means(own.rank(), seed),
                                atZero(byEncoding, encoding, seed)))));
    return new SweepResults(seed, garments, accuracies, curves.buildOrThrow());
  }

  private static ImmutableList<MeanInterval> means(List<double[]> values, long seed) {
    return values.stream()
        .map(garments -> MeanInterval.of(garments, seed))
        .collect(toImmutableList());
  }

  private static MeanInterval atZero(Map<Encoding, Shares> shares, Encoding encoding, long seed) {
    int zero = nearest(encoding.zero());
    double[] here = requireNonNull(shares.get(encoding)).mass().get(zero);
    double[] ratios = new double[here.length];
    for (int i = 0; i < here.length; i++) {
      double elsewhere = 0;
      for (Map.Entry<Encoding, Shares> other : shares.entrySet()) {
        if (!other.getKey().equals(encoding)) {
          elsewhere += other.getValue().mass().get(zero)[i];
        }
      }
      ratios[i] = here[i] / (elsewhere / (shares.size() - 1));
    }
    return MeanInterval.of(ratios, seed);
  }

  Curve curve(ComparedMethod method, Encoding encoding) {
    return requireNonNull(curves.get(method, encoding));
  }

  /** The smallest accuracy at any brightness. */
  double lowestAccuracy() {
    return accuracies.stream().mapToDouble(Accuracy::planted).min().orElse(Double.NaN);
  }

  /** The largest accuracy at any brightness. */
  double highestAccuracy() {
    return accuracies.stream().mapToDouble(Accuracy::planted).max().orElse(Double.NaN);
  }

  /** The largest accuracy without the garment. */
  double accuracyWithoutGarment() {
    return accuracies.stream().mapToDouble(Accuracy::removed).max().orElse(Double.NaN);
  }

  private static int nearest(double brightness) {
    int nearest = 0;
    for (int i = 1; i < BrightnessSweep.BRIGHTNESS.size(); i++) {
      if (distance(i, brightness) < distance(nearest, brightness)) {
        nearest = i;
      }
    }
    return nearest;
  }

  private static double distance(int place, double brightness) {
    return Math.abs(BrightnessSweep.BRIGHTNESS.get(place) - brightness);
  }
}
