package io.github.tfsaliency.support;

import io.github.tfsaliency.graph.Graphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * A convolution of 3 x 3, tanh and a matrix over pictures of 6 x 5 pixels and 2 channels, written
 * as a SavedModel and once more in double precision.
 */
public final class VectorReplica {
  public static final int HEIGHT = 6;
  public static final int WIDTH = 5;
  public static final int CHANNELS = 2;
  public static final int ROWS = 4;
  public static final int COLUMNS = 3;
  public static final int FEATURES = 3;
  static final int CLASSES = 4;
  public static final int PLACES = ROWS * COLUMNS;
  private static final double STEP = 1e-5;

  private final double[] filter;
  private final double[] bias;
  private final double[] matrix;
  private final String layer;

  private VectorReplica(double[] filter, double[] bias, double[] matrix, String layer) {
    this.filter = filter;
    this.bias = bias;
    this.matrix = matrix;
    this.layer = layer;
  }

  public static VectorReplica write(Path folder) throws IOException {
    SmallGraph graph = new SmallGraph();
    graph.input("x", HEIGHT, WIDTH, CHANNELS);
    String filter = graph.weights(3, 3, CHANNELS, FEATURES);
    String bias = graph.weights(FEATURES);
    String sums =
        graph.add(
            graph
                .builder("Conv2D", "x", filter)
                .putAttr("strides", Graphs.list(1, 1, 1, 1))
                .putAttr("padding", Graphs.text("VALID")));
    String layer = graph.node("Tanh", graph.node("BiasAdd", sums, bias));
    String flat = graph.node("Reshape", layer, graph.integers(-1, PLACES * FEATURES));
    String matrix = graph.weights(PLACES * FEATURES, CLASSES);
    graph.node("MatMul", flat, matrix);
    Files.createDirectories(folder);
    graph.save(folder);
    return new VectorReplica(graph.values(filter), graph.values(bias), graph.values(matrix), layer);
  }

  /** The name of the tanh. */
  public String layer() {
    return layer;
  }

  public static double[] doubles(FloatNdArray array) {
    float[] floats = new float[Math.toIntExact(array.size())];
    array.copyTo(DataBuffers.of(floats, false, false));
    double[] doubles = new double[floats.length];
    for (int i = 0; i < floats.length; i++) {
      doubles[i] = floats[i];
    }
    return doubles;
  }

  /** The pre-activations {@code [ROWS, COLUMNS, FEATURES]}. */
  private double[] sums(double[] x) {
    double[] sums = new double[PLACES * FEATURES];
    for (int place = 0; place < PLACES; place++) {
      for (int k = 0; k < FEATURES; k++) {
        double sum = bias[k];
        for (int tap = 0; tap < 9 * CHANNELS; tap++) {
          sum += x[input(place, tap)] * filter[tap * FEATURES + k];
        }
        sums[place * FEATURES + k] = sum;
      }
    }
    return sums;
  }

  /** The index of the input that one tap of the filter reads at a place. */
  private static int input(int place, int tap) {
    int row = place / COLUMNS + tap / CHANNELS / 3;
    int column = place % COLUMNS + tap / CHANNELS % 3;
    return (row * WIDTH + column) * CHANNELS + tap % CHANNELS;
  }

  /** The layer's values {@code [ROWS, COLUMNS, FEATURES]}. */
  public double[] values(double[] x) {
    double[] values = sums(x);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.tanh(values[i]);
    }
    return values;
  }

  public double logit(double[] x, int index) {
    double[] values = values(x);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] * matrix[i * CLASSES + index];
    }
    return sum;
  }

  /** The mean of the values over all places. */
  public static double[] mean(double[] values) {
    double[] mean = new double[FEATURES];
    for (int i = 0; i < values.length; i++) {
      mean[i % FEATURES] += values[i] / PLACES;
    }
    return mean;
  }

  public static double[] at(double[] values, int row, int column) {
    double[] at = new double[FEATURES];
    System.arraycopy(values, (row * COLUMNS + column) * FEATURES, at, 0, FEATURES);
    return at;
  }

  public static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  public static double cosine(double[] a, double[] b) {
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  }

  public static double[] gradient(ToDoubleFunction<double[]> score, double[] x) {
    double[] gradient = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double[] more = x.clone();
      double[] less = x.clone();
      more[i] += STEP;
      less[i] -= STEP;
      gradient[i] = (score.applyAsDouble(more) - score.applyAsDouble(less)) / (2 * STEP);
    }
    return gradient;
  }

  /** Relevance of the layer handed to the input in proportion to the products of each sum. */
  public double[] relevance(double[] x, double[] ofLayer) {
    double[] sums = sums(x);
    double[] relevance = new double[x.length];
    for (int place = 0; place < PLACES; place++) {
      for (int k = 0; k < FEATURES; k++) {
        int j = place * FEATURES + k;
        for (int tap = 0; tap < 9 * CHANNELS; tap++) {
          int i = input(place, tap);
          relevance[i] += x[i] * filter[tap * FEATURES + k] / sums[j] * ofLayer[j];
        }
      }
    }
    return relevance;
  }
}
