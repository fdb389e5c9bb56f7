package io.github.tfsaliency.image;

import com.google.common.base.Ascii;
import io.github.tfsaliency.statistic.Percentiles;
import java.util.stream.IntStream;

/**
 * The displayed quantity of a heatmap, and its colours.
 *
 * @since 0.1.0
 */
public enum HeatmapStyle {
  /** From blue over white to red, with the same scale on both sides. */
  SIGNED {
    @Override
    float[] normalize(float[] sums) {
      double[] values = doubles(sums);
      Percentiles percentiles = Percentiles.of(values);
      double lowest = percentiles.at(LOW);
      double highest = percentiles.at(HIGH);
      boolean sparse = lowest == 0 && highest == 0;
      double low = sparse ? -largest(values) : lowest;
      double high = sparse ? largest(values) : highest;
      double scale = Math.max(Math.abs(low), Math.abs(high));
      float[] shown = new float[sums.length];
      for (int i = 0; i < shown.length; i++) {
        double value = values[i] < low && low > 0 ? 0 : values[i];
        shown[i] = (float) (Math.max(Math.min(low, 0), Math.min(high, value)) / scale);
      }
      return shown;
    }

    @Override
    int colour(double shown) {
      return ColorMap.BLUE_WHITE_RED.rgb((shown + 1) / 2);
    }

    /** The photograph takes the place of white. */
    @Override
    int opaqueColour(double shown) {
      return ColorMap.BLUE_WHITE_RED.rgb(shown < 0 ? 0 : 1);
    }

    @Override
    double lowest() {
      return -1;
    }
  },

  /** The absolute value, from dark violet to yellow. */
  MAGNITUDE {
    @Override
    float[] normalize(float[] sums) {
      double[] values = doubles(sums);
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.abs(values[i]);
      }
      double bound = Percentiles.of(values).at(HIGH);
      double scale = bound == 0 ? largest(values) : bound;
      float[] shown = new float[sums.length];
      for (int i = 0; i < shown.length; i++) {
        shown[i] = (float) Math.min(1, values[i] / scale);
      }
      return shown;
    }

    @Override
    int colour(double shown) {
      return ColorMap.VIRIDIS.rgb(shown);
    }

    @Override
    int opaqueColour(double shown) {
      return colour(shown);
    }

    @Override
    double lowest() {
      return 0;
    }
  },

  /**
   * The position of a value between the smallest and the largest, for maps whose zero has no
   * meaning, such as those of RISE.
   */
  RANGE {
    @Override
    float[] normalize(float[] sums) {
      double[] values = doubles(sums);
      Percentiles percentiles = Percentiles.of(values);
      double low = percentiles.at(LOW);
      double high = percentiles.at(HIGH);
      double range = high > low ? high - low : 1;
      float[] shown = new float[sums.length];
      for (int i = 0; i < shown.length; i++) {
        shown[i] = (float) Math.max(0, Math.min(1, (values[i] - low) / range));
      }
      return shown;
    }

    @Override
    double zero(float[] sums) {
      return Percentiles.of(doubles(sums)).at(LOW);
    }

    @Override
    int colour(double shown) {
      return MAGNITUDE.colour(shown);
    }

    @Override
    int opaqueColour(double shown) {
      return MAGNITUDE.colour(shown);
    }

    @Override
    double lowest() {
      return 0;
    }
  };

  /** Permille of the values. */
  private static final int LOW = 5;

  private static final int HIGH = 995;

  /** Clips and scales to {@link #lowest}..1. */
  abstract float[] normalize(float[] sums);

  /** The sum that is shown as 0. */
  double zero(float[] sums) {
    return 0;
  }

  /** The colour on its own, {@code 0xRRGGBB}. */
  abstract int colour(double shown);

  /** The colour over a photograph, where the opacity tells the magnitude. */
  abstract int opaqueColour(double shown);

  abstract double lowest();

  private static double[] doubles(float[] sums) {
    return IntStream.range(0, sums.length).mapToDouble(i -> sums[i]).toArray();
  }

  /** The largest magnitude; 1 where all are 0, so that it can be divided by. */
  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest == 0 ? 1 : largest;
  }

  @Override
  public String toString() {
    return Ascii.toLowerCase(name());
  }
}
