package io.github.tfsaliency.spec;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/**
 * Metrics as text: {@code name} or {@code name:key=value,...}.
 *
 * @since 0.1.0
 */
public final class MetricSpecs {
  private static final ImmutableMap<String, MetricRow> ROWS =
      ImmutableList.<MetricRow>builder()
          .addAll(FaithfulnessMetrics.ROWS)
          .addAll(MapMetrics.STABILITY)
          .addAll(MapMetrics.LOOKS)
          .addAll(MapMetrics.PLACE)
          .build()
          .stream()
          .collect(toImmutableMap(MetricRow::name, row -> row));

  private MetricSpecs() {}

  /**
   * Reads a metric.
   *
   * @param text {@code name} or {@code name:key=value,...}
   * @return the metric, whose {@code toString} is its text
   * @throws IllegalArgumentException if the metric, a key or a value does not exist
   * @throws io.github.tfsaliency.attribution.SaliencyException if a file cannot be read
   */
  public static MetricSpec parse(String text) {
    SpecParts parts = SpecParts.of(text);
    MetricRow row = parts.find("metric", ROWS);
    SpecOptions options = parts.options("metric", SpecFiles.asNamed());
    MetricOptions read = row.read(options);
    options.requireAllUsed();
    return MetricSpec.of(row, read);
  }

  /**
   * All metrics.
   *
   * @return in the order of {@code docs/metrics.md}
   */
  public static ImmutableList<MetricRow> rows() {
    return ROWS.values().asList();
  }
}
