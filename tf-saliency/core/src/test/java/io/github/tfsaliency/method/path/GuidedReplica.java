package io.github.tfsaliency.method.path;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Guided IG line by line as in PAIR's guided_ig.py, with sorting and copies where that has them.
 */
final class GuidedReplica {
  private GuidedReplica() {}

  static double[] of(
      double[] input,
      double[] baseline,
      UnaryOperator<double[]> gradientAt,
      int steps,
      double fraction,
      double maxDist) {
    int n = input.length;
    double[] x = baseline.clone();
    double[] attr = new double[n];
    double total = l1(input, baseline);
    if (total == 0) {
      return attr;
    }
    for (int step = 0; step < steps; step++) {
      double[] actual = gradientAt.apply(x);
      double[] grad = actual.clone();
      double alpha = (step + 1.0) / steps;
      double alphaMin = Math.max(alpha - maxDist, 0);
      double alphaMax = Math.min(alpha + maxDist, 1);
      double[] min = between(baseline, input, alphaMin);
      double[] max = between(baseline, input, alphaMax);
      double wanted = total * (1 - (step + 1.0) / steps);
      double gamma = Double.POSITIVE_INFINITY;
      while (gamma > 1) {
        double[] old = x.clone();
        for (int i = 0; i < n; i++) {
          double position = (x[i] - baseline[i]) / (input[i] - baseline[i]);
          if ((Double.isNaN(position) ? alphaMax : position) < alphaMin) {
            x[i] = min[i];
          }
        }
        double current = l1(x, input);
        boolean close =
            Math.abs(wanted - current)
                <= Math.max(1e-9 * Math.max(Math.abs(wanted), Math.abs(current)), 1e-9);
        if (!close) {
          for (int i = 0; i < n; i++) {
            grad[i] = x[i] == max[i] ? Double.POSITIVE_INFINITY : grad[i];
          }
          double[] sorted = Arrays.stream(grad).map(Math::abs).sorted().toArray();
          double threshold = sorted[(int) Math.floor(fraction * (n - 1))];
          double reach = 0;
          boolean[] chosen = new boolean[n];
          for (int i = 0; i < n; i++) {
            chosen[i] = Math.abs(grad[i]) <= threshold && grad[i] != Double.POSITIVE_INFINITY;
            reach += chosen[i] ? Math.abs(x[i] - max[i]) : 0;
          }
          gamma = reach > 0 ? (current - wanted) / reach : Double.POSITIVE_INFINITY;
          double[] moved = gamma > 1 ? max : between(x, max, gamma);
          for (int i = 0; i < n; i++) {
            x[i] = chosen[i] ? moved[i] : x[i];
          }
        }
        for (int i = 0; i < n; i++) {
          attr[i] += (x[i] - old[i]) * actual[i];
        }
        if (close) {
          break;
        }
      }
    }
    return attr;
  }

  private static double[] between(double[] from, double[] to, double alpha) {
    double[] point = new double[from.length];
    Arrays.setAll(point, i -> from[i] + (to[i] - from[i]) * alpha);
    return point;
  }

  private static double l1(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum;
  }
}
