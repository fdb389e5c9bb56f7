package io.github.tfsaliency.examples.bias;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.LineChart;
import io.github.tfsaliency.examples.bias.SweepResults.Accuracy;
import io.github.tfsaliency.examples.encoding.Encoding;
import java.util.List;

/**
 * Garments from black to white, for the page.
 *
 * @param results the figures
 */
record GarmentsPage(SweepResults results) {
  ImmutableList<Encoding> encodings() {
    return Encoding.COMPARED;
  }

  /** How much of the map lies on the garment. */
  ImmutableList<String> massPlots() {
    return PairPlots.of(
        title -> plot(title, "share of |A| on the garment"),
        (plot, method, encoding) ->
            plot.means(
                method.label(),
                results.curve(method, encoding).brightness(),
                results.curve(method, encoding).mass()));
  }

  /** How often the classifier of garments is right. */
  String accuracyPlot() {
    List<Accuracy> accuracies = results.accuracies().byBrightness();
    List<Double> brightness = accuracies.stream().map(Accuracy::brightness).toList();
    return plot("Accuracy", "share of right classes")
        .line("planted", brightness, accuracies.stream().map(Accuracy::planted).toList())
        .line(
            "without the garment", brightness, accuracies.stream().map(Accuracy::removed).toList())
        .svg();
  }

  private static LineChart plot(String title, String yAxis) {
    return new LineChart(title, "brightness of the garment (0 black, 1 white)", yAxis).from(0, 1);
  }
}
