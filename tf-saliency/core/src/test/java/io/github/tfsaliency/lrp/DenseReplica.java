package io.github.tfsaliency.lrp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A dense ReLU network in plain Java and double precision, with backward passes written down from
 * the papers and not from the library.
 */
final class DenseReplica {
  /** What a rectifier hands down, given its input z, its output a and the gradient g from above. */
  interface Rectifier {
    double[] backward(double[] z, double[] a, double[] g);
  }

  private static final class Layer {
    private final double[][] kernel;
    private final double[] bias;

    private Layer(double[][] kernel, double[] bias) {
      this.kernel = kernel;
      this.bias = bias;
    }
  }

  private final List<Layer> layers;

  private DenseReplica(List<Layer> layers) {
    this.layers = layers;
  }

  /** Reads what {@code dump_weights.py} wrote. */
  static DenseReplica read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Layer> layers = new ArrayList<>();
    for (int line = 0; line < lines.size(); line += 3) {
      double[] size = numbers(lines.get(line));
      double[] flat = numbers(lines.get(line + 1));
      int outputs = (int) size[1];
      double[][] kernel = new double[(int) size[0]][];
      for (int i = 0; i < kernel.length; i++) {
        kernel[i] = Arrays.copyOfRange(flat, i * outputs, (i + 1) * outputs);
      }
      layers.add(new Layer(kernel, numbers(lines.get(line + 2))));
    }
    return new DenseReplica(layers);
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  /** The logits. */
  double[] predict(double[] x) {
    List<double[]> sums = sums(x);
    return sums.get(sums.size() - 1);
  }

  /** The derivative of one logit with respect to x, as the rectifiers have it. */
  double[] backward(double[] x, int target, Rectifier rectifier) {
    List<double[]> sums = sums(x);
    double[] g = new double[sums.get(sums.size() - 1).length];
    g[target] = 1;
    for (int l = layers.size() - 1; l >= 0; l--) {
      g = throughKernel(layers.get(l).kernel, g);
      if (l > 0) {
        double[] z = sums.get(l - 1);
        g = rectifier.backward(z, relu(z), g);
      }
    }
    return g;
  }

  private List<double[]> sums(double[] x) {
    List<double[]> sums = new ArrayList<>();
    double[] a = x;
    for (Layer layer : layers) {
      double[] z = layer.bias.clone();
      for (int i = 0; i < a.length; i++) {
        for (int j = 0; j < z.length; j++) {
          z[j] += a[i] * layer.kernel[i][j];
        }
      }
      sums.add(z);
      a = relu(z);
    }
    return sums;
  }

  private static double[] throughKernel(double[][] kernel, double[] g) {
    double[] down = new double[kernel.length];
    for (int i = 0; i < down.length; i++) {
      for (int j = 0; j < g.length; j++) {
        down[i] += kernel[i][j] * g[j];
      }
    }
    return down;
  }

  private static double[] relu(double[] z) {
    return Arrays.stream(z).map(value -> Math.max(value, 0)).toArray();
  }

  /** {@code 1[z > 0] g}. */
  static Rectifier derivative() {
    return (z, a, g) -> keepWhere(g, i -> z[i] > 0);
  }

  /** {@code 1[z > 0] 1[g > 0] g}. */
  static Rectifier guided() {
    return (z, a, g) -> keepWhere(g, i -> z[i] > 0 && g[i] > 0);
  }

  /** {@code 1[g > 0] g}. */
  static Rectifier deconvolution() {
    return (z, a, g) -> keepWhere(g, i -> g[i] > 0);
  }

  /** {@code 1[a g > tau] g}. */
  static Rectifier threshold(double tau) {
    return (z, a, g) -> keepWhere(g, i -> a[i] * g[i] > tau);
  }

  /** {@code 1[a g > tau] g}, tau the q-th percentile of a g; of |a g| if only the size counts. */
  static Rectifier percentile(double q, boolean magnitude) {
    return (z, a, g) -> {
      double[] contributions = new double[g.length];
      for (int i = 0; i < g.length; i++) {
        contributions[i] = magnitude ? Math.abs(a[i] * g[i]) : a[i] * g[i];
      }
      double[] ascending = contributions.clone();
      Arrays.sort(ascending);
      double tau = ascending[g.length - 1 - rank(q, g.length)];
      return keepWhere(g, i -> contributions[i] > tau);
    };
  }

  /** The index of the q-th percentile among d values sorted descending: half goes to even. */
  static int rank(double q, int d) {
    return (int) Math.rint((d - 1) * (1 - q / 100));
  }

  private interface Unit {
    boolean passes(int index);
  }

  private static double[] keepWhere(double[] g, Unit unit) {
    double[] kept = new double[g.length];
    for (int i = 0; i < g.length; i++) {
      kept[i] = unit.passes(i) ? g[i] : 0;
    }
    return kept;
  }
}
