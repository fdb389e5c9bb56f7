package io.github.tfsaliency.examples.chapter;

import io.github.tfsaliency.cli.report.MeanInterval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Figures of the report that belong together: a line of a table, or the only line of its kind. The
 * same record becomes JSON and CSV.
 *
 * @param table where it stands in {@code figures.json}, such as {@code garments.figures}; empty for
 *     the document itself
 * @param isLine whether the table is a list that has one more line by this
 * @param values by name, in their order: numbers, texts, constants, or lists of numbers; null where
 *     a figure is not defined
 */
public record Figure(String table, boolean isLine, Map<String, @Nullable Object> values) {
  /** The table of experiments, each figure of which is a mean over samples. */
  static final String EXPERIMENTS = "experiments";

  /** Keeps a copy of the values. */
  public Figure {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * A line without figures yet.
   *
   * @param table the list that it is added to
   * @return a line
   */
  public static Figure line(String table) {
    return new Figure(table, true, Map.of());
  }

  /**
   * What there is one of.
   *
   * @param table the object that has it
   * @return no figures yet
   */
  public static Figure single(String table) {
    return new Figure(table, false, Map.of());
  }

  /**
   * A mean that an experiment gave.
   *
   * @param experiment which
   * @param of what of: a method, a layer, a goal
   * @param at where on the horizontal axis, or null if there is none
   * @param measure what was measured
   * @param mean over garments or photographs
   * @return a line of the table of experiments
   */
  public static Figure of(
      String experiment, String of, @Nullable Double at, String measure, MeanInterval mean) {
    return line(EXPERIMENTS)
        .with("experiment", experiment)
        .with("of", of)
        .with("at", at)
        .with("measure", measure)
        .with("mean", mean);
  }

  /**
   * One figure more.
   *
   * @param name in camel case, as JSON has it
   * @param value a number, of which NaN is not defined, a {@link MeanInterval}, a text, a constant,
   *     a list of numbers, or null
   * @return these figures and that one
   */
  public Figure with(String name, @Nullable Object value) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(values);
    all.put(name, defined(value));
    return new Figure(table, isLine, all);
  }

  private static @Nullable Object defined(@Nullable Object value) {
    if (value instanceof Double number) {
      return number.isNaN() ? null : number;
    }
    if (value instanceof MeanInterval mean) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("mean", defined(mean.mean()));
      fields.put("low", defined(mean.low()));
      fields.put("high", defined(mean.high()));
      fields.put("count", mean.count());
      fields.put("undefined", mean.undefined());
      return Collections.unmodifiableMap(fields);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> elements = new ArrayList<>();
      list.forEach(element -> elements.add(defined(element)));
      return Collections.unmodifiableList(elements);
    }
    return value;
  }
}
