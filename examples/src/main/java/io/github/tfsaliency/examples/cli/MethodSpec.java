package io.github.tfsaliency.examples.cli;

import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.message.Message;

/**
 * A method as it is written on the command line: {@code name} or {@code name:key=value,...}.
 *
 * @param text as it was given
 * @param method what it means
 */
record MethodSpec(String text, AttributionMethod method) {
  /**
   * Reads a specification.
   *
   * @throws IllegalArgumentException if the method, a key or a value does not exist
   */
  static MethodSpec parse(String text) {
    int colon = text.indexOf(':');
    String name = Specs.name(text);
    MethodList.Entry entry = MethodList.BY_NAME.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          Message.of(
              "There is no method '%s'.\nMaybe one of %s.", name, MethodList.BY_NAME.keySet()));
    }
    SpecOptions options =
        new SpecOptions("method '" + name + "'", colon < 0 ? "" : text.substring(colon + 1));
    AttributionMethod method = entry.factory().apply(options);
    options.requireAllUsed();
    return new MethodSpec(text, method);
  }

  @Override
  public String toString() {
    return text;
  }
}
