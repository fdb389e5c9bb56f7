package io.github.tfsaliency.metric;

/**
 * Computes a pixel's relevance from the relevance of its channels, and defines the treatment of
 * negative relevance. A map with one value per pixel is a map with one channel.
 *
 * <p>Source: Arras, Osman and Samek, <i>CLEVR-XAI: A Benchmark Dataset for the Ground Truth
 * Evaluation of Neural Network Explanations</i>, Information Fusion 2022, <a
 * href="https://arxiv.org/abs/2003.07258">arXiv:2003.07258</a>, compares several; results depend on
 * the choice, so report it.
 *
 * @since 0.1.0
 */
public enum Pooling {
  /**
   * The sum over the channels: negative relevance counts against the pixel. Keeps the sum of the
   * map.
   */
  SUM {
    @Override
    double pool(double[] values, int from, int to) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += values[i];
      }
      return sum;
    }
  },

  /**
   * The sum over the channels if it is positive, otherwise 0: evidence against the target does not
   * count.
   */
  SUM_POSITIVE {
    @Override
    double pool(double[] values, int from, int to) {
      return Math.max(0, SUM.pool(values, from, to));
    }
  },

  /**
   * The sum of the absolute values: evidence against the target counts as much as evidence for it.
   */
  SUM_ABSOLUTE {
    @Override
    double pool(double[] values, int from, int to) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += Math.abs(values[i]);
      }
      return sum;
    }
  },

  /** The sum of the squares: as {@link #SUM_ABSOLUTE}, but peaks outweigh what is spread out. */
  L2_SQUARED {
    @Override
    double pool(double[] values, int from, int to) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += values[i] * values[i];
      }
      return sum;
    }
  },

  /** The largest absolute value: one channel is enough. */
  MAX_NORM {
    @Override
    double pool(double[] values, int from, int to) {
      double max = 0;
      for (int i = from; i < to; i++) {
        max = Math.max(max, Math.abs(values[i]));
      }
      return max;
    }
  };

  abstract double pool(double[] values, int from, int to);

  /** The relevance of each pixel, of values whose channels come last. */
  double[] pixels(double[] values, int channels) {
    double[] pixels = new double[values.length / channels];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = pool(values, i * channels, (i + 1) * channels);
    }
    return pixels;
  }
}
