package io.github.tfsaliency.examples.cli;

import io.github.tfsaliency.attribution.SaliencyException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Turns a wrong specification of a metric into a usage error. */
final class MetricConverter implements ITypeConverter<MetricSpec> {
  @Override
  public MetricSpec convert(String text) {
    try {
      return MetricSpec.parse(text);
    } catch (IllegalArgumentException | SaliencyException e) {
      throw new TypeConversionException(Failures.text(e));
    }
  }
}
