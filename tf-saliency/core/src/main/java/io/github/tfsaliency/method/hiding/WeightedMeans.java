package io.github.tfsaliency.method.hiding;

import io.github.tfsaliency.sampling.Rounds;

/**
 * For each pixel of each sample the mean of scores, weighted by how much of the pixel was kept, and
 * its standard error. Squares are summed beside a score, so that they do not lose their digits.
 */
final class WeightedMeans {
  private final double[] besides;
  private final int pixels;
  private final double[] scores;
  private final double[] weights;
  private final double[] squares;
  private final double[] squaresOfScores;
  private final double[] squaresOfBoth;

  /** Begins without scores; one of each sample lies near those to come. */
  WeightedMeans(double[] besides, int pixels) {
    this.besides = besides;
    this.pixels = pixels;
    scores = new double[besides.length * pixels];
    weights = new double[scores.length];
    squares = new double[scores.length];
    squaresOfScores = new double[scores.length];
    squaresOfBoth = new double[scores.length];
  }

  void add(int sample, float[] mask, double score) {
    double difference = score - besides[sample];
    for (int pixel = 0; pixel < pixels; pixel++) {
      int i = sample * pixels + pixel;
      double square = (double) mask[pixel] * mask[pixel];
      scores[i] += score * mask[pixel];
      weights[i] += mask[pixel];
      squares[i] += square;
      squaresOfScores[i] += square * difference;
      squaresOfBoth[i] += square * difference * difference;
    }
  }

  boolean isKnown(int sample, int pixel) {
    return weights[sample * pixels + pixel] > 0;
  }

  double mean(int sample, int pixel) {
    int i = sample * pixels + pixel;
    return scores[i] / weights[i];
  }

  /** Of a ratio of two sums, linearized. */
  double standardError(int sample, int pixel, int drawn) {
    int i = sample * pixels + pixel;
    double mean = mean(sample, pixel) - besides[sample];
    double sum = squaresOfBoth[i] - 2 * mean * squaresOfScores[i] + mean * mean * squares[i];
    return Math.sqrt(Math.max(0, sum) * drawn / (drawn - 1)) / weights[i];
  }

  double relativeError(int sample, int drawn) {
    double errors = 0;
    double values = 0;
    for (int pixel = 0; pixel < pixels; pixel++) {
      if (!isKnown(sample, pixel)) {
        return Double.POSITIVE_INFINITY;
      }
      double error = standardError(sample, pixel, drawn);
      errors += error * error;
      values += mean(sample, pixel) * mean(sample, pixel);
    }
    return Rounds.ratio(errors, values);
  }
}
