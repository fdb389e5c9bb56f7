package io.github.tfsaliency.method.path;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.deadline.Deadline;
import io.github.tfsaliency.message.Limits;
import java.util.Arrays;

/**
 * Approximates an integral from 0 to 1 by a sum over n points; the weights sum to 1.
 *
 * @since 0.1.0
 */
public enum Quadrature {
  /** The zeros of the Legendre polynomial of degree n: exact for polynomials up to 2n - 1. */
  GAUSS_LEGENDRE {
    @Override
    void place(double[] points, double[] weights) {
      int n = points.length;
      for (int i = 0; i < n; i++) {
        // Of 100,000 points each takes milliseconds.
        Deadline.checkStep();
        double x = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
        double derivative = 0;
        for (int iteration = 0; iteration < NEWTON_ITERATIONS; iteration++) {
          double before = 1;
          double value = x;
          for (int degree = 2; degree <= n; degree++) {
            double next = ((2 * degree - 1) * x * value - (degree - 1) * before) / degree;
            before = value;
            value = next;
          }
          derivative = n * (x * value - before) / (x * x - 1);
          double better = x - value / derivative;
          if (better == x) {
            // Every further step would be the same one.
            break;
          }
          x = better;
        }
        points[n - 1 - i] = (x + 1) / 2;
        weights[n - 1 - i] = 1 / ((1 - x * x) * derivative * derivative);
      }
    }
  },
  /** {@code 0, 1/n, ..., (n-1)/n}. */
  LEFT {
    @Override
    void place(double[] points, double[] weights) {
      even(points, weights, 0);
    }
  },
  /** {@code 1/n, 2/n, ..., 1}. */
  RIGHT {
    @Override
    void place(double[] points, double[] weights) {
      even(points, weights, 1);
    }
  },
  /** {@code 0, 1/(n-1), ..., 1}, the first and the last with half the weight. */
  TRAPEZOID {
    @Override
    int least() {
      return 2;
    }

    @Override
    void place(double[] points, double[] weights) {
      int last = points.length - 1;
      for (int i = 0; i <= last; i++) {
        points[i] = (double) i / last;
        weights[i] = (i == 0 || i == last ? 0.5 : 1.0) / last;
      }
    }
  },
  /**
   * {@code 0, 1/(n-1), ..., 1}, all with the same weight, as in the code of XRAI's authors. The
   * ends have twice the correct weight, so the error is of the order 1/n; the error of trapezoids
   * is of the order 1/n^2.
   */
  ENDS {
    @Override
    int least() {
      return 2;
    }

    @Override
    void place(double[] points, double[] weights) {
      Arrays.setAll(points, i -> (double) i / (points.length - 1));
      Arrays.fill(weights, 1.0 / weights.length);
    }
  },
  /** {@code 1/2n, 3/2n, ..., (2n-1)/2n}. */
  MIDPOINT {
    @Override
    void place(double[] points, double[] weights) {
      even(points, weights, 0.5);
    }
  };

  private static final int NEWTON_ITERATIONS = 10;

  abstract void place(double[] points, double[] weights);

  int least() {
    return 1;
  }

  /** The nodes of a sum. */
  @SuppressWarnings("ArrayRecordComponent") // lives for one computation, and is never compared
  record Nodes(double[] points, double[] weights) {}

  Nodes nodes(int count) {
    double[] points = new double[count];
    double[] weights = new double[count];
    return Deadline.inStep(
        "placing its points",
        () -> {
          place(points, weights);
          return new Nodes(points, weights);
        });
  }

  void requireEnough(int steps) {
    checkArgument(
        steps >= least(), "The number of steps (%s) must be at least %s.", steps, least());
    Limits.requireAtMost("number of steps", steps, Limits.STEPS);
  }

  private static void even(double[] points, double[] weights, double shift) {
    int n = points.length;
    for (int i = 0; i < n; i++) {
      points[i] = (i + shift) / n;
    }
    Arrays.fill(weights, 1.0 / n);
  }
}
