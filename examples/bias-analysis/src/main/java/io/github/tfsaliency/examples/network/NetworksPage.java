package io.github.tfsaliency.examples.network;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.examples.network.NetworkResult.Accuracy;
import java.util.stream.Stream;

/**
 * The content of the template {@code network/networks.jte}.
 *
 * @param extent how much was computed
 * @param seed of places, backgrounds and intervals
 * @param networks what the maps of each show
 * @param results what each gave, in the same order
 */
record NetworksPage(
    ProbeExtent extent,
    long seed,
    ImmutableList<NetworkCurves> networks,
    ImmutableList<NetworkResult> results) {
  /** The smallest accuracy of a network at any brightness. */
  double lowest(int network) {
    return accuracies(network).mapToDouble(Accuracy::planted).min().orElseThrow();
  }

  /** The largest accuracy of a network at any brightness. */
  double highest(int network) {
    return accuracies(network).mapToDouble(Accuracy::planted).max().orElseThrow();
  }

  /** The largest accuracy of a network without the garments. */
  double withoutGarment(int network) {
    return accuracies(network).mapToDouble(Accuracy::removed).max().orElseThrow();
  }

  private Stream<Accuracy> accuracies(int network) {
    return results.get(network).accuracies().stream();
  }

  /** As {@link NetworkCurves#plots}. */
  ImmutableList<String> plots(int pair) {
    return NetworkCurves.plots(networks, "garment", pair);
  }

  /** As {@link NetworkCurves#titles}. */
  String titles(String bias) {
    return NetworkCurves.titles(networks, bias);
  }
}
