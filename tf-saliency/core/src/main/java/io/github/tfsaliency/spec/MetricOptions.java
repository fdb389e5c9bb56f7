package io.github.tfsaliency.spec;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The values of a metric's keys. Options are equal if all keys have equal values. */
record MetricOptions(ImmutableMap<MetricKey<?>, Object> values) {
  static MetricOptions read(ImmutableList<MetricKey<?>> keys, SpecOptions options) {
    ImmutableMap.Builder<MetricKey<?>, Object> values = ImmutableMap.builder();
    keys.forEach(key -> values.put(key, read(key, options)));
    return new MetricOptions(values.buildOrThrow());
  }

  private static <V> Object read(MetricKey<V> key, SpecOptions options) {
    return options.value(key.name(), key.format()).orElse(key.value());
  }

  <V> V get(MetricKey<V> key) {
    @SuppressWarnings("unchecked") // Read by the key's own format.
    V value = (V) requireNonNull(values.get(key), key.name());
    return value;
  }

  /** The options that differ from the defaults. */
  ImmutableMap<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    values.keySet().forEach(key -> write(key, texts));
    return ImmutableMap.copyOf(texts);
  }

  private <V> void write(MetricKey<V> key, Map<String, String> texts) {
    V value = get(key);
    if (!value.equals(key.value())) {
      texts.put(key.name(), key.format().print(value));
    }
  }
}
