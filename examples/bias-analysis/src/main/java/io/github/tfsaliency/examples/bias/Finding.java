package io.github.tfsaliency.examples.bias;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.examples.encoding.Encoding;
import java.util.List;

/**
 * The conclusion from the figures of one method.
 *
 * @param method the method
 * @param ratio its mean zero-point ratio: smallest and largest of the encodings
 * @param disagreement between the encodings, where any map is not zero
 */
record Finding(ComparedMethod method, Summary ratio, Summary disagreement) {
  /** Above what rounding does to ranks, below what a change of the bias does. */
  private static final double SAME_BELOW = 1e-6;

  static Finding of(BiasResults results, ComparedMethod method) {
    List<Double> ratios =
        Encoding.COMPARED.stream()
            .map(encoding -> results.zeroPointRatio(method, encoding).mean())
            .toList();
    return new Finding(method, Summary.of(ratios), results.nonZeroDisagreement(method));
  }

  static ImmutableList<Finding> ofLrp(BiasResults results) {
    return ComparedMethod.ALL.stream()
        .filter(ComparedMethod::isLrp)
        .map(method -> of(results, method))
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether it is blind near the zero of at least one encoding. */
  boolean blindSomewhere() {
    return ratio.min() < Verdict.BIASED_BELOW;
  }

  /** Whether what is marked depends on the encoding by more than anyone would see. */
  boolean followsTheEncoding() {
    return disagreement.mean() >= Verdict.ROUNDING;
  }

  /** What it shows near the zeros, in words. */
  String nearTheZero() {
    if (ratio.max() < Verdict.BIASED_BELOW) {
      return "blind near the zero of every encoding";
    }
    return blindSomewhere() ? "blind near the zero of some encodings only" : "no blind zone";
  }

  /** What becomes of the map in another encoding, in words. */
  String inAnotherEncoding() {
    if (disagreement.max() < SAME_BELOW) {
      return "the same map in every encoding";
    }
    return followsTheEncoding()
        ? "another map in another encoding"
        : "nearly the same map in every encoding";
  }
}
