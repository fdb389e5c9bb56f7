package io.github.tfsaliency.examples.retraining;

import java.util.List;

/**
 * The reference for the accuracies of retrained classifiers.
 *
 * @param accuracies of classifiers that learned the pictures as they are, one for each seed
 * @param explained the accuracy of the classifier whose decisions are explained
 * @param chance the share of the most frequent class: what a classifier reaches that sees nothing
 * @param test how many test pictures all these are of
 */
public record UnmodifiedResult(
    List<Double> accuracies, double explained, double chance, int test) {}
