package io.github.tfsaliency.examples.network;

import com.google.common.collect.ImmutableList;

/**
 * How much is computed.
 *
 * @param networks which are asked
 * @param tested how many garments are classified at each brightness: as many of each class
 * @param explained how many of them are explained
 * @param examples how many garments with a stripe, and how many without, a concept is learnt from
 * @param brightness of the curves, from black to white; the zeros of the encodings are among them
 * @param methods which are asked
 */
public record ProbeExtent(
    ImmutableList<Network> networks,
    int tested,
    int explained,
    int examples,
    ImmutableList<Double> brightness,
    ImmutableList<ProbedMethod> methods) {
  /** Enough to see that everything works: seconds. */
  public static final ProbeExtent QUICK =
      new ProbeExtent(
          ImmutableList.of(Network.RESNET, Network.VIT),
          100,
          10,
          40,
          ImmutableList.of(0.0, 0.5, 1.0),
          ProbedMethod.GRADIENTS);

  /** Enough for figures that can be quoted: minutes. */
  public static final ProbeExtent FULL =
      new ProbeExtent(
          ImmutableList.copyOf(Network.values()),
          500,
          50,
          400,
          ImmutableList.of(0.0, 0.25, 0.5, 0.75, 1.0),
          ProbedMethod.ALL);
}
