package io.github.tfsaliency.spec;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import java.util.stream.Collectors;

/**
 * A method in parts: {@code name} or {@code name:key=value,...}.
 *
 * @param name the name of the method
 * @param options the options, in the table's order
 * @since 0.1.0
 */
public record SpecText(String name, ImmutableMap<String, String> options) {
  /**
   * Checks that nothing is missing.
   *
   * @param name the name of the method
   * @param options the options, in the table's order
   */
  public SpecText {
    requireNonNull(name, "name");
    requireNonNull(options, "options");
  }

  @Override
  public String toString() {
    return options.isEmpty()
        ? name
        : options.entrySet().stream()
            .map(option -> option.getKey() + "=" + option.getValue())
            .collect(Collectors.joining(",", name + ":", ""));
  }
}
