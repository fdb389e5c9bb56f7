package io.github.tfsaliency.examples.bias;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.IntervalChart;
import io.github.tfsaliency.cli.report.ScatterChart;
import io.github.tfsaliency.examples.looks.LooksResults;
import io.github.tfsaliency.examples.looks.Measure;
import java.util.List;

/**
 * Looks beside faithfulness, for the page.
 *
 * @param scenes what the maps are of, in words
 * @param results the figures
 * @param methods in their order
 */
record LooksSection(String scenes, LooksResults results, ImmutableList<ComparedMethod> methods) {
  /** The methods that the results know. */
  static LooksSection of(String scenes, LooksResults results) {
    return new LooksSection(
        scenes,
        results,
        ComparedMethod.WITH_COSTLY.stream()
            .filter(method -> results.titles().contains(method.title()))
            .collect(toImmutableList()));
  }

  /** The number of a method in the table and the plots. */
  int number(ComparedMethod method) {
    return methods.indexOf(method) + 1;
  }

  /** A plot for each measure of looks against two of faithfulness. */
  ImmutableList<String> scatterPlots() {
    ImmutableList.Builder<String> plots = ImmutableList.builder();
    for (Measure looks : results.looks()) {
      for (Measure faithfulness : results.faithfulness()) {
        if (faithfulness != Measure.RANK_ACCURACY) {
          plots.add(scatterPlot(looks, faithfulness));
        }
      }
    }
    return plots.build();
  }

  private String scatterPlot(Measure looks, Measure faithfulness) {
    ScatterChart plot = new ScatterChart(axis(looks), axis(faithfulness));
    points(plot, "free of the zero", false, looks, faithfulness);
    points(plot, "by the zero", true, looks, faithfulness);
    return plot.svg();
  }

  private void points(
      ScatterChart plot, String name, boolean byZero, Measure looks, Measure faithfulness) {
    List<ComparedMethod> those =
        methods.stream().filter(method -> method.factor().dependsOnZero() == byZero).toList();
    plot.points(
        name,
        those.stream().map(method -> String.valueOf(number(method))).toList(),
        means(those, looks),
        means(those, faithfulness));
  }

  private static String axis(Measure measure) {
    return measure.title() + (measure.higherIsBetter() ? " (more is better)" : " (less is better)");
  }

  private List<Double> means(List<ComparedMethod> those, Measure measure) {
    return those.stream().map(method -> results.mean(measure, method.title()).mean()).toList();
  }

  /** The noise level: what a map marks beside the object. */
  String noisePlot() {
    return IntervalChart.svg(
        "Noise level",
        "share of |A| beside the garment",
        methods.stream().map(ComparedMethod::title).toList(),
        methods.stream()
            .map(method -> results.mean(Measure.MASS_ACCURACY, method.title()).complement())
            .toList());
  }
}
