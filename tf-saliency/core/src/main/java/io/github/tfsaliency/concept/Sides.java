package io.github.tfsaliency.concept;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Examples of a concept and others, {@code [C]} each.
 *
 * @param positives what shows the concept
 * @param negatives what does not
 */
record Sides(List<float[]> positives, List<float[]> negatives) {
  Sides {
    requireNonNull(positives, "positives");
    requireNonNull(negatives, "negatives");
  }

  List<float[]> all() {
    List<float[]> all = new ArrayList<>(positives);
    all.addAll(negatives);
    return all;
  }

  /** All examples, split at random into two sides of the same sizes. */
  Sides split(Random random) {
    List<float[]> all = all();
    Collections.shuffle(all, random);
    return new Sides(all.subList(0, positives.size()), all.subList(positives.size(), all.size()));
  }

  /** The same sides in another order. */
  Sides shuffled(Random random) {
    List<float[]> first = new ArrayList<>(positives);
    List<float[]> second = new ArrayList<>(negatives);
    Collections.shuffle(first, random);
    Collections.shuffle(second, random);
    return new Sides(first, second);
  }

  /** Every so many-th example of both sides, or all others. */
  Sides fold(int fold, int folds, boolean held) {
    return new Sides(part(positives, fold, folds, held), part(negatives, fold, folds, held));
  }

  private static List<float[]> part(List<float[]> examples, int fold, int folds, boolean held) {
    List<float[]> part = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      if ((i % folds == fold) == held) {
        part.add(examples.get(i));
      }
    }
    return part;
  }

  /** How many lie on their own side. */
  int right(Hyperplane plane) {
    int right = 0;
    for (float[] example : positives) {
      right += plane.isPositive(example) ? 1 : 0;
    }
    for (float[] example : negatives) {
      right += plane.isPositive(example) ? 0 : 1;
    }
    return right;
  }

  static double[] mean(List<float[]> examples) {
    double[] mean = new double[examples.get(0).length];
    for (float[] example : examples) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += example[i];
      }
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= examples.size();
    }
    return mean;
  }

  /** The mean of the variances of all channels, of both sides together. */
  double variance() {
    List<float[]> all = all();
    double[] mean = mean(all);
    double sum = 0;
    for (float[] example : all) {
      for (int i = 0; i < mean.length; i++) {
        sum += (example[i] - mean[i]) * (example[i] - mean[i]);
      }
    }
    return sum / all.size() / mean.length;
  }
}
