package io.github.tfsaliency.display.plot;

/**
 * A channel of a series.
 *
 * @param name of it
 * @param values of the input; NaN where there is none; empty if nobody knows them
 * @param map of each step
 */
@SuppressWarnings("ArrayRecordComponent") // Made for one drawing, and compared with nothing.
public record Channel(String name, double[] values, double[] map) {
  double magnitude() {
    double sum = 0;
    for (double value : map) {
      sum += Math.abs(value);
    }
    return sum;
  }

  double sum() {
    double sum = 0;
    for (double value : map) {
      sum += value;
    }
    return sum;
  }
}
