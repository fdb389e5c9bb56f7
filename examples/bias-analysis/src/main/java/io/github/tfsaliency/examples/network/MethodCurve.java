package io.github.tfsaliency.examples.network;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.examples.encoding.AtZero;
import io.github.tfsaliency.examples.encoding.Encoding;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The attribution of regions of known brightness in a method's maps.
 *
 * @param method the method
 * @param refusal why the network does not support it, or null if it does; then the rest is empty
 * @param brightness of the regions, from black to white
 * @param mass in the usual encoding, the share of |A| on the regions, by brightness
 * @param atZero by encoding, the same of regions that are as bright as its zero, relative to the
 *     other encodings
 */
record MethodCurve(
    ProbedMethod method,
    @Nullable String refusal,
    ImmutableList<Double> brightness,
    ImmutableList<MeanInterval> mass,
    ImmutableList<MeanInterval> atZero) {
  /** Draws the intervals, which takes a while. */
  static MethodCurve of(ProbedMethod method, MethodShares shares, long seed) {
    if (shares.refusal() != null) {
      return new MethodCurve(
          method, shares.refusal(), ImmutableList.of(), ImmutableList.of(), ImmutableList.of());
    }
    MethodShares.InEncoding usual =
        shares.encodings().get(Encoding.COMPARED.indexOf(Encoding.USUAL));
    return new MethodCurve(
        method,
        null,
        ImmutableList.copyOf(usual.brightness()),
        usual.mass().stream().map(mass -> MeanInterval.of(mass, seed)).collect(toImmutableList()),
        IntStream.range(0, Encoding.COMPARED.size())
            .mapToObj(encoding -> atZero(shares, encoding, seed))
            .collect(toImmutableList()));
  }

  private static MeanInterval atZero(MethodShares shares, int encoding, long seed) {
    double zero = Encoding.COMPARED.get(encoding).zero();
    List<double[]> elsewhere =
        IntStream.range(0, shares.encodings().size())
            .filter(other -> other != encoding)
            .mapToObj(other -> shares.encodings().get(other).at(zero))
            .toList();
    return AtZero.of(shares.encodings().get(encoding).at(zero), elsewhere, seed);
  }

  /** Whether the method is supported. */
  boolean isSupported() {
    return refusal == null;
  }

  /** Whether it is blind at the zero, in words; "refused" where it is not supported. */
  String bias() {
    return isSupported() ? AtZero.bias(atZero) : "refused";
  }

  /** The first sentence of the refusal. */
  String reason() {
    String text = refusal == null ? "" : refusal;
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
