package io.github.tfsaliency.activation;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * Tells activation functions by their values: those of {@code keras.activations} that work element
 * by element, with whatever numbers they may be given, and GELU as {@code x sigmoid(1.702 x)}.
 */
public final class KnownActivations {
  private static final double FAR = 1e4;

  /** Functions without numbers of their own. */
  private static final ImmutableList<Fixed> FIXED =
      ImmutableList.of(
          new Fixed(KnownActivation.sigmoid("sigmoid"), KnownActivations::sigmoid),
          new Fixed(KnownActivation.of("tanh"), Math::tanh),
          new Fixed(KnownActivation.of("softplus"), KnownActivations::softplus),
          new Fixed(KnownActivation.of("softsign"), x -> x / (1 + Math.abs(x))),
          new Fixed(KnownActivation.of("log-sigmoid"), x -> -softplus(-x)),
          new Fixed(KnownActivation.of("GELU"), x -> x / 2 * (1 + Erf.of(x / Math.sqrt(2)))),
          new Fixed(KnownActivation.of("GELU (tanh)"), KnownActivations::geluByTanh),
          new Fixed(KnownActivation.of("Mish"), x -> x * Math.tanh(softplus(x))),
          new Fixed(KnownActivation.of("squared ReLU"), x -> Math.max(x, 0) * Math.max(x, 0)),
          new Fixed(KnownActivation.of("SELU"), KnownActivations::selu),
          new Fixed(KnownActivation.of("tanh shrinkage"), x -> x - Math.tanh(x)),
          new Fixed(KnownActivation.of("sparse plus"), KnownActivations::sparsePlus),
          new Fixed(KnownActivation.of("erf"), Erf::of),
          new Fixed(KnownActivation.of("exponential"), Math::exp));

  private KnownActivations() {}

  /**
   * The activation that a function is.
   *
   * @param function its values
   * @param tolerance how far values may be off, relative to one more than their size
   * @param constants what the most of its constants is
   * @return empty if it is none
   */
  public static Optional<KnownActivation> find(
      SampledFunction function, double tolerance, ConstantKind constants) {
    Agreement agreement = new Agreement(function, tolerance);
    Optional<KnownActivation> found =
        SelfGated.hardSigmoid(agreement, constants)
            .or(() -> PiecewiseLinear.find(agreement, constants))
            .or(() -> SelfGated.find(agreement, constants));
    return constants == ConstantKind.NUMBERS
        ? found.or(() -> fixed(agreement)).or(() -> withParameter(agreement))
        : found;
  }

  private static Optional<KnownActivation> fixed(Agreement function) {
    return FIXED.stream()
        .filter(fixed -> function.with(fixed.formula))
        .map(Fixed::activation)
        .findFirst();
  }

  private static Optional<KnownActivation> withParameter(Agreement function) {
    double least = -function.at(-FAR);
    if (least > 1e-3 && least < FAR / 10) {
      DoubleUnaryOperator elu = x -> x > 0 ? x : least * Math.expm1(x);
      DoubleUnaryOperator celu = x -> x > 0 ? x : least * Math.expm1(x / least);
      if (function.with(elu)) {
        return Optional.of(KnownActivation.of("ELU", least));
      }
      if (function.with(celu)) {
        return Optional.of(KnownActivation.of("CELU", least));
      }
    }
    double atZero = function.at(0);
    double b = 4 * atZero * atZero;
    DoubleUnaryOperator squareplus = x -> (x + Math.sqrt(x * x + b)) / 2;
    return b > 1e-6 && atZero > 0 && function.with(squareplus)
        ? Optional.of(KnownActivation.of("squareplus", b))
        : Optional.empty();
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double geluByTanh(double x) {
    return x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
  }

  private static double selu(double x) {
    return 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x));
  }

  private static double sparsePlus(double x) {
    if (x <= -1) {
      return 0;
    }
    return x >= 1 ? x : (x + 1) * (x + 1) / 4;
  }

  private record Fixed(KnownActivation activation, DoubleUnaryOperator formula) {}
}
