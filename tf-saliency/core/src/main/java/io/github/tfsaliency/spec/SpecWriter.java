package io.github.tfsaliency.spec;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Gathers what a row's keys print; nothing is printed before the row has said that it fits. */
final class SpecWriter {
  private final boolean saysDefaults;
  private final Map<String, Supplier<String>> texts = new LinkedHashMap<>();

  SpecWriter(boolean saysDefaults) {
    this.saysDefaults = saysDefaults;
  }

  /** Whether a value is printed although it is the default. */
  boolean saysDefaults() {
    return saysDefaults;
  }

  void put(String key, Supplier<String> text) {
    texts.put(key, text);
  }

  ImmutableMap<String, String> options() {
    ImmutableMap.Builder<String, String> options = ImmutableMap.builder();
    texts.forEach((key, text) -> options.put(key, text.get()));
    return options.buildOrThrow();
  }
}
