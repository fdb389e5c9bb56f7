package io.github.tfsaliency.examples.bias;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.github.tfsaliency.metric.BrightnessProfile;
import java.time.Duration;
import java.util.Locale;
import org.tensorflow.TensorFlow;

/**
 * The report as one HTML file; the template reads the rest from here.
 *
 * @param results the figures
 * @param verdict what they say
 * @param duration how long the analysis took
 */
record ReportPage(BiasResults results, Verdict verdict, Duration duration) {
  static String render(BiasResults results, Duration duration) {
    TemplateEngine engine =
        TemplateEngine.createPrecompiled(
            null,
            ContentType.Html,
            ReportPage.class.getClassLoader(),
            ReportPage.class.getPackageName());
    StringOutput output = new StringOutput();
    engine.render(
        "bias-analysis.jte", new ReportPage(results, Verdict.of(results), duration), output);
    return output.toString();
  }

  ImmutableList<ComparedMethod> methods() {
    return ComparedMethod.ALL;
  }

  ImmutableList<Encoding> encodings() {
    return Encoding.COMPARED;
  }

  /** One plot for each multiplied method and encoding, both kinds of map in it. */
  ImmutableList<String> pairPlots() {
    ImmutableList.Builder<String> plots = ImmutableList.builder();
    for (ComparedMethod multiplied : ComparedMethod.ALL) {
      if (!multiplied.multiplied()) {
        continue;
      }
      ComparedMethod plain = plain(multiplied);
      for (Encoding encoding : Encoding.COMPARED) {
        plots.add(
            new ProfilePlot(
                    multiplied.title()
                        + " in "
                        + encoding.name()
                        + ": zero is "
                        + encoding.zeroIs())
                .line(plain.title(), profile(plain, encoding))
                .line(multiplied.title(), profile(multiplied, encoding))
                .zeroAt(encoding.zero())
                .svg());
      }
    }
    return plots.build();
  }

  /** The methods without a multiplied twin, in one encoding: the others are the same. */
  String otherPlot() {
    Encoding encoding = Encoding.COMPARED.get(0);
    ProfilePlot plot = new ProfilePlot("Guided and DeconvNet, any encoding");
    for (ComparedMethod method : ComparedMethod.ALL) {
      boolean twin =
          ComparedMethod.ALL.stream()
              .anyMatch(
                  other -> other.multiplied() && other.unmultiplied().equals(method.method()));
      if (!method.multiplied() && !twin) {
        plot.line(method.title(), profile(method, encoding));
      }
    }
    return plot.svg();
  }

  String tensorFlowVersion() {
    return TensorFlow.version();
  }

  static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    if (value == 0) {
      return "0";
    }
    return Math.abs(value) < 1e-3
        ? String.format(Locale.ROOT, "%.0e", value)
        : String.format(Locale.ROOT, "%.3f", value);
  }

  private ComparedMethod plain(ComparedMethod multiplied) {
    return ComparedMethod.ALL.stream()
        .filter(method -> method.method().equals(multiplied.unmultiplied()))
        .findFirst()
        .orElseThrow();
  }

  private BrightnessProfile profile(ComparedMethod method, Encoding encoding) {
    return requireNonNull(results.profiles().get(method, encoding));
  }
}
