package io.github.tfsaliency.cli.common;

import io.github.tfsaliency.attribution.SaliencyException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Turns a wrong specification of a method into a usage error. */
public final class MethodConverter implements ITypeConverter<MethodSpec> {
  /** What the help says of methods. */
  public static final String HELP =
      "name or name:key=value,..., for example gradient, lrp:composite=epsilon-plus or"
          + " integrated-gradients:steps=50; 'tf-saliency methods' lists all with their keys.";

  @Override
  public MethodSpec convert(String text) {
    try {
      return MethodSpec.parse(text);
    } catch (IllegalArgumentException | SaliencyException e) {
      throw new TypeConversionException(Failures.text(e));
    }
  }
}
