package io.github.tfsaliency.examples.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Turns a wrong specification of a method into a usage error. */
final class MethodConverter implements ITypeConverter<MethodSpec> {
  /** What the help says of methods. */
  static final String HELP =
      "name or name:key=value,...: gradient, input-x-gradient, guided-backprop, deconvnet,"
          + " rectified-gradient with the keys percentile (98), threshold,"
          + " variant=plain|mod|proportional, padding-trick, multiply-by-input; lrp with"
          + " composite=epsilon-plus|epsilon-plus-flat|epsilon-gamma-box (low, high)"
          + "|epsilon-alpha2-beta1|epsilon-alpha2-beta1-flat|excitation-backprop|preset-a"
          + "|preset-a-flat|preset-b|preset-b-flat, or rule=epsilon (epsilon)|gamma (gamma)|z-plus"
          + "|alpha-beta (alpha, beta)|w-square|flat, and start=score|one|contrast (contrast);"
          + " deeplift with the keys baseline (0), max-pool=gradient|rescale.";

  @Override
  public MethodSpec convert(String text) {
    try {
      return MethodSpec.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
