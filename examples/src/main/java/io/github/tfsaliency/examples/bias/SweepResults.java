package io.github.tfsaliency.examples.bias;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableTable;
import io.github.tfsaliency.examples.report.MeanInterval;
import java.util.List;

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
   * How much of the map lies on the garment.
   *
   * @param mass for each brightness and garment, the share of |A|; NaN where a map is zero
   * @param rank for each brightness and garment, the share of the garment among as many of the most
   *     relevant pixels
   */
  record Curve(List<double[]> mass, List<double[]> rank) {}

  /** The mean mass accuracy at each brightness. */
  ImmutableList<MeanInterval> mass(ComparedMethod method, Encoding encoding) {
    return means(curve(method, encoding).mass());
  }

  /** The mean rank accuracy at each brightness. */
  ImmutableList<MeanInterval> rank(ComparedMethod method, Encoding encoding) {
    return means(curve(method, encoding).rank());
  }

  private ImmutableList<MeanInterval> means(List<double[]> values) {
    return values.stream()
        .map(garments -> MeanInterval.of(garments, seed))
        .collect(toImmutableList());
  }

  /**
   * The mass accuracy of garments that are as bright as the encoding's zero, divided by that of the
   * same pictures in the two other encodings: 1 if the zero does not matter, 0 if it blinds.
   */
  MeanInterval atZero(ComparedMethod method, Encoding encoding) {
    int zero = nearest(encoding.zero());
    double[] here = curve(method, encoding).mass().get(zero);
    double[] ratios = new double[here.length];
    for (int i = 0; i < here.length; i++) {
      double elsewhere = 0;
      for (Encoding other : Encoding.COMPARED) {
        if (!other.equals(encoding)) {
          elsewhere += curve(method, other).mass().get(zero)[i];
        }
      }
      ratios[i] = here[i] / (elsewhere / (Encoding.COMPARED.size() - 1));
    }
    return MeanInterval.of(ratios, seed);
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

  private Curve curve(ComparedMethod method, Encoding encoding) {
    return requireNonNull(curves.get(method, encoding));
  }
}
