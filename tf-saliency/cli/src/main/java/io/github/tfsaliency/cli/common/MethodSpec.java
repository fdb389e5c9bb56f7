package io.github.tfsaliency.cli.common;

import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.spec.MethodSpecs;

/**
 * A method as it is written on the command line: {@code name} or {@code name:key=value,...}.
 *
 * @param text as the method is printed, whatever was typed
 * @param method what it means
 */
public record MethodSpec(String text, AttributionMethod method) {
  /**
   * Reads a specification.
   *
   * @throws IllegalArgumentException if the method, a key or a value does not exist
   */
  public static MethodSpec parse(String text) {
    AttributionMethod method = MethodSpecs.parse(text);
    return new MethodSpec(MethodSpecs.print(method), method);
  }

  @Override
  public String toString() {
    return text;
  }
}
