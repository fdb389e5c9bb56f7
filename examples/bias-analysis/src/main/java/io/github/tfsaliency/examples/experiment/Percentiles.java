package io.github.tfsaliency.examples.experiment;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.method.RectifiedGradient;
import org.tensorflow.ndarray.FloatNdArray;

/** The thresholds of RectGrad that are compared. */
final class Percentiles {
  private static final ImmutableList<Double> FULL =
      ImmutableList.of(0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 95.0, 98.0, 99.0);

  private static final ImmutableList<Double> QUICK = ImmutableList.of(0.0, 80.0, 95.0, 99.0);

  /** At these the maps are shown. */
  static final ImmutableList<Double> PICTURED = ImmutableList.of(0.0, 20.0, 80.0, 90.0, 95.0, 99.0);

  private Percentiles() {}

  static ImmutableList<Double> of(Effort effort) {
    return effort.choose(QUICK, FULL);
  }

  static RectifiedGradient method(double percentile, boolean multiplied) {
    RectifiedGradient plain = RectifiedGradient.percentile(percentile);
    return multiplied ? plain.withMultiplicationByInput() : plain;
  }

  /** The share of pixels of a map {@code [H, W, C]} with a channel that is not zero. */
  static double nonZeroPixels(FloatNdArray map) {
    float[] values = Figures.array(map);
    int channels = Math.toIntExact(map.shape().get(2));
    int marked = 0;
    for (int pixel = 0; pixel < values.length; pixel += channels) {
      boolean any = false;
      for (int channel = 0; channel < channels; channel++) {
        any |= values[pixel + channel] != 0;
      }
      marked += any ? 1 : 0;
    }
    return marked / (values.length / (double) channels);
  }
}
