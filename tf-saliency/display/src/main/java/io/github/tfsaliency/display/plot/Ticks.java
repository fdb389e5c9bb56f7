package io.github.tfsaliency.display.plot;

import com.google.common.primitives.ImmutableDoubleArray;

/** Round numbers along an axis. */
final class Ticks {
  private static final double[] STEPS = {1, 2, 5, 10};

  private Ticks() {}

  /**
   * Ticks between two numbers.
   *
   * @param most how many there may be, at least 2
   */
  static ImmutableDoubleArray between(double low, double high, int most) {
    ImmutableDoubleArray.Builder ticks = ImmutableDoubleArray.builder();
    if (!(high > low) || Double.isInfinite(high - low)) {
      return ticks.add(low).build();
    }
    double step = step((high - low) / (most - 1));
    double first = Math.ceil(low / step - 1e-9);
    for (double i = first; i * step <= high + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks.build();
  }

  /** The next round number. */
  static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double step : STEPS) {
      if (step * power >= least * (1 - 1e-9)) {
        return step * power;
      }
    }
    return 10 * power;
  }
}
