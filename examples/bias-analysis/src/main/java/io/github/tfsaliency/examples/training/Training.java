package io.github.tfsaliency.examples.training;

import static io.github.tfsaliency.message.Checks.checkArgument;

/**
 * How a classifier is trained: Adam with a learning rate that rises during the first tenth of the
 * steps and falls to zero along half a cosine.
 *
 * @param epochs how often each picture is seen
 * @param batch pictures a step
 * @param learningRate what it rises to, all but the cosine's part
 * @param seed of the first weights and the order of the pictures
 */
public record Training(int epochs, int batch, double learningRate, long seed) {
  private static final int USUAL_BATCH = 32;
  private static final double USUAL_LEARNING_RATE = 3e-3;
  private static final double RISE = 0.1;

  /**
   * Checks the numbers.
   *
   * @param epochs how often each picture is seen
   * @param batch pictures a step
   * @param learningRate what it rises to, all but the cosine's part
   * @param seed of the first weights and the order of the pictures
   * @throws IllegalArgumentException if one of the first three is not positive
   */
  public Training {
    checkArgument(
        epochs > 0 && batch > 0 && learningRate > 0,
        "The epochs (%s), the batch (%s) and the learning rate (%s) must be positive.",
        epochs,
        batch,
        learningRate);
  }

  /**
   * The usual batch and learning rate.
   *
   * @param epochs how often each picture is seen
   * @param seed of the first weights and the order of the pictures
   * @return with a batch of 32 and a learning rate of 0.003
   */
  public static Training of(int epochs, long seed) {
    return new Training(epochs, USUAL_BATCH, USUAL_LEARNING_RATE, seed);
  }

  double learningRateAt(int step, int steps) {
    double rise = Math.min(1, (step + 1) / (RISE * steps));
    return learningRate * rise * (1 + Math.cos(Math.PI * step / steps)) / 2;
  }
}
