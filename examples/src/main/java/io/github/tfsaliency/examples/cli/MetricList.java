package io.github.tfsaliency.examples.cli;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.function.Function;

/** The metrics that the command line knows. */
final class MetricList {
  /**
   * A metric.
   *
   * @param name as it is written
   * @param keys its options with their defaults, as a user would write them
   * @param better which numbers are better
   * @param question what it asks, in one line
   * @param blindTo what it does not show
   * @param needsMask whether it compares with where the object is
   * @param factory makes it of its options
   */
  record Entry(
      String name,
      String keys,
      Better better,
      String question,
      String blindTo,
      boolean needsMask,
      Function<SpecOptions, Metric> factory) {
    Entry(
        String name,
        String keys,
        Better better,
        String question,
        String blindTo,
        Function<SpecOptions, Metric> factory) {
      this(name, keys, better, question, blindTo, false, factory);
    }

    /** The same, of maps and masks. */
    Entry ofMasks() {
      return new Entry(name, keys, better, question, blindTo, true, factory);
    }
  }

  /** All of them, as in docs/metrics.md. */
  static final ImmutableList<Entry> ALL =
      ImmutableList.<Entry>builder()
          .addAll(FaithfulnessMetrics.ENTRIES)
          .addAll(MapMetrics.STABILITY)
          .addAll(MapMetrics.LOOKS)
          .addAll(MapMetrics.PLACE)
          .build();

  static final ImmutableMap<String, Entry> BY_NAME =
      ALL.stream().collect(toImmutableMap(Entry::name, entry -> entry));

  private MetricList() {}
}
