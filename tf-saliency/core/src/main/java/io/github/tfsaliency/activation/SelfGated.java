package io.github.tfsaliency.activation;

import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** Hard sigmoids, and x times a sigmoid or a hard one of it. */
final class SelfGated {
  private static final double FAR = 1e5;
  private static final double SMALL = 0.01;

  /** Below it a sigmoid of beta x is a half. */
  private static final double LEAST_BETA = 1e-3;

  private final Agreement function;

  private SelfGated(Agreement function) {
    this.function = function;
  }

  /** A hard sigmoid alone. */
  static Optional<KnownActivation> hardSigmoid(Agreement function, ConstantKind constants) {
    return constants == ConstantKind.NUMBERS
        ? new SelfGated(function).hardSigmoid()
        : Optional.empty();
  }

  /** x times a sigmoid or a hard one; of steep ones ReLU is told first. */
  static Optional<KnownActivation> find(Agreement function, ConstantKind constants) {
    SelfGated gated = new SelfGated(function);
    return constants == ConstantKind.ANY ? Optional.empty() : gated.silu().or(gated::hardSwish);
  }

  /** {@code clip(a x + b, 0, 1)}. */
  private Optional<KnownActivation> hardSigmoid() {
    double below = function.at(-FAR);
    double above = function.at(FAR);
    boolean rises = function.isClose(below, 0) && function.isClose(above, 1);
    boolean falls = function.isClose(below, 1) && function.isClose(above, 0);
    if (!rises && !falls) {
      return Optional.empty();
    }
    double quarter = border(0.25, rises);
    double threeQuarters = border(0.75, rises);
    double slope = 0.5 / (threeQuarters - quarter);
    if (!(Math.abs(slope) < 1e6)) {
      return Optional.empty();
    }
    double offset = 0.25 - slope * quarter;
    return function.with(hard(slope, offset), (0.5 - offset) / slope, 1 / slope)
        ? Optional.of(KnownActivation.sigmoid("hard-sigmoid", slope, offset))
        : Optional.empty();
  }

  private double border(double value, boolean rises) {
    return Agreement.border(-FAR, FAR, x -> rises == (function.at(x) > value));
  }

  private static DoubleUnaryOperator hard(double slope, double offset) {
    return x -> Math.min(1, Math.max(0, slope * x + offset));
  }

  /** {@code x sigmoid(beta x)}. */
  private Optional<KnownActivation> silu() {
    double share = function.at(SMALL) / SMALL;
    if (!(share > 0 && share < 1)) {
      return Optional.empty();
    }
    double beta = Math.log(share / (1 - share)) / SMALL;
    DoubleUnaryOperator expected = x -> x / (1 + Math.exp(-beta * x));
    return Math.abs(beta) > LEAST_BETA && function.with(expected) && function.with(expected, 0, 1)
        ? Optional.of(KnownActivation.of("SiLU", beta))
        : Optional.empty();
  }

  /** {@code x clip(a x + 1/2, 0, 1)}, x hard-sigmoid(x) as Keras 2 and 3 have the latter. */
  private Optional<KnownActivation> hardSwish() {
    // From both sides of zero, as the half is rounded too.
    double slope = (function.at(SMALL) + function.at(-SMALL)) / (2 * SMALL * SMALL);
    if (!(Math.abs(slope) > LEAST_BETA && Math.abs(slope) < 1e3)) {
      return Optional.empty();
    }
    DoubleUnaryOperator half = hard(slope, 0.5);
    DoubleUnaryOperator expected = x -> x * half.applyAsDouble(x);
    return function.with(expected) && function.with(expected, 0, 1 / slope)
        ? Optional.of(KnownActivation.of("hard-swish", slope))
        : Optional.empty();
  }
}
