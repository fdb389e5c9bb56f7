package io.github.tfsaliency.lrp;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Arrays;

/**
 * A linear layer as a dense matrix, z = A x + b, in double precision, with the rules of relevance
 * propagation as the papers have them and not as the library does.
 */
final class LayerReplica {
  /** Keeps a denominator away from zero. */
  static final double STABILIZER = 1e-6;

  /** How the layer hands relevance down to its input. */
  interface Rule {
    /**
     * Hands relevance down.
     *
     * @param layer the layer
     * @param x its input
     * @param relevance of its output
     * @return of its input
     */
    Shares down(LayerReplica layer, double[] x, double[] relevance);
  }

  /** What has been handed down, and how well float32 can know it. */
  static final class Shares {
    private final double[] relevance;
    private double smallest = 1;

    Shares(int inputs) {
      relevance = new double[inputs];
    }

    double[] relevance() {
      return relevance;
    }

    /**
     * The smallest of the sums that mattered, as a fraction of what it would be without
     * cancellation; the rounding of float32 is magnified by the inverse.
     */
    double smallest() {
      return smallest;
    }

    /** Shares relevance in proportion to some terms; the rest keeps its share to itself. */
    void add(double[] terms, double rest, double epsilon, double shared) {
      double sum = watchedSum(terms, rest, 0);
      if (Arrays.stream(terms).anyMatch(term -> term != 0)) {
        double denominator = sum + (sum >= 0 ? epsilon : -epsilon);
        for (int i = 0; i < terms.length; i++) {
          relevance[i] += terms[i] * shared / denominator;
        }
      }
    }

    /** A sum whose sign, or inverse, decides; what cancels within the rest counts as well. */
    @CanIgnoreReturnValue
    double watchedSum(double[] terms, double rest, double cancelled) {
      double sum = rest;
      double magnitudes = Math.abs(rest) + cancelled;
      for (double term : terms) {
        sum += term;
        magnitudes += Math.abs(term);
      }
      if (magnitudes > 0) {
        smallest = Math.min(smallest, Math.abs(sum) / magnitudes);
      }
      return sum;
    }
  }

  private final double[][] weights;
  private final boolean[][] real;
  private final double[] bias;

  /** The magnitudes of the offsets within the bias, summed one by one in a forward pass. */
  private final double[] offsets;

  LayerReplica(int outputs, int inputs) {
    weights = new double[outputs][inputs];
    real = new boolean[outputs][inputs];
    bias = new double[outputs];
    offsets = new double[outputs];
  }

  int inputs() {
    return weights[0].length;
  }

  int outputs() {
    return weights.length;
  }

  /** An input takes part in an output, be the weight zero or not. */
  void connect(int output, int input, double weight) {
    weights[output][input] += weight;
    real[output][input] = true;
  }

  /** Adds a bias for each unit, the last dimension. */
  void addBias(double[] units) {
    for (int j = 0; j < bias.length; j++) {
      bias[j] += units[j % units.length];
    }
  }

  /** Puts scales and offsets of the input's channels ahead of the layer, and into it. */
  void absorb(double[] scales, double[] shifts) {
    for (int j = 0; j < outputs(); j++) {
      for (int i = 0; i < inputs(); i++) {
        double offset = weights[j][i] * shifts[i % shifts.length];
        bias[j] += offset;
        offsets[j] += Math.abs(offset);
        weights[j][i] *= scales[i % scales.length];
      }
    }
  }

  double[] predict(double[] x) {
    double[] z = bias.clone();
    for (int j = 0; j < outputs(); j++) {
      for (int i = 0; i < inputs(); i++) {
        z[j] += weights[j][i] * x[i];
      }
    }
    return z;
  }

  /** {@code x w R / s(z)}. */
  static Rule epsilon(double epsilon) {
    return (layer, x, relevance) -> {
      Shares shares = new Shares(x.length);
      for (int j = 0; j < relevance.length; j++) {
        double[] terms = layer.contributions(j, x);
        shares.watchedSum(terms, layer.bias[j], layer.offsets[j]);
        shares.add(terms, layer.bias[j], epsilon, relevance[j]);
      }
      return shares;
    };
  }

  /**
   * {@code z > 0: [x+ (w + gamma w+) + x- (w + gamma w-)] R / s(the same summed + b + gamma b+)};
   * {@code z < 0} with the signs of the weights swapped.
   */
  static Rule gamma(double gamma) {
    return (layer, x, relevance) -> {
      Shares shares = new Shares(x.length);
      for (int j = 0; j < relevance.length; j++) {
        double z = shares.watchedSum(layer.contributions(j, x), layer.bias[j], layer.offsets[j]);
        if (z == 0) {
          continue;
        }
        int sign = z > 0 ? 1 : -1;
        double[] terms = new double[x.length];
        for (int i = 0; i < x.length; i++) {
          double w = layer.weights[j][i];
          terms[i] = x[i] * (w + gamma * part(w, x[i] > 0 ? sign : -sign));
        }
        double b = layer.bias[j];
        shares.add(terms, b + gamma * part(b, sign), STABILIZER, relevance[j]);
      }
      return shares;
    };
  }

  /**
   * {@code alpha (x+ w+ + x- w-) R / s(its sum + b+) - beta (x+ w- + x- w+) R / s(its sum + b-)}.
   */
  static Rule alphaBeta(double alpha, double beta) {
    return (layer, x, relevance) -> {
      Shares shares = new Shares(x.length);
      for (int j = 0; j < relevance.length; j++) {
        double[] all = layer.contributions(j, x);
        double[] positive = Arrays.stream(all).map(term -> part(term, 1)).toArray();
        double[] negative = Arrays.stream(all).map(term -> part(term, -1)).toArray();
        double b = layer.bias[j];
        shares.add(positive, part(b, 1), STABILIZER, alpha * relevance[j]);
        if (beta != 0) {
          shares.add(negative, part(b, -1), STABILIZER, -beta * relevance[j]);
        }
      }
      return shares;
    };
  }

  /** {@code w^2 R / s(sum of w^2 + b^2)}. */
  static Rule wSquare() {
    return (layer, x, relevance) -> {
      Shares shares = new Shares(x.length);
      for (int j = 0; j < relevance.length; j++) {
        double[] terms = new double[x.length];
        for (int i = 0; i < x.length; i++) {
          terms[i] = layer.weights[j][i] * layer.weights[j][i];
        }
        shares.add(terms, layer.bias[j] * layer.bias[j], STABILIZER, relevance[j]);
      }
      return shares;
    };
  }

  /** {@code R / s(the number of inputs)}, padding aside. */
  static Rule flat() {
    return (layer, x, relevance) -> {
      Shares shares = new Shares(x.length);
      for (int j = 0; j < relevance.length; j++) {
        double[] terms = new double[x.length];
        for (int i = 0; i < x.length; i++) {
          terms[i] = layer.real[j][i] ? 1 : 0;
        }
        shares.add(terms, 0, STABILIZER, relevance[j]);
      }
      return shares;
    };
  }

  /** {@code (x w - low w+ - high w-) R / s(its sum)}, the bounds those of each channel. */
  static Rule zBox(double[] low, double[] high) {
    return (layer, x, relevance) -> {
      Shares shares = new Shares(x.length);
      for (int j = 0; j < relevance.length; j++) {
        double[] terms = new double[x.length];
        for (int i = 0; i < x.length; i++) {
          double w = layer.weights[j][i];
          terms[i] =
              x[i] * w - low[i % low.length] * part(w, 1) - high[i % high.length] * part(w, -1);
        }
        shares.add(terms, 0, STABILIZER, relevance[j]);
      }
      return shares;
    };
  }

  private double[] contributions(int output, double[] x) {
    double[] terms = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      terms[i] = x[i] * weights[output][i];
    }
    return terms;
  }

  private static double part(double value, int sign) {
    return sign > 0 ? Math.max(value, 0) : Math.min(value, 0);
  }
}
