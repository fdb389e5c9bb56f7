package io.github.tfsaliency.examples.bias;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.LineChart;
import io.github.tfsaliency.examples.encoding.Encoding;

/**
 * Photographs in three encodings, for the page.
 *
 * @param results the figures
 */
record PhotographsPage(BiasResults results) {
  ImmutableList<ComparedMethod> methods() {
    return ComparedMethod.ALL;
  }

  ImmutableList<Encoding> encodings() {
    return Encoding.COMPARED;
  }

  /** What the figures say of gradients. */
  Verdict verdict() {
    return Verdict.of(results);
  }

  /** What they say of layer-wise relevance propagation. */
  LrpVerdict lrp() {
    return LrpVerdict.of(results);
  }

  /** How mean |A| depends on brightness. */
  ImmutableList<String> profilePlots() {
    return PairPlots.of(
        PhotographsPage::profilePlot,
        (plot, method, encoding) -> line(plot, method.label(), results.profile(method, encoding)));
  }

  /** The methods that nothing is compared with, in one encoding: the others are the same. */
  String otherPlot() {
    Encoding encoding = Encoding.COMPARED.get(0);
    LineChart plot = profilePlot("Guided and DeconvNet, any encoding");
    for (ComparedMethod method : ComparedMethod.ALL) {
      if (method.isReference() && PairPlots.comparedWith(method).isEmpty()) {
        line(plot, method.title(), results.profile(method, encoding));
      }
    }
    return plot.svg();
  }

  private static LineChart profilePlot(String title) {
    return new LineChart(
            title,
            "brightness of the channel value (0 black, 1 white)",
            "mean |A| / mean over the map")
        .from(0, 1);
  }

  private static void line(LineChart plot, String name, Profile profile) {
    plot.line(name, Profile.centers(), profile.means());
  }
}
