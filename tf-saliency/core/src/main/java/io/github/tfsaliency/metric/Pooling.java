package io.github.tfsaliency.metric;

/**
 * What a pixel's relevance is, given that of its channels, and what becomes of negative relevance.
 * A map of one value a pixel is pooled as one of a single channel.
 *
 * <p>Source: Arras, Osman and Samek, <i>CLEVR-XAI: A Benchmark Dataset for the Ground Truth
 * Evaluation of Neural Network Explanations</i>, Information Fusion 2022, <a
 * href="https://arxiv.org/abs/2003.07258">arXiv:2003.07258</a>, compares several; results depend on
 * the choice, so report it.
 */
public enum Pooling {
  /**
   * The sum over the channels: negative relevance counts against the pixel. Keeps what the map sums
   * to.
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

  /** The sum over the channels where it is positive, else 0: what speaks against does not count. */
  SUM_POSITIVE {
    @Override
    double pool(double[] values, int from, int to) {
      return Math.max(0, SUM.pool(values, from, to));
    }
  },

  /** The sum of the absolute values: what speaks against counts as much as what speaks for. */
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
