package io.github.tfsaliency.activation;

import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** Functions that are straight between their bends, except for hard sigmoids. */
final class PiecewiseLinear {
  private static final double FAR = 1000;

  /** Straight lines are computed almost exactly. */
  private static final double EXACT = 1e-6;

  private final Agreement function;

  private PiecewiseLinear(Agreement function) {
    this.function = function;
  }

  static Optional<KnownActivation> find(Agreement function, ConstantKind constants) {
    PiecewiseLinear lines = new PiecewiseLinear(function);
    Optional<KnownActivation> rectifier = lines.rectifier();
    return constants == ConstantKind.NUMBERS ? rectifier.or(lines::shrinkage) : rectifier;
  }

  /**
   * What Keras' ReLU can be told: {@code max_value} above, x from a threshold on, and below a line
   * through the threshold or a number.
   */
  private Optional<KnownActivation> rectifier() {
    double above = function.at(FAR);
    double farAbove = function.at(2 * FAR);
    boolean open = near(above, FAR) && near(farAbove, 2 * FAR);
    if (!open && !near(above, farAbove)) {
      return Optional.empty();
    }
    double most = open ? Double.POSITIVE_INFINITY : above;
    double below = function.at(-FAR);
    double slope = (below - function.at(-2 * FAR)) / FAR;
    boolean flat = Math.abs(slope) < EXACT;
    double start = flat ? start(Math.min(most, FAR)) : -FAR - below / slope;
    if (Math.abs(start) < EXACT * FAR) {
      start = 0;
    }
    if (!(start < most)) {
      return Optional.empty();
    }
    double threshold = start;
    double low = below;
    DoubleUnaryOperator expected =
        x -> {
          if (x >= threshold) {
            return Math.min(x, most);
          }
          return flat ? low : slope * (x - threshold);
        };
    boolean fits =
        function.with(expected)
            && function.with(expected, threshold, 0.01)
            && (open || function.with(expected, most, 0.01 * (1 + Math.abs(most))));
    return fits
        ? flat ? ofNumberBelow(threshold, most, low) : ofLineBelow(threshold, most, slope)
        : Optional.empty();
  }

  /** From where on the function is x itself, the left of two such places. */
  private double start(double somewhere) {
    if (!near(function.at(somewhere), somewhere)) {
      return Double.NaN;
    }
    return Agreement.border(-1003.7, somewhere, x -> near(function.at(x), x));
  }

  private static Optional<KnownActivation> ofNumberBelow(
      double threshold, double most, double low) {
    boolean open = Double.isInfinite(most);
    if (Math.abs(low) < EXACT) {
      if (threshold == 0) {
        return Optional.of(
            open
                ? KnownActivation.of("ReLU")
                : KnownActivation.of(
                    near(most, 6) ? KnownActivation.RELU6 : KnownActivation.CLIPPED, most));
      }
      return Optional.of(KnownActivation.of("thresholded ReLU", threshold, most));
    }
    if (near(low, -1) && isAt(threshold, -1) && near(most, 1)) {
      return Optional.of(KnownActivation.of("hard tanh"));
    }
    // What is bounded from below by another number than 0 is a guard against it.
    return open && !isAt(threshold, low)
        ? Optional.of(KnownActivation.of("threshold", threshold, low))
        : Optional.empty();
  }

  private static Optional<KnownActivation> ofLineBelow(
      double threshold, double most, double slope) {
    boolean line = near(slope, 1) && threshold == 0;
    boolean magnitude = near(slope, -1) && threshold == 0 && Double.isInfinite(most);
    return line || magnitude
        ? Optional.empty()
        : Optional.of(KnownActivation.of("LeakyReLU", threshold, most, slope));
  }

  /** Soft and hard shrinkage. */
  private Optional<KnownActivation> shrinkage() {
    double above = function.at(FAR);
    double lost = FAR - above;
    if (lost > EXACT * FAR && lost < FAR / 2) {
      DoubleUnaryOperator soft = x -> Math.signum(x) * Math.max(0, Math.abs(x) - lost);
      return function.with(soft) && function.with(soft, 0, lost)
          ? Optional.of(KnownActivation.of("soft shrinkage", lost))
          : Optional.empty();
    }
    if (!near(above, FAR) || !near(function.at(-FAR), -FAR) || Math.abs(function.at(0)) > EXACT) {
      return Optional.empty();
    }
    double bend = Agreement.border(1e-9, FAR, x -> near(function.at(x), x));
    if (bend < 1e-4) {
      return Optional.empty();
    }
    DoubleUnaryOperator hard = x -> Math.abs(x) > bend ? x : 0;
    return function.with(hard)
            && function.with(hard, bend, 0.01)
            && function.with(hard, -bend, 0.01)
        ? Optional.of(KnownActivation.of("hard shrinkage", bend))
        : Optional.empty();
  }

  /** Where the function is close to x, it begins a little too early to be x. */
  private static boolean isAt(double bend, double place) {
    return Math.abs(bend - place) <= 1e-4 * (1 + Math.abs(place));
  }

  private static boolean near(double value, double expected) {
    return Math.abs(value - expected) <= EXACT * (1 + Math.abs(expected));
  }
}
