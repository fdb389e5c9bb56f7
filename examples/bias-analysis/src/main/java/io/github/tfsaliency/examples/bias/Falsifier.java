package io.github.tfsaliency.examples.bias;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.encoding.Encoding;
import io.github.tfsaliency.examples.looks.LooksResults;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An observation that would have contradicted the claim, and the actual result.
 *
 * @param against what would have been seen if the claim were wrong
 * @param seen the figures
 * @param happened whether it was seen
 */
record Falsifier(String against, String seen, boolean happened) {
  /** More than this of accuracy is not lost by chance among hundreds of garments. */
  private static final double ACCURACY_LOSS = 0.05;

  /** Twice what guessing among ten classes would give. */
  private static final double GUESSED = 0.2;

  /** How far the relative mass accuracy of an unmultiplied map may lie from 1. */
  private static final double DIP = 0.05;

  static ImmutableList<Falsifier> of(BiasResults photos, SweepResults sweep, LooksResults looks) {
    Verdict verdict = Verdict.of(photos);
    return ImmutableList.of(
        new Falsifier(
            "A multiplied gradient marks values near the zero of an encoding in a photograph at"
                + " least half as much as the gradient does.",
            "zero-point ratio at most " + Page.number(verdict.multipliedRatio().max()),
            !verdict.multiplicationBlinds()),
        new Falsifier(
            "A gradient that is not multiplied depends on the encoding.",
            "ratio off 1 by at most "
                + Page.number(verdict.plainRatioError())
                + ", disagreement at most "
                + Page.number(verdict.plainDisagreement()),
            !verdict.repairWorks()),
        accuracyDepends(sweep.accuracies()),
        new Falsifier(
            "The classifier knows a garment by something else: it is often right without it.",
            "right for at most " + Page.percent(sweep.accuracies().withoutGarment()),
            sweep.accuracies().withoutGarment() > GUESSED),
        noDip(sweep),
        dipElsewhere(sweep),
        dipWithoutProduct(sweep),
        prettyIsFaithful(looks));
  }

  private static Falsifier accuracyDepends(SweepResults.Accuracies accuracies) {
    return new Falsifier(
        "Garments of some brightness are recognised less often: then they are less relevant, and a"
            + " map may well mark them less.",
        "right for "
            + Page.percent(accuracies.lowest())
            + " to "
            + Page.percent(accuracies.highest()),
        accuracies.highest() - accuracies.lowest() > ACCURACY_LOSS);
  }

  private static Falsifier noDip(SweepResults sweep) {
    Summary atZero =
        Summary.of(
            multiplied().stream()
                .flatMap(
                    method ->
                        Encoding.COMPARED.stream()
                            .map(encoding -> sweep.curve(method, encoding).atZero().mean()))
                .toList());
    return new Falsifier(
        "A multiplied map has at least half of its usual share on a garment that is as bright as"
            + " the zero.",
        "at most " + Page.number(atZero.max()) + " of it",
        atZero.max() >= Verdict.BIASED_BELOW);
  }

  private static Falsifier dipElsewhere(SweepResults sweep) {
    long elsewhere =
        multiplied().stream()
            .flatMap(
                method ->
                    Encoding.COMPARED.stream()
                        .filter(
                            encoding -> lowest(sweep.curve(method, encoding)) != encoding.zero()))
            .count();
    return new Falsifier(
        "The curve of a multiplied map is lowest at another brightness than the encoding's zero.",
        String.format("%s of %s curves", elsewhere, multiplied().size() * Encoding.COMPARED.size()),
        elsewhere > 0);
  }

  private static double lowest(SweepResults.Curve curve) {
    List<MeanInterval> mass = curve.mass();
    int lowest =
        IntStream.range(0, mass.size())
            .boxed()
            .min(Comparator.comparingDouble(i -> mass.get(i).mean()))
            .orElseThrow();
    return curve.brightness().get(lowest);
  }

  private static Falsifier dipWithoutProduct(SweepResults sweep) {
    List<Double> atZero =
        ComparedMethod.ALL.stream()
            .filter(ComparedMethod::isReference)
            .flatMap(
                method ->
                    Encoding.COMPARED.stream()
                        .map(encoding -> sweep.curve(method, encoding).atZero().mean()))
            .toList();
    Summary summary = Summary.of(atZero);
    return new Falsifier(
        "A map that is not multiplied has more or less on a garment that is as bright as the zero"
            + " than in the other encodings.",
        Page.number(summary.min()) + " to " + Page.number(summary.max()) + " of it",
        summary.min() < 1 - DIP || summary.max() > 1 + DIP);
  }

  /** Of the paper's last sentence. */
  private static Falsifier prettyIsFaithful(LooksResults looks) {
    int pairs = looks.agreements().size();
    return new Falsifier(
        "Methods whose maps of garments look better are more faithful by most pairs of measures.",
        String.format(
            "certainly so in %s of %s pairs, certainly the other way round in %s",
            looks.certainlyTogether(), pairs, looks.certainlyOpposed()),
        2 * looks.certainlyTogether() > pairs);
  }

  private static ImmutableList<ComparedMethod> multiplied() {
    return ComparedMethod.ALL.stream()
        .filter(ComparedMethod::multiplied)
        .collect(toImmutableList());
  }
}
