package io.github.tfsaliency.lrp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RelevanceStart;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.SmallGraph;
import io.github.tfsaliency.support.Window;
import io.github.tfsaliency.support.Window.Padding;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** The rules of layers without weights agree with replicas in double precision, of one sample. */
class LrpBranchReplicaTest {
  private static final double TOLERANCE = 1e-5;

  private final Random random = new Random(7);
  private final SmallGraph graph = new SmallGraph();
  private final Map<String, FloatNdArray> fed = new LinkedHashMap<>();

  @Test
  void sumsShareInProportion() {
    double[] x = input("x", 3, 2);
    double[] y = input("y", 3, 2);
    graph.node("AddV2", "x", "y");
    double[] r = relevance(6);
    double[] ofX = new double[6];
    double[] ofY = new double[6];
    for (int i = 0; i < 6; i++) {
      double ratio = r[i] / stabilised(x[i] + y[i]);
      ofX[i] = x[i] * ratio;
      ofY[i] = y[i] * ratio;
    }

    assertRelevance(r, ImmutableMap.of("x", ofX, "y", ofY));
  }

  @Test
  void differencesShareInProportionToo() {
    double[] x = input("x", 6);
    double[] y = input("y", 6);
    graph.node("Sub", "x", "y");
    double[] r = relevance(6);
    double[] ofX = new double[6];
    double[] ofY = new double[6];
    for (int i = 0; i < 6; i++) {
      double ratio = r[i] / stabilised(x[i] - y[i]);
      ofX[i] = x[i] * ratio;
      ofY[i] = -y[i] * ratio;
    }

    assertRelevance(r, ImmutableMap.of("x", ofX, "y", ofY));
  }

  /** As squeeze and excitation, or a position embedding, add one value everywhere. */
  @Test
  void whatIsBroadcastGetsASharePerPlace() {
    double[] x = input("x", 3, 2, 4);
    double[] y = input("y", 1, 1, 4);
    graph.node("AddV2", "x", "y");
    double[] r = relevance(24);
    double[] ofX = new double[24];
    double[] ofY = new double[4];
    for (int i = 0; i < 24; i++) {
      double ratio = r[i] / stabilised(x[i] + y[i % 4]);
      ofX[i] = x[i] * ratio;
      ofY[i % 4] += y[i % 4] * ratio;
    }

    assertRelevance(r, ImmutableMap.of("x", ofX, "y", ofY));
  }

  /** Padding takes no part in the average, so windows at the border are smaller. */
  @ParameterizedTest
  @EnumSource(names = {"SAME", "VALID"})
  void averagePoolsShareInProportion(Padding padding) {
    int channels = 2;
    double[] x = input("x", 5, 4, channels);
    Window window = Window.of(new int[] {5, 4}, new int[] {2, 2}, 2, 1, padding);
    graph.add(
        graph
            .builder("AvgPool", "x")
            .putAttr("ksize", Graphs.list(1, 2, 2, 1))
            .putAttr("strides", Graphs.list(1, 2, 2, 1))
            .putAttr("padding", Graphs.text(padding.name())));
    int outputs = Window.size(window.out()) * channels;
    double[] count = new double[outputs];
    double[] mean = new double[outputs];
    window.forEach((in, k, out) -> count[out * channels]++);
    window.forEach(
        (in, k, out) -> {
          for (int c = 0; c < channels; c++) {
            mean[out * channels + c] += x[in * channels + c] / count[out * channels];
          }
        });
    double[] r = relevance(outputs);
    double[] expected = new double[x.length];
    window.forEach(
        (in, k, out) -> {
          for (int c = 0; c < channels; c++) {
            int j = out * channels + c;
            int i = in * channels + c;
            expected[i] += x[i] / count[out * channels] * r[j] / stabilised(mean[j]);
          }
        });

    assertRelevance(r, ImmutableMap.of("x", expected));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void meansShareInProportion(boolean kept) {
    double[] x = input("x", 3, 2, 4);
    graph.mean("x", kept, 1, 2);
    double[] r = relevance(4);
    double[] mean = new double[4];
    for (int i = 0; i < 24; i++) {
      mean[i % 4] += x[i] / 6;
    }
    double[] expected = new double[24];
    for (int i = 0; i < 24; i++) {
      expected[i] = x[i] / 6 * r[i % 4] / stabilised(mean[i % 4]);
    }

    assertRelevance(r, ImmutableMap.of("x", expected));
  }

  @Test
  void factorsShareHalfEach() {
    double[] x = input("x", 3, 4);
    double[] y = input("y", 1, 4);
    graph.node("Mul", "x", "y");
    double[] r = relevance(12);
    double[] ofX = new double[12];
    double[] ofY = new double[4];
    for (int i = 0; i < 12; i++) {
      double product = x[i] * y[i % 4];
      double share = product * r[i] / stabilised(2 * product);
      ofX[i] = share;
      ofY[i % 4] += share;
    }

    assertRelevance(r, ImmutableMap.of("x", ofX, "y", ofY));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void productsOfMatricesShareHalfEach(boolean transposed) {
    int rows = 3;
    int inner = 4;
    int columns = 2;
    double[] a = input("a", rows, inner);
    double[] v = transposed ? input("v", columns, inner) : input("v", inner, columns);
    graph.add(
        graph.builder("BatchMatMulV2", "a", "v").putAttr("adj_y", SmallGraph.truth(transposed)));
    double[] r = relevance(rows * columns);
    double[] ofA = new double[a.length];
    double[] ofV = new double[v.length];
    for (int j = 0; j < rows; j++) {
      for (int p = 0; p < columns; p++) {
        double o = 0;
        for (int i = 0; i < inner; i++) {
          o += a[j * inner + i] * v[transposed ? p * inner + i : i * columns + p];
        }
        double ratio = r[j * columns + p] / stabilised(2 * o);
        for (int i = 0; i < inner; i++) {
          int atV = transposed ? p * inner + i : i * columns + p;
          double share = a[j * inner + i] * v[atV] * ratio;
          ofA[j * inner + i] += share;
          ofV[atV] += share;
        }
      }
    }

    assertRelevance(r, ImmutableMap.of("a", ofA, "v", ofV));
  }

  /** The mask is what Keras adds, as large as float32 bears with. */
  @ParameterizedTest
  @ValueSource(doubles = {0, -1e9})
  void softmaxIsExpandedAtItsInput(double mask) {
    int size = 4;
    double[] x = input("x", 3, size);
    double[] masks = {0, 0, mask, 0};
    graph.node("Softmax", graph.node("AddV2", "x", graph.constant(masks, size)));
    double[] r = relevance(3 * size);
    double[] expected = new double[3 * size];
    for (int row = 0; row < 3; row++) {
      double sum = 0;
      double all = 0;
      for (int i = row * size; i < (row + 1) * size; i++) {
        r[i] = mask != 0 && i % size == 2 ? 0 : r[i];
        sum += Math.exp(x[i] + masks[i % size]);
        all += r[i];
      }
      for (int i = row * size; i < (row + 1) * size; i++) {
        double input = x[i] + masks[i % size];
        expected[i] = input * (r[i] - Math.exp(input) / sum * all);
      }
    }

    assertRelevance(r, ImmutableMap.of("x", expected));
  }

  /** As Keras 3 writes it; the relevance of a normalization whose deviation is a constant. */
  @Test
  void layerNormIsProportionalOnceTheDeviationIsHeld() {
    int size = 5;
    double[] x = input("x", 3, size);
    String gamma = graph.constant(relevance(size), size);
    String beta = graph.constant(relevance(size), size);
    String mean = graph.mean("x", true, 2);
    String squares = graph.node("SquaredDifference", "x", graph.node("StopGradient", mean));
    String variance = graph.mean(squares, true, 2);
    String epsilon = graph.constant(new double[] {1e-3});
    String inverse = graph.node("Rsqrt", graph.node("AddV2", variance, epsilon));
    String scale = graph.node("Mul", inverse, gamma);
    String shift = graph.node("Mul", graph.node("Neg", mean), scale);
    String offset = graph.node("AddV2", beta, shift);
    graph.node("AddV2", graph.node("Mul", "x", scale), offset);
    double[] g = graph.values(gamma);
    double[] b = graph.values(beta);
    double[] r = relevance(3 * size);
    double[] expected = new double[3 * size];
    for (int row = 0; row < 3; row++) {
      int first = row * size;
      double m = Arrays.stream(x, first, first + size).average().orElseThrow();
      double spread =
          Arrays.stream(x, first, first + size).map(v -> (v - m) * (v - m)).average().orElseThrow();
      double c = 1 / Math.sqrt(spread + graph.values(epsilon)[0]);
      double[] ratio = new double[size];
      for (int k = 0; k < size; k++) {
        ratio[k] = r[first + k] / stabilised((x[first + k] - m) * c * g[k] + b[k]);
      }
      for (int i = 0; i < size; i++) {
        for (int k = 0; k < size; k++) {
          double derivative = c * g[k] * ((i == k ? 1 : 0) - 1.0 / size);
          expected[first + i] += x[first + i] * derivative * ratio[k];
        }
      }
    }

    assertRelevance(r, ImmutableMap.of("x", expected));
  }

  @Test
  void normalizationByTheRootMeanSquarePassesRelevance() {
    int size = 5;
    input("x", 3, size);
    String gamma = graph.constant(new double[] {0.5, -0.7, 1.2, -1.5, 0.3}, size);
    String square = graph.mean(graph.node("Square", "x"), true, 2);
    String epsilon = graph.constant(new double[] {1e-3});
    String inverse = graph.node("Rsqrt", graph.node("AddV2", square, epsilon));
    graph.node("Mul", graph.node("Mul", "x", inverse), gamma);
    double[] r = relevance(3 * size);

    // x times the derivative is the output itself.
    assertRelevance(r, ImmutableMap.of("x", r));
  }

  @Test
  void swishPassesRelevance() {
    input("x", 6);
    graph.node("Mul", "x", graph.node("Sigmoid", "x"));

    assertPasses();
  }

  @Test
  void geluPassesRelevance() {
    input("x", 6);
    String half = graph.node("Mul", graph.constant(new double[] {0.5}), "x");
    String scaled = graph.node("Mul", "x", graph.constant(new double[] {Math.sqrt(0.5)}));
    String one = graph.constant(new double[] {1});
    graph.node("Mul", half, graph.node("AddV2", one, graph.node("Erf", scaled)));

    assertPasses();
  }

  @Test
  void theApproximationOfGeluPassesRelevance() {
    input("x", 6);
    String cube = graph.node("Mul", graph.node("Square", "x"), "x");
    String small = graph.node("Mul", cube, graph.constant(new double[] {0.044715}));
    String sum = graph.node("AddV2", "x", small);
    String inner = graph.node("Mul", sum, graph.constant(new double[] {Math.sqrt(2 / Math.PI)}));
    String outer = graph.node("AddV2", graph.constant(new double[] {1}), graph.node("Tanh", inner));
    String half = graph.node("Mul", graph.constant(new double[] {0.5}), "x");
    graph.node("Mul", half, outer);

    assertPasses();
  }

  private void assertPasses() {
    double[] r = relevance(6);

    assertRelevance(r, ImmutableMap.of("x", r));
  }

  /** Adds a placeholder, and feeds one sample of it that is not close to zero. */
  @CanIgnoreReturnValue
  private double[] input(String name, int... sizes) {
    graph.input(name, sizes);
    long[] shape = new long[sizes.length + 1];
    Arrays.setAll(shape, d -> d == 0 ? 1 : sizes[d - 1]);
    double[] values = relevance(Window.size(sizes));
    fed.put(name, NdArrays.wrap(Shape.of(shape), DataBuffers.of(floats(values), true, false)));
    return values;
  }

  /** Of both signs, but such that sums rarely vanish, and exactly as float32 holds them. */
  private double[] relevance(int size) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      float value = random.nextFloat();
      values[i] = random.nextInt(4) == 0 ? -0.2f - value / 4 : 0.7f + value / 2;
    }
    return values;
  }

  private static double stabilised(double z) {
    assertThat(Math.abs(z)).as("a sum that does not vanish").isGreaterThan(1e-2);
    return z + (z >= 0 ? LayerReplica.STABILIZER : -LayerReplica.STABILIZER);
  }

  private void assertRelevance(double[] relevance, ImmutableMap<String, double[]> expected) {
    Lrp method =
        Lrp.of(Composite.empty())
            .withStart(
                RelevanceStart.of(
                    NdArrays.wrap(
                        Shape.of(relevance.length),
                        DataBuffers.of(floats(relevance), true, false))));
    ResolvedTargets any = new ResolvedTargets(ImmutableLongArray.of(0), Optional.empty());
    try (GradientEngine engine = GradientEngine.open(graph.build())) {
      ImmutableMap<String, FloatNdArray> maps =
          method
              .attribute(ChunkedPasses.of(engine), new Batch(ImmutableMap.copyOf(fed), 1), any)
              .maps();
      assertThat(maps).containsOnlyKeys(expected.keySet());
      expected.forEach(
          (name, values) -> assertClose(Maps.array(requireNonNull(maps.get(name))), values));
    }
  }

  private static void assertClose(float[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    double error = 0;
    for (int i = 0; i < actual.length; i++) {
      error = Math.max(error, Math.abs(actual[i] - expected[i]));
    }
    assertThat(error).isLessThanOrEqualTo(TOLERANCE * largest);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
