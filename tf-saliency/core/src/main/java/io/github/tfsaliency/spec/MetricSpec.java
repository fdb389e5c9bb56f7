package io.github.tfsaliency.spec;

import static io.github.tfsaliency.message.Checks.checkArgument;

/**
 * A metric with its options. Immutable; equal metrics have equal texts.
 *
 * @since 0.1.0
 */
public final class MetricSpec {
  private final MetricRow row;
  private final MetricOptions options;
  private final MetricRow.Measure measure;

  private MetricSpec(MetricRow row, MetricOptions options, MetricRow.Measure measure) {
    this.row = row;
    this.options = options;
    this.measure = measure;
  }

  static MetricSpec of(MetricRow row, MetricOptions options) {
    return new MetricSpec(row, options, row.measure(options));
  }

  /**
   * The metric.
   *
   * @return its row of the table
   */
  public MetricRow row() {
    return row;
  }

  /**
   * Measures a map.
   *
   * @param map with its input and its model
   * @return the number; NaN if it is not defined
   * @throws IllegalArgumentException if the metric does not fit the map, or the map has groups and
   *     the metric does not take groups
   */
  public double measure(MetricSubject map) {
    checkArgument(
        row.takesGroups() || map.groups().isEmpty(),
        "The metric '%s' removes nothing, so it cannot use groups of features.\n"
            + "Maybe leave the groups out, or measure 'deletion'.",
        row.name());
    return measure.of(map);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MetricSpec that && that.row.equals(row) && that.options.equals(options);
  }

  @Override
  public int hashCode() {
    return 31 * row.hashCode() + options.hashCode();
  }

  /**
   * The text of the metric: keys in the table's order, defaults left out, numbers in their shortest
   * form.
   *
   * @return {@code name} or {@code name:key=value,...}, which {@link MetricSpecs#parse} reads
   */
  @Override
  public String toString() {
    return new SpecText(row.name(), options.texts()).toString();
  }
}
