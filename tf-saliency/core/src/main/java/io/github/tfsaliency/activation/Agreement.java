package io.github.tfsaliency.activation;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Whether a function has the values that it should have.
 *
 * @param function the function
 * @param tolerance of values, relative to one more than their size: constants are rounded
 */
record Agreement(SampledFunction function, double tolerance) {
  /** Uneven, so that bends lie between them, and far enough for whatever saturates. */
  private static final double[] PLACES = places();

  private static double[] places() {
    double[] places = new double[52];
    for (int i = 0; i < 48; i++) {
      places[i] = -7.31 + 0.3107 * i;
    }
    places[48] = -30.25;
    places[49] = -12.5;
    places[50] = 12.75;
    places[51] = 30.5;
    return places;
  }

  double at(double place) {
    return function.at(place)[0];
  }

  boolean with(DoubleUnaryOperator expected) {
    return with(expected, PLACES);
  }

  boolean with(DoubleUnaryOperator expected, double... places) {
    double[] values = function.at(places);
    for (int i = 0; i < places.length; i++) {
      if (!isClose(values[i], expected.applyAsDouble(places[i]))) {
        return false;
      }
    }
    return true;
  }

  /** The same at places around which a function bends. */
  boolean with(DoubleUnaryOperator expected, double center, double width) {
    return with(expected, Arrays.stream(PLACES).map(place -> center + width * place / 4).toArray());
  }

  boolean isClose(double value, double expected) {
    return Double.isFinite(expected)
        && Math.abs(value - expected) <= tolerance * (1 + Math.abs(expected));
  }

  /**
   * Where a condition that does not hold at one place and holds at another begins to hold.
   *
   * @param from where it does not hold
   * @param to where it does
   */
  static double border(double from, double to, Condition condition) {
    double without = from;
    double with = to;
    for (int step = 0; step < 80; step++) {
      double middle = without + (with - without) / 2;
      if (condition.holds(middle)) {
        with = middle;
      } else {
        without = middle;
      }
    }
    return without + (with - without) / 2;
  }

  /** A condition on a place. */
  interface Condition {
    boolean holds(double place);
  }
}
