package io.github.tfsaliency.examples.network;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.LineChart;
import io.github.tfsaliency.examples.network.ConceptResult.Recognised;

/**
 * The content of the template {@code network/concepts.jte}.
 *
 * @param extent how much was computed
 * @param seed of places, backgrounds, folds and intervals
 * @param networks what the maps of each show
 * @param results what each gave, in the same order
 */
record ConceptsPage(
    ProbeExtent extent,
    long seed,
    ImmutableList<NetworkCurves> networks,
    ImmutableList<ConceptResult> results) {
  /** How well each vector tells stripes of any brightness. */
  String recognitionPlot() {
    LineChart plot =
        new LineChart(
                "Is a stripe of any brightness recognised?",
                "brightness of the stripe (0 black, 1 white)",
                "area under the curve")
            .from(0, 1);
    for (int i = 0; i < networks.size(); i++) {
      plot.line(
          networks.get(i).network().title(),
          results.get(i).recognised().stream().map(Recognised::brightness).toList(),
          results.get(i).recognised().stream().map(Recognised::area).toList());
    }
    return plot.svg();
  }

  /** The smallest area of a network at any brightness. */
  double lowest(int network) {
    return results.get(network).recognised().stream()
        .mapToDouble(Recognised::area)
        .min()
        .orElseThrow();
  }

  /** The largest area of a network at any brightness. */
  double highest(int network) {
    return results.get(network).recognised().stream()
        .mapToDouble(Recognised::area)
        .max()
        .orElseThrow();
  }

  /** As {@link NetworkCurves#plots}. */
  ImmutableList<String> plots(int pair) {
    return NetworkCurves.plots(networks, "stripe", pair);
  }

  /** As {@link NetworkCurves#titles}. */
  String titles(String bias) {
    return NetworkCurves.titles(networks, bias);
  }
}
