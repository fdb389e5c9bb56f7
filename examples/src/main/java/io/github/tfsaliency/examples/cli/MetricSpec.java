package io.github.tfsaliency.examples.cli;

import io.github.tfsaliency.message.Message;

/**
 * A metric as it is written on the command line: {@code name} or {@code name:key=value,...}.
 *
 * @param text as it was given
 * @param entry which one it is
 * @param metric what it means
 */
record MetricSpec(String text, MetricList.Entry entry, Metric metric) {
  /**
   * Reads a specification.
   *
   * @throws IllegalArgumentException if the metric, a key or a value does not exist
   */
  static MetricSpec parse(String text) {
    int colon = text.indexOf(':');
    String name = Specs.name(text);
    MetricList.Entry entry = MetricList.BY_NAME.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          Message.of(
              "There is no metric '%s'.\nMaybe one of %s.", name, MetricList.BY_NAME.keySet()));
    }
    SpecOptions options =
        new SpecOptions("metric '" + name + "'", colon < 0 ? "" : text.substring(colon + 1));
    Metric metric = entry.factory().apply(options);
    options.requireAllUsed();
    return new MetricSpec(text, entry, metric);
  }

  @Override
  public String toString() {
    return text;
  }
}
