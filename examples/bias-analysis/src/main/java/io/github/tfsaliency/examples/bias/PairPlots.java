package io.github.tfsaliency.examples.bias;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.LineChart;
import io.github.tfsaliency.examples.encoding.Encoding;
import java.util.function.Function;

/**
 * A row of plots, one for each encoding, for each unmultiplied method and what is compared with it.
 */
final class PairPlots {
  private PairPlots() {}

  /** Draws the curve of a method in an encoding. */
  interface Curves {
    void draw(LineChart plot, ComparedMethod method, Encoding encoding);
  }

  static ImmutableList<String> of(Function<String, LineChart> empty, Curves curves) {
    ImmutableList.Builder<String> plots = ImmutableList.builder();
    for (ComparedMethod reference : ComparedMethod.ALL) {
      ImmutableList<ComparedMethod> compared = comparedWith(reference);
      if (compared.isEmpty()) {
        continue;
      }
      for (Encoding encoding : Encoding.COMPARED) {
        LineChart plot =
            empty.apply(
                compared.get(0).family()
                    + " in "
                    + encoding.name()
                    + ": zero is "
                    + encoding.zeroIs());
        curves.draw(plot, reference, encoding);
        compared.forEach(method -> curves.draw(plot, method, encoding));
        plots.add(plot.mark("zero", encoding.zero()).svg());
      }
    }
    return plots.build();
  }

  static ImmutableList<ComparedMethod> comparedWith(ComparedMethod reference) {
    return reference.isReference()
        ? ComparedMethod.ALL.stream()
            .filter(
                method ->
                    !method.isReference() && method.unmultiplied().equals(reference.unmultiplied()))
            .collect(toImmutableList())
        : ImmutableList.of();
  }
}
