package io.github.tfsaliency.examples.network;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.cli.report.LineChart;
import io.github.tfsaliency.examples.chapter.Figure;
import io.github.tfsaliency.examples.encoding.Encoding;
import io.github.tfsaliency.spec.MethodSpecs;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The curves of one network's maps.
 *
 * @param network the network
 * @param evenShare how much of a map that is the same everywhere lies on the regions
 * @param curves by method
 */
record NetworkCurves(Network network, double evenShare, ImmutableList<MethodCurve> curves) {
  private static final ImmutableList<Double> BOTH_ENDS = ImmutableList.of(0.0, 1.0);

  /** Of each network; draws the intervals, which takes a while. */
  static ImmutableList<NetworkCurves> all(
      ProbeExtent extent, List<? extends ProbeResult> results, long seed) {
    return IntStream.range(0, results.size())
        .mapToObj(i -> of(extent.networks().get(i), extent.methods(), results.get(i), seed))
        .collect(toImmutableList());
  }

  private static NetworkCurves of(
      Network network, List<ProbedMethod> methods, ProbeResult result, long seed) {
    return new NetworkCurves(
        network,
        result.evenShare(),
        IntStream.range(0, methods.size())
            .mapToObj(i -> MethodCurve.of(methods.get(i), result.shares().get(i), seed))
            .collect(toImmutableList()));
  }

  /** A chart for each network, of one of {@link ProbedMethod#GRADIENTS}' pairs. */
  static ImmutableList<String> plots(List<NetworkCurves> networks, String region, int pair) {
    return networks.stream().map(network -> network.plot(region, pair)).collect(toImmutableList());
  }

  /** The share of |A| by brightness in the usual encoding. */
  private String plot(String region, int pair) {
    LineChart plot =
        new LineChart(
                network.title(),
                "brightness of the " + region + " (0 black, 1 white)",
                "share of |A| on the " + region)
            .from(0, 1);
    curves
        .subList(2 * pair, 2 * pair + 2)
        .forEach(curve -> plot.means(curve.method().title(), curve.brightness(), curve.mass()));
    return plot.line("an even map", BOTH_ENDS, ImmutableList.of(evenShare, evenShare)).svg();
  }

  /**
   * The methods of which {@link MethodCurve#bias} says the same in each network that supports them:
   * "yes" or "no". "in part" has all the others.
   */
  static String titles(List<NetworkCurves> networks, String bias) {
    return IntStream.range(0, networks.get(0).curves().size())
        .filter(i -> bias(networks, i).equals(bias))
        .mapToObj(i -> networks.get(0).curves().get(i).method().title())
        .collect(joining(", "));
  }

  private static String bias(List<NetworkCurves> networks, int method) {
    ImmutableSet<String> said =
        networks.stream()
            .map(network -> network.curves().get(method))
            .filter(MethodCurve::isSupported)
            .map(MethodCurve::bias)
            .collect(toImmutableSet());
    return switch (said.size()) {
      case 0 -> "refused";
      case 1 -> said.asList().get(0);
      default -> "in part";
    };
  }

  /** The figures for other programs, of experiments that are called by a word and the network. */
  ImmutableList<Figure> figures(String word) {
    String experiment = word + "-" + network.id();
    ImmutableList.Builder<Figure> figures = ImmutableList.builder();
    figures.add(
        Figure.line(word + "s.evenShares").with("network", network.id()).with("share", evenShare));
    for (MethodCurve curve : curves) {
      String title = curve.method().title();
      if (!curve.isSupported()) {
        figures.add(
            Figure.line(word + "s.refused")
                .with("network", network.id())
                .with("method", MethodSpecs.print(curve.method().method()))
                .with("reason", curve.reason()));
      }
      for (int i = 0; i < curve.mass().size(); i++) {
        figures.add(
            Figure.of(
                experiment,
                title,
                curve.brightness().get(i),
                "mass_accuracy",
                curve.mass().get(i)));
      }
      for (int i = 0; i < curve.atZero().size(); i++) {
        figures.add(
            Figure.of(
                experiment,
                title,
                Encoding.COMPARED.get(i).zero(),
                "relative_mass_accuracy_at_zero",
                curve.atZero().get(i)));
      }
    }
    return figures.build();
  }
}
