package io.github.tfsaliency.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.SmallGraph;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * The terms of FullGrad sum to the score of every network that is linear between its bends, so
 * wherever a bias is added.
 */
class FullGradBiasTest {
  private static final double ROUNDING = 1e-5;

  private final SmallGraph graph = new SmallGraph();

  @ParameterizedTest
  @ValueSource(
      strings = {"fullgrad_bias_layer", "fullgrad_bn_after_relu", "fullgrad_rescaling_inside"})
  void theGapOfALayerOfBiasesIsRounding(String name) throws IOException {
    double biases = Cases.of(name).array("expected_bias_sum").getFloat(0);
    try (Model model = Cases.of(name).model().load()) {
      Attribution map = Saliency.of(model).method(FullGrad.of()).compute(Cases.of(name).array("x"));

      assertThat(Math.abs(biases)).isGreaterThan(1e-2);
      assertThat(map.gaps().orElseThrow().get(0)).isCloseTo(0, within(ROUNDING));
    }
  }

  @Test
  void aBatchNormBehindAnActivationIsABias() {
    String relu = graph.node("Relu", graph.input("x", 4, 4, 2));
    assertComplete(
        2,
        graph
            .builder(
                "FusedBatchNormV3",
                relu,
                graph.positive(2),
                graph.constant(new double[] {0.5, -0.25}, 2),
                graph.constant(new double[] {0.2, 0.1}, 2),
                graph.positive(2))
            .putAttr("U", Graphs.FLOAT)
            .putAttr("is_training", SmallGraph.truth(false)));
  }

  @Test
  void whatAValueIsSubtractedFromIsABias() {
    graph.input("x", 4, 4, 2);

    assertComplete(2, graph.builder("Sub", graph.constant(new double[] {1, 2}, 2), "x"));
  }

  /** As class tokens are. */
  @Test
  void whatIsJoinedToValuesIsABias() {
    graph.input("x", 4, 4, 2);

    assertComplete(
        3,
        graph
            .builder("ConcatV2", "x", filled(1.5, 1), graph.integer(3))
            .putAttr("N", count(2))
            .putAttr("Tidx", Graphs.type(DataType.DT_INT32)));
  }

  @Test
  void paddingByAValueIsABias() {
    graph.input("x", 4, 4, 2);
    String paddings = graph.pairs(new int[] {0, 1, 1, 0}, new int[] {0, 1, 1, 0});

    assertComplete(
        2,
        graph
            .builder("PadV2", "x", paddings, graph.constant(new double[] {0.75}))
            .putAttr("Tpaddings", Graphs.type(DataType.DT_INT32)));
  }

  @Test
  void aSummandOfSeveralIsABias() {
    String relu = graph.node("Relu", graph.input("x", 4, 4, 2));

    assertComplete(2, graph.builder("AddN", "x", relu, filled(0.5, 2)).putAttr("N", count(3)));
  }

  @Test
  void whatIsChosenInPlaceOfAValueIsABias() {
    graph.input("x", 4, 4, 2);
    String positive = graph.node("Greater", "x", graph.constant(new double[] {0.25}));

    assertComplete(2, graph.builder("SelectV2", positive, "x", filled(-0.5, 2)));
  }

  /** Its values go to the second dimension. */
  @Test
  void aBiasOfChannelsFirstIsABias() {
    graph.input("x", 2, 4, 4);

    assertComplete(
        4,
        graph
            .builder("BiasAdd", "x", graph.constant(new double[] {0.5, -1.25}, 2))
            .putAttr("data_format", Graphs.text("NCHW")));
  }

  /** A hand-written leaky ReLU, shifted on both sides of its bend. */
  @Test
  void biasesWithinAFunctionThatIsLinearBetweenItsBendsCount() {
    graph.input("x", 4, 4, 2);
    String quarter = graph.constant(new double[] {0.25});
    String half = graph.constant(new double[] {0.5});
    String small = graph.node("AddV2", graph.node("Mul", "x", quarter), half);

    assertComplete(2, graph.builder("Maximum", graph.node("AddV2", "x", quarter), small));
  }

  /** A variance is kept from zero by a number, which no relevance belongs to. */
  @Test
  void theEpsilonOfANormalizationIsNoBias() {
    graph.input("x", 4, 4, 2);
    String mean = graph.mean(graph.node("Square", "x"), true, 3);
    String epsilon = graph.constant(new double[] {10});
    String root = graph.node("Rsqrt", graph.node("AddV2", mean, epsilon));

    GradientResult result = explain(2, graph.builder("Mul", "x", root));

    assertThat(result.gaps().orElseThrow().get(0)).isNotCloseTo(0, within(1e-3));
  }

  private String filled(double value, int channels) {
    double[] values = new double[16 * channels];
    Arrays.fill(values, value);
    return graph.constant(values, 1, 4, 4, channels);
  }

  private static AttrValue count(int number) {
    return AttrValue.newBuilder().setI(number).build();
  }

  private void assertComplete(int lastSize, NodeDef.Builder node) {
    GradientResult result = explain(lastSize, node);

    assertThat(Math.abs(result.scores().get(0))).isGreaterThan(1e-2);
    assertThat(result.gaps().orElseThrow().get(0)).isCloseTo(0, within(ROUNDING));
  }

  /** With a ReLU, a bias, a mean and a matrix behind the node. */
  private GradientResult explain(int lastSize, NodeDef.Builder node) {
    String biased = graph.node("BiasAdd", graph.add(node), graph.weights(lastSize));
    String mean = graph.mean(graph.node("Relu", biased), false, 1, 2);
    graph.node("MatMul", mean, graph.weights(lastSize, 1));
    InferenceGraph model = graph.build();
    long[] shape = model.inputs().get(0).shape().asArray();
    shape[0] = 1;
    FloatNdArray input = Inputs.normal(5, shape);
    try (GradientEngine engine = GradientEngine.open(model)) {
      return FullGrad.of()
          .attribute(
              ChunkedPasses.of(engine),
              new Batch(ImmutableMap.of("x", input), 1),
              new ResolvedTargets(ImmutableLongArray.of(0), Optional.empty()));
    }
  }
}
