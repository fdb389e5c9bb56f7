package io.github.tfsaliency.cli.common;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.spec.MetricSpec;
import io.github.tfsaliency.spec.MetricSpecs;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Turns a wrong specification of a metric into a usage error. */
public final class MetricConverter implements ITypeConverter<MetricSpec> {
  @Override
  public MetricSpec convert(String text) {
    try {
      return MetricSpecs.parse(text);
    } catch (IllegalArgumentException | SaliencyException e) {
      throw new TypeConversionException(Failures.text(e));
    }
  }
}
