package io.github.tfsaliency.spec;

/**
 * A key of a metric.
 *
 * @param name of the key
 * @param format how its value is written
 * @param value unless the key is given
 * @param shown what lists of metrics show behind it
 */
record MetricKey<V>(String name, SpecFormat<V> format, V value, String shown) {
  /** A key of names: the default comes first in lists. */
  static <V> MetricKey<V> of(String name, SpecFormat<V> format, V value) {
    return new MetricKey<>(name, format, value, SpecKey.alternatives(format, value));
  }

  String help() {
    return name + "=" + shown;
  }
}
