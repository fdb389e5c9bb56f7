package io.github.tfsaliency.lrp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.inspect.ModelLayer;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.rule.Products;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.SmallGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

/** Networks of random weights in which relevance grows until it means nothing. */
class ExplodingRelevanceTest {
  private static final int FEATURES = 3;
  private static final int UNITS = 6;
  private static final Pattern LAYER = Pattern.compile("It grows most at the layer '([^']*)'");

  private final SmallGraph graph = new SmallGraph();
  private final Random random = new Random(3);

  @TempDir Path folder;

  private double[] normal(int count, double width) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = width * random.nextGaussian();
    }
    return values;
  }

  /** An LSTM over times, unrolled, and a score of its last state. */
  private void lstm(int times) {
    graph.input("x", times * FEATURES);
    String[] ofInput = new String[4];
    String[] ofState = new String[4];
    String[] biases = new String[4];
    double[][] kernels = new double[4][];
    for (int gate = 0; gate < 4; gate++) {
      kernels[gate] = normal(FEATURES * UNITS, 1.2);
      ofState[gate] = graph.constant(normal(UNITS * UNITS, 1.2), UNITS, UNITS);
      biases[gate] = graph.constant(normal(UNITS, 0.1), UNITS);
    }
    String state = "";
    String cell = "";
    for (int time = 0; time < times; time++) {
      String[] gates = new String[4];
      for (int gate = 0; gate < 4; gate++) {
        double[] kernel = new double[times * FEATURES * UNITS];
        System.arraycopy(kernels[gate], 0, kernel, time * FEATURES * UNITS, kernels[gate].length);
        ofInput[gate] = graph.node("MatMul", "x", graph.constant(kernel, times * FEATURES, UNITS));
        String sum =
            state.isEmpty()
                ? ofInput[gate]
                : graph.node("AddV2", ofInput[gate], graph.node("MatMul", state, ofState[gate]));
        gates[gate] =
            graph.node(gate == 3 ? "Tanh" : "Sigmoid", graph.node("AddV2", sum, biases[gate]));
      }
      String written = graph.node("Mul", gates[0], gates[3]);
      cell =
          cell.isEmpty()
              ? written
              : graph.node("AddV2", graph.node("Mul", gates[1], cell), written);
      state = graph.node("Mul", gates[2], graph.node("Tanh", cell));
    }
    graph.node("MatMul", state, graph.constant(normal(UNITS, 1), UNITS, 1));
  }

  /** Each layer reads all that are ahead of it, and none was trained. */
  private void denseNet(int layers) {
    int width = 8;
    int growth = 4;
    graph.input("x", width);
    String joined = "x";
    String axis = graph.integer(1);
    for (int layer = 0; layer < layers; layer++) {
      String fresh = linear(scaled(joined, width), width, growth);
      joined =
          graph.add(graph.builder("ConcatV2", joined, fresh, axis).putAttr("N", Graphs.number(2)));
      width += growth;
    }
    graph.node("MatMul", graph.node("Relu", joined), graph.constant(normal(width, 1), width, 1));
  }

  /** A BatchNorm and its activation. */
  private String scaled(String at, int width) {
    return graph.node(
        "Relu",
        graph.node(
            "AddV2",
            graph.node("Mul", at, graph.constant(normal(width, 1), width)),
            graph.constant(normal(width, 2), width)));
  }

  private String linear(String at, int width, int wider) {
    return graph.node(
        "MatMul", at, graph.constant(normal(width * wider, 1 / Math.sqrt(width)), width, wider));
  }

  private Attribution explain(Lrp method) throws IOException {
    graph.save(folder);
    try (Model model = Model.load(folder)) {
      Attribution map =
          Saliency.of(model)
              .method(method)
              .compute(Inputs.uniform(7, Shape.of(1).append(model.inputShape().tail()).asArray()));
      for (String warning : map.warnings()) {
        Matcher layer = LAYER.matcher(warning);
        assertThat(layer.find()).as(warning).isTrue();
        assertThat(model.layers()).extracting(ModelLayer::name).contains(layer.group(1));
      }
      return map;
    }
  }

  private static double size(Attribution map) {
    double size = 0;
    for (float value : map.toArray()) {
      size += Math.abs(value);
    }
    return size;
  }

  private static void assertExplodes(Attribution map) {
    assertThat(size(map)).isGreaterThan(1e3 * Math.abs(map.score()));
    List<String> warnings = new ArrayList<>(map.warnings());
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0)).startsWith("Relevance explodes: its absolute values sum to ");
  }

  @Test
  void aLongRecurrentNetworkIsWarnedOf() throws IOException {
    lstm(30);

    assertExplodes(explain(Lrp.epsilon(0)));
  }

  @Test
  void aShortOneIsNot() throws IOException {
    lstm(2);

    Attribution map = explain(Lrp.epsilon(0));

    assertThat(size(map)).isLessThan(1e3 * Math.abs(map.score()));
    assertThat(map.warnings()).isEmpty();
  }

  @Test
  void aNetworkOfDenseConnectionsIsWarnedOf() throws IOException {
    random.setSeed(1);
    denseNet(40);

    assertExplodes(explain(Lrp.epsilon(0)));
  }

  @Test
  void gatesThatTakeNothingHelpARecurrentNetwork() throws IOException {
    lstm(30);

    Attribution half = explain(Lrp.epsilon(0));
    Attribution all = explain(Lrp.epsilon(0).withProducts(Products.SIGNAL_TAKES_ALL));

    assertThat(size(all)).isLessThan(size(half));
  }
}
