package io.github.tfsaliency.spec;

import com.google.common.collect.ImmutableList;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A row of the table of metrics. Immutable.
 *
 * @since 0.1.0
 */
public final class MetricRow {
  private final String name;
  private final Better better;
  private final String question;
  private final String blindTo;
  private final boolean needsMask;
  private final boolean takesGroups;
  private final ImmutableList<MetricKey<?>> keys;
  private final Function<MetricOptions, Measure> factory;

  /** Measures a map; NaN where the number is not defined. */
  @FunctionalInterface
  interface Measure {
    double of(MetricSubject map);
  }

  private MetricRow(
      String name,
      Better better,
      String question,
      String blindTo,
      boolean needsMask,
      boolean takesGroups,
      ImmutableList<MetricKey<?>> keys,
      Function<MetricOptions, Measure> factory) {
    this.name = name;
    this.better = better;
    this.question = question;
    this.blindTo = blindTo;
    this.needsMask = needsMask;
    this.takesGroups = takesGroups;
    this.keys = keys;
    this.factory = factory;
  }

  /**
   * A row.
   *
   * @param factory makes it of its options; it refuses wrong numbers before there is a map
   */
  static MetricRow of(
      String name,
      Better better,
      String question,
      String blindTo,
      ImmutableList<MetricKey<?>> keys,
      Function<MetricOptions, Measure> factory) {
    return new MetricRow(name, better, question, blindTo, false, false, keys, factory);
  }

  /** The same, of maps and masks. */
  MetricRow ofMasks() {
    return new MetricRow(name, better, question, blindTo, true, takesGroups, keys, factory);
  }

  /** The same, which removes groups of features as a whole. */
  MetricRow ofGroups() {
    return new MetricRow(name, better, question, blindTo, needsMask, true, keys, factory);
  }

  /**
   * The name of the metric.
   *
   * @return the part before the colon
   */
  public String name() {
    return name;
  }

  /**
   * Whether higher or lower values are better.
   *
   * @return {@link Better#NEITHER} for a metric that does not judge
   */
  public Better better() {
    return better;
  }

  /**
   * The question that the metric answers.
   *
   * @return one line
   */
  public String question() {
    return question;
  }

  /**
   * The limits of the metric: what it does not show.
   *
   * @return one line
   */
  public String blindTo() {
    return blindTo;
  }

  /**
   * Whether the metric compares the map with the mask of an object.
   *
   * @return whether {@link MetricSubject#mask()} is called
   */
  public boolean needsMask() {
    return needsMask;
  }

  /**
   * Whether the metric removes groups of features together.
   *
   * @return whether {@link MetricSubject#groups()} is called; other metrics refuse groups
   */
  public boolean takesGroups() {
    return takesGroups;
  }

  /**
   * The keys as a user would write them, with their defaults.
   *
   * @return for example {@code steps=50,baseline=mean}; empty without keys
   */
  public String keys() {
    return keys.stream().map(MetricKey::help).collect(Collectors.joining(","));
  }

  MetricOptions read(SpecOptions options) {
    return MetricOptions.read(keys, options);
  }

  Measure measure(MetricOptions options) {
    return factory.apply(options);
  }

  @Override
  public String toString() {
    return name;
  }
}
