package io.github.tfsaliency.examples.encoding;

import io.github.tfsaliency.cli.report.MeanInterval;
import java.util.List;

/**
 * The attribution of a region with the brightness of the encoding's zero, relative to the
 * attribution of the same region of the same picture in the other encodings: 1 if the zero does not
 * matter, 0 if it blinds.
 */
public final class AtZero {
  /** Below this a map shows less than half of what it should. */
  public static final double BIASED_BELOW = 0.5;

  /** What noise of the method and w², whose denominators see the offset, may change. */
  private static final double UNBIASED_WITHIN = 0.15;

  private AtZero() {}

  /**
   * The mean over pictures.
   *
   * @param here the share of each picture's map that lies on the region, in the encoding whose zero
   *     is as bright as it
   * @param elsewhere the same in each of the other encodings
   * @param seed of the interval
   * @return of the shares, each divided by the mean of the same picture's other shares
   */
  public static MeanInterval of(double[] here, List<double[]> elsewhere, long seed) {
    double[] ratios = new double[here.length];
    for (int i = 0; i < here.length; i++) {
      double sum = 0;
      for (double[] other : elsewhere) {
        sum += other[i];
      }
      // Nothing can be said of a map that shows nothing of the region in any other encoding.
      ratios[i] = sum == 0 ? Double.NaN : here[i] / (sum / elsewhere.size());
    }
    return MeanInterval.of(ratios, seed);
  }

  /**
   * Whether a map is blind at the zero, in words.
   *
   * @param means by encoding
   * @return "yes", "no" or "in part"
   */
  public static String bias(List<MeanInterval> means) {
    double min = means.stream().mapToDouble(MeanInterval::mean).min().orElse(Double.NaN);
    double max = means.stream().mapToDouble(MeanInterval::mean).max().orElse(Double.NaN);
    if (max < BIASED_BELOW) {
      return "yes";
    }
    return min > 1 - UNBIASED_WITHIN && max < 1 + UNBIASED_WITHIN ? "no" : "in part";
  }
}
