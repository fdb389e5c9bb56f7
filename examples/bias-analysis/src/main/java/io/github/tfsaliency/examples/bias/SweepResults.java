package io.github.tfsaliency.examples.bias;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableTable;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.examples.encoding.AtZero;
import io.github.tfsaliency.examples.encoding.Encoding;
import java.util.List;
import java.util.Map;

/**
 * The maps of garments while their brightness goes from black to white.
 *
 * @param seed of places, backgrounds and intervals
 * @param explained how many garments are explained
 * @param accuracies by brightness
 * @param methods whose maps were measured
 * @param curves by method and encoding
 */
record SweepResults(
    long seed,
    int explained,
    Accuracies accuracies,
    ImmutableList<ComparedMethod> methods,
    ImmutableTable<ComparedMethod, Encoding, Curve> curves) {
  /**
   * How often the model is right.
   *
   * @param brightness of the garments
   * @param planted the share of right classes
   * @param removed the same where only the background is left
   */
  record Accuracy(double brightness, double planted, double removed) {}

  /**
   * All of them; a part that is kept.
   *
   * @param garments how many they are of
   * @param byBrightness from black to white
   * @param shownLabel the class of the garment that is shown
   * @param shown it at the brightness of each encoding's zero, as data URIs
   */
  record Accuracies(
      int garments, List<Accuracy> byBrightness, String shownLabel, List<String> shown) {
    /** The smallest accuracy at any brightness. */
    double lowest() {
      return byBrightness.stream().mapToDouble(Accuracy::planted).min().orElse(Double.NaN);
    }

    /** The largest accuracy at any brightness. */
    double highest() {
      return byBrightness.stream().mapToDouble(Accuracy::planted).max().orElse(Double.NaN);
    }

    /** The largest accuracy without the garment. */
    double withoutGarment() {
      return byBrightness.stream().mapToDouble(Accuracy::removed).max().orElse(Double.NaN);
    }
  }

  /**
   * How much of each map lies on its garment.
   *
   * @param mass for each brightness and garment, the share of |A|; NaN where a map is zero
   * @param rank for each brightness and garment, the share of the garment among as many of the most
   *     relevant pixels
   * @param shown the map of the garment that is shown, at the brightness of each encoding's zero,
   *     as data URIs
   */
  record Shares(List<double[]> mass, List<double[]> rank, List<String> shown) {}

  /**
   * The maps of a method; a part that is kept.
   *
   * @param brightness from black to white
   * @param encodings in the order of {@link Encoding#COMPARED}
   */
  record MethodShares(List<Double> brightness, List<Shares> encodings) {
    Shares in(Encoding encoding) {
      return encodings.get(Encoding.COMPARED.indexOf(encoding));
    }
  }

  /**
   * What the shares come to.
   *
   * @param brightness from black to white
   * @param mass the mean mass accuracy at each brightness
   * @param rank the mean rank accuracy at each brightness
   * @param atZero the mass accuracy of garments that are as bright as the encoding's zero, divided
   *     by that of the same pictures in the two other encodings: 1 if the zero does not matter, 0
   *     if it blinds
   * @param shown a map at the brightness of each encoding's zero, as data URIs
   */
  record Curve(
      List<Double> brightness,
      ImmutableList<MeanInterval> mass,
      ImmutableList<MeanInterval> rank,
      MeanInterval atZero,
      List<String> shown) {}

  /** Draws the intervals, which takes a while: once for all who read them. */
  static SweepResults of(
      long seed, Extent extent, Accuracies accuracies, Map<ComparedMethod, MethodShares> shares) {
    ImmutableTable.Builder<ComparedMethod, Encoding, Curve> curves = ImmutableTable.builder();
    shares.forEach(
        (method, all) -> {
          for (Encoding encoding : Encoding.COMPARED) {
            Shares own = all.in(encoding);
            curves.put(
                method,
                encoding,
                new Curve(
                    all.brightness(),
                    means(own.mass(), seed),
                    means(own.rank(), seed),
                    atZero(all, encoding, seed),
                    own.shown()));
          }
        });
    return new SweepResults(
        seed, extent.garments(), accuracies, extent.methods(), curves.buildOrThrow());
  }

  private static ImmutableList<MeanInterval> means(List<double[]> values, long seed) {
    return values.stream()
        .map(garments -> MeanInterval.of(garments, seed))
        .collect(toImmutableList());
  }

  private static MeanInterval atZero(MethodShares shares, Encoding encoding, long seed) {
    int zero = shares.brightness().indexOf(encoding.zero());
    return AtZero.of(
        shares.in(encoding).mass().get(zero),
        Encoding.COMPARED.stream()
            .filter(other -> !other.equals(encoding))
            .map(other -> shares.in(other).mass().get(zero))
            .toList(),
        seed);
  }

  Curve curve(ComparedMethod method, Encoding encoding) {
    return requireNonNull(curves.get(method, encoding));
  }

  /** The titles of the methods of which {@link #bias} says something. */
  ImmutableList<String> withBias(String bias) {
    return methods.stream()
        .filter(method -> bias(method).equals(bias))
        .map(ComparedMethod::title)
        .collect(toImmutableList());
  }

  /** Whether a method is blind for a garment that is as bright as the zero, in words. */
  String bias(ComparedMethod method) {
    return AtZero.bias(
        Encoding.COMPARED.stream().map(encoding -> curve(method, encoding).atZero()).toList());
  }
}
