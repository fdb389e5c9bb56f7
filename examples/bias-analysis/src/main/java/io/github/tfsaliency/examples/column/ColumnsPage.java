package io.github.tfsaliency.examples.column;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.LineChart;
import io.github.tfsaliency.cli.report.MeanInterval;

/**
 * The content of the template {@code column/columns.jte}.
 *
 * @param extent how much was computed
 * @param seed of other rows and intervals
 * @param effects how far the score moves, in the order of the columns
 * @param curves by method
 */
record ColumnsPage(
    ColumnExtent extent,
    long seed,
    ImmutableList<Effect> effects,
    ImmutableList<ColumnCurve> curves) {
  /**
   * What the score does when a column is exchanged for other rows'.
   *
   * @param column its name
   * @param change of the score, without its sign
   */
  record Effect(String column, MeanInterval change) {}

  /** What the score does when the temperature is exchanged. */
  MeanInterval effectOfTemperature() {
    return effects.get(Rooms.TEMPERATURE).change();
  }

  /** The same of the column that comes next. */
  double largestOtherEffect() {
    return effects.stream()
        .filter(effect -> !effect.equals(effects.get(Rooms.TEMPERATURE)))
        .mapToDouble(effect -> effect.change().mean())
        .max()
        .orElseThrow();
  }

  /** The methods of which {@link ColumnCurve#bias} says the same. */
  String titles(String bias) {
    return curves.stream()
        .filter(curve -> curve.bias().equals(bias))
        .map(curve -> curve.method().title())
        .collect(joining(", "));
  }

  /** Where the encodings' zeros lie. */
  ImmutableList<Zero> zeros() {
    return Zero.PLANTED;
  }

  /** The share of |A| by temperature, of the first methods. */
  String plot() {
    LineChart plot =
        LineChart.wide(
                "The mean is zero",
                "temperature, in standard deviations from the mean",
                "share of |A| on the temperature")
            .from(0, 1);
    curves
        .subList(0, ColumnMethod.FEW.size())
        .forEach(curve -> plot.means(curve.method().title(), extent.places(), curve.shares()));
    return plot.svg();
  }
}
