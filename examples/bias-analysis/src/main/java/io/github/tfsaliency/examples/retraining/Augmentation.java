package io.github.tfsaliency.examples.retraining;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.examples.training.Dataset;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Adds perturbed pictures to those that a classifier learns from, so that it knows pictures with
 * pixels missing: each pixel is replaced by the mean colour with a probability that is drawn for
 * the picture; one time in ten a box takes its place.
 *
 * <p>Source: Brocki and Chung, <i>Feature Perturbation Augmentation for Reliable Evaluation of
 * Importance Estimators in Neural Networks</i>, Pattern Recognition Letters 2023, <a
 * href="https://arxiv.org/abs/2303.01538">arXiv:2303.01538</a>. They draw the probability below
 * 0.25 and new perturbations in each epoch; here it goes as far as pixels are taken away later, and
 * each picture has a fixed number of perturbed copies.
 *
 * @param copies of each picture, beside the picture itself
 * @param most the largest probability
 */
record Augmentation(int copies, double most) {
  private static final double BOXES = 0.1;
  private static final int LARGEST_BOX = 3;

  Augmentation {
    checkArgument(
        copies > 0 && most > 0 && most <= 1,
        "The copies (%s) must be positive, the largest probability (%s) in 0..1.",
        copies,
        most);
  }

  /** The pictures, then each of them perturbed, then each perturbed another way, and so on. */
  Dataset of(Dataset data, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] mean = data.meanColour();
    float[] clean = data.copyOfValues();
    float[] values = Arrays.copyOf(clean, clean.length * (1 + copies));
    ImmutableIntArray.Builder labels = ImmutableIntArray.builder().addAll(data.labels());
    int height = Math.toIntExact(data.pictureShape().get(0));
    int width = Math.toIntExact(data.pictureShape().get(1));
    for (int copy = 1; copy <= copies; copy++) {
      System.arraycopy(clean, 0, values, copy * clean.length, clean.length);
      labels.addAll(data.labels());
      for (int i = 0; i < data.size(); i++) {
        int pixels = height * width;
        boolean[] replaced = replaced(height, width, most * random.nextDouble(), random);
        for (int pixel = 0; pixel < pixels; pixel++) {
          if (replaced[pixel]) {
            int at = ((copy * data.size() + i) * pixels + pixel) * mean.length;
            System.arraycopy(mean, 0, values, at, mean.length);
          }
        }
      }
    }
    return Dataset.of(values, data.pictureShape(), labels.build(), data.classes());
  }

  private static boolean[] replaced(
      int height, int width, double probability, SplittableRandom random) {
    boolean[] replaced = new boolean[height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (random.nextDouble() < probability) {
          int size = random.nextDouble() < BOXES ? random.nextInt(LARGEST_BOX + 1) : 1;
          for (int row = y; row < Math.min(y + size, height); row++) {
            Arrays.fill(replaced, row * width + x, row * width + Math.min(x + size, width), true);
          }
        }
      }
    }
    return replaced;
  }
}
