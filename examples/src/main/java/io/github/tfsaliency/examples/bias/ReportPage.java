package io.github.tfsaliency.examples.bias;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.examples.report.Page;
import io.github.tfsaliency.metric.BrightnessProfile;
import java.time.Duration;
import org.tensorflow.TensorFlow;

/**
 * The report as one HTML file; the template reads the rest from here.
 *
 * @param results the figures
 * @param verdict what they say of gradients
 * @param lrp what they say of layer-wise relevance propagation
 * @param duration how long the analysis took
 */
record ReportPage(BiasResults results, Verdict verdict, LrpVerdict lrp, Duration duration) {
  static String render(BiasResults results, Duration duration) {
    return Page.render(
        "bias/bias-analysis.jte",
        new ReportPage(results, Verdict.of(results), LrpVerdict.of(results), duration));
  }

  ImmutableList<ComparedMethod> methods() {
    return ComparedMethod.ALL;
  }

  ImmutableList<Encoding> encodings() {
    return Encoding.COMPARED;
  }

  /**
   * A row of plots, one for each encoding, for each unmultiplied method and what is compared with
   * it.
   */
  ImmutableList<String> pairPlots() {
    ImmutableList.Builder<String> plots = ImmutableList.builder();
    for (ComparedMethod reference : ComparedMethod.ALL) {
      ImmutableList<ComparedMethod> compared = comparedWith(reference);
      if (compared.isEmpty()) {
        continue;
      }
      for (Encoding encoding : Encoding.COMPARED) {
        ProfilePlot plot =
            new ProfilePlot(
                compared.get(0).family()
                    + " in "
                    + encoding.name()
                    + ": zero is "
                    + encoding.zeroIs());
        plot.line(reference.label(), profile(reference, encoding));
        compared.forEach(method -> plot.line(method.label(), profile(method, encoding)));
        plots.add(plot.zeroAt(encoding.zero()).svg());
      }
    }
    return plots.build();
  }

  /** The methods that nothing is compared with, in one encoding: the others are the same. */
  String otherPlot() {
    Encoding encoding = Encoding.COMPARED.get(0);
    ProfilePlot plot = new ProfilePlot("Guided and DeconvNet, any encoding");
    for (ComparedMethod method : ComparedMethod.ALL) {
      if (method.isReference() && comparedWith(method).isEmpty()) {
        plot.line(method.title(), profile(method, encoding));
      }
    }
    return plot.svg();
  }

  String tensorFlowVersion() {
    return TensorFlow.version();
  }

  private static ImmutableList<ComparedMethod> comparedWith(ComparedMethod reference) {
    return reference.isReference()
        ? ComparedMethod.ALL.stream()
            .filter(
                method ->
                    !method.isReference() && method.unmultiplied().equals(reference.unmultiplied()))
            .collect(ImmutableList.toImmutableList())
        : ImmutableList.of();
  }

  private BrightnessProfile profile(ComparedMethod method, Encoding encoding) {
    return requireNonNull(results.profiles().get(method, encoding));
  }
}
