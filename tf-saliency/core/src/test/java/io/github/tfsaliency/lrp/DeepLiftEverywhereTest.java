package io.github.tfsaliency.lrp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.rule.NonlinearityRule;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import io.github.tfsaliency.support.SmallGraph;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.index.Indices;

/** DeepLIFT through gates, attention, normalizations, and RevealCancel. */
class DeepLiftEverywhereTest {
  private static final double ROUNDING = 1e-4;
  private static final double BASELINE = 0.3;
  private static final Target TARGET = Target.classIndex(1);
  private static final Cases EXPECTED = Cases.of("deeplift");

  @ParameterizedTest
  @CsvSource({
    "activation_recurrent, lstm_keras2_loop, lstm",
    "activation_recurrent, lstm_keras3_unrolled, lstm",
    "activation_recurrent, gru_keras2_unrolled, gru",
    "activation_recurrent, gru_keras3_loop, gru",
    "attention_class_token, keras3, transformer",
    "attention_class_token, tf_keras, transformer",
    "attention_class_token, einsum, transformer",
    "attention_class_token, matmul, transformer",
  })
  void mapsAreThoseOfTheMultipliersInDoublePrecision(String cases, String model, String expected) {
    FloatNdArray x = Cases.of(cases).array("x");

    assertIsComplete(Cases.of(cases).named(model).load(), x, EXPECTED.array(expected));
  }

  @Test
  void normalizationsGatesQuotientsAndPowersAreThoseOfTheMultipliersToo() {
    assertIsComplete(
        EXPECTED.named("products").load(), EXPECTED.array("x"), EXPECTED.array("expected"));
  }

  @Test
  void gatesQuotientsAndLayerNormAreThoseOfShap() {
    assertIsComplete(
        EXPECTED.named("gated").load(), EXPECTED.array("shap_x"), EXPECTED.array("shap"));
  }

  @Test
  void magnitudesOfASpectrumAddUp() {
    try (Model model = Cases.of("stft_inside").model().load()) {
      Attribution map =
          Saliency.of(model)
              .method(DeepLift.of(BASELINE))
              .compute(Cases.of("stft_inside").array("x"));

      assertThat(map.gaps().orElseThrow().stream()).allMatch(gap -> Math.abs(gap) < 1e-5);
    }
  }

  private static void assertIsComplete(Model loaded, FloatNdArray x, FloatNdArray expected) {
    try (Model model = loaded) {
      Saliency saliency = Saliency.of(model).target(TARGET).method(DeepLift.of(BASELINE));

      Attribution map = saliency.compute(x);

      assertThat(Maps.of(map.values(), expected).largestError()).isLessThan(ROUNDING);
      FloatNdArray baseline = Inputs.uniform(1, x.shape().asArray());
      baseline.scalars().forEach(value -> value.setFloat((float) BASELINE));
      double start = saliency.compute(baseline).scores().get(0);
      for (int i = 0; i < map.scores().length(); i++) {
        double change = map.scores().get(i) - start;
        assertThat(map.gaps().orElseThrow().get(i) / change).isCloseTo(0, within(ROUNDING));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "vgg"})
  void revealCancelGivesWhatTheAuthorsCodeGives(String network) {
    try (References references = References.of(network);
        Model model = Model.load(References.model(network))) {
      Saliency saliency =
          Saliency.of(model).method(DeepLift.of(BASELINE).withRule(NonlinearityRule.REVEAL_CANCEL));
      for (int i = 0; i < 2; i++) {
        Target target = Target.classIndex(references.targets()[i]);

        FloatNdArray map =
            saliency
                .target(target)
                .compute(references.input().slice(Indices.range(i, i + 1)))
                .values();

        FloatNdArray expected =
            EXPECTED.array("reveal_cancel_" + network).slice(Indices.range(i, i + 1));
        assertThat(Maps.of(map, expected).largestError()).isLessThan(ROUNDING);
      }
    }
  }

  /** What raises and what lowers a layer add up to its own difference. */
  @Test
  void aMapOfTheLayerThatRevealCancelStandsAtIsTheSameRescaled() {
    try (References references = References.of("mlp");
        Model model = Model.load(References.model("mlp"))) {
      FloatNdArray x = references.input().slice(Indices.range(0, 2));
      Saliency saliency = Saliency.of(model).target(TARGET);
      DeepLift rescale = DeepLift.of(BASELINE);

      ImmutableMap<String, FloatNdArray> rescaled = saliency.method(rescale).layers(x).values();
      ImmutableMap<String, FloatNdArray> revealed =
          saliency.method(rescale.withRule(NonlinearityRule.REVEAL_CANCEL)).layers(x).values();

      String last = rescaled.keySet().asList().get(rescaled.size() - 2);
      assertThat(revealed.keySet()).isEqualTo(rescaled.keySet());
      assertThat(
              Maps.of(requireNonNull(revealed.get(last)), requireNonNull(rescaled.get(last)))
                  .largestError())
          .isLessThan(ROUNDING);
    }
  }

  @Test
  void aSampleAloneHasTheMapThatItHasInABatch() {
    FloatNdArray x = EXPECTED.array("x");
    try (Model model = EXPECTED.named("products").load()) {
      Saliency saliency = Saliency.of(model).target(TARGET).method(DeepLift.of(BASELINE));

      FloatNdArray alone = saliency.compute(x.slice(Indices.range(1, 2))).values();

      FloatNdArray inBatch = saliency.compute(x).values().slice(Indices.range(1, 2));
      assertThat(Maps.of(alone, inBatch).largestError()).isLessThan(1e-5);
    }
  }

  @ParameterizedTest
  @CsvSource({"deeplift, products, x", "activation_recurrent, gru_keras2_loop, x"})
  void anExportIsComparedTheSame(String cases, String name, String input, @TempDir Path folder) {
    FloatNdArray x = Cases.of(cases).array(input);
    try (Model model = Cases.of(cases).named(name).load()) {
      Saliency saliency = Saliency.of(model).target(TARGET).method(DeepLift.of(BASELINE));
      saliency.export(folder.resolve("explained"));

      try (Model exported = Model.load(folder.resolve("explained"))) {
        FloatNdArray map = exported.explanation().orElseThrow().compute(x, TARGET).values();
        assertThat(Maps.of(map, saliency.compute(x).values()).largestError()).isLessThan(1e-5);
      }
    }
  }

  /** Both operands change where there are two. */
  static Arguments[] functions() {
    return new Arguments[] {
      of("Mul", graph -> graph.node("Mul", "x", moved(graph))),
      of("MulNoNan", graph -> graph.node("MulNoNan", "x", moved(graph))),
      of("Square", DeepLiftEverywhereTest::squared),
      of("SquaredDifference", graph -> graph.node("SquaredDifference", "x", squared(graph))),
      of("RealDiv", graph -> graph.node("RealDiv", "x", positive(graph))),
      of("Div", graph -> graph.node("Div", moved(graph), positive(graph))),
      of("DivNoNan", graph -> graph.node("DivNoNan", "x", graph.node("Relu", moved(graph)))),
      of("Reciprocal", graph -> graph.node("Reciprocal", positive(graph))),
      of("Inv", graph -> graph.node("Inv", positive(graph))),
      of("Sqrt", graph -> graph.node("Sqrt", positive(graph))),
      of("Rsqrt", graph -> graph.node("Rsqrt", positive(graph))),
      of("Pow", graph -> graph.node("Pow", positive(graph), number(graph, 1.3))),
      of("Maximum", graph -> graph.node("Maximum", "x", squared(graph))),
      of("Minimum", graph -> graph.node("Minimum", "x", squared(graph))),
      of("Softmax", graph -> graph.node("Softmax", "x")),
      of("LogSoftmax", graph -> graph.node("LogSoftmax", "x")),
      of("BatchMatMulV2", DeepLiftEverywhereTest::product),
      of("Max", graph -> reduced(graph, "Max")),
      of("Min", graph -> reduced(graph, "Min")),
      of("EuclideanNorm", graph -> reduced(graph, "EuclideanNorm")),
    };
  }

  private static Arguments of(String op, Function<SmallGraph, String> end) {
    return Arguments.of(op, end);
  }

  private static String number(SmallGraph graph, double value) {
    return graph.constant(new double[] {value}, 1);
  }

  /** What is no function of each value of the input. */
  private static String moved(SmallGraph graph) {
    return graph.node("MatMul", graph.node("Tanh", "x"), graph.weights(4, 4));
  }

  private static String squared(SmallGraph graph) {
    return graph.node("Square", moved(graph));
  }

  private static String positive(SmallGraph graph) {
    return graph.node("AddV2", squared(graph), number(graph, 0.2));
  }

  private static String product(SmallGraph graph) {
    String rows = graph.node("ExpandDims", "x", graph.integer(1));
    String columns = graph.node("ExpandDims", moved(graph), graph.integer(2));
    return graph.node("Squeeze", graph.node("BatchMatMulV2", columns, rows));
  }

  private static String reduced(SmallGraph graph, String op) {
    return graph.add(
        graph.builder(op, "x", graph.integers(1)).putAttr("keep_dims", SmallGraph.truth(true)));
  }

  /** As JAX writes it: the largest is subtracted, and stopped. */
  @Test
  void aSoftmaxOfSeveralOpsIsThatOfOne() {
    SmallGraph written = new SmallGraph();
    written.input("x", 4);
    String logits = moved(written);
    String largest =
        written.add(
            written
                .builder("Max", logits, written.integers(1))
                .putAttr("keep_dims", SmallGraph.truth(true)));
    String shifted = written.node("Sub", logits, written.node("StopGradient", largest));
    String exponentials = written.node("Exp", shifted);
    String sum =
        written.add(
            written
                .builder("Sum", exponentials, written.integers(1))
                .putAttr("keep_dims", SmallGraph.truth(true)));
    String shares = written.node("RealDiv", exponentials, sum);
    written.node("MatMul", shares, written.weights(4, 2));
    SmallGraph one = new SmallGraph();
    one.input("x", 4);
    one.node("MatMul", one.node("Softmax", moved(one)), one.weights(4, 2));

    GradientResult result = explain(written, DeepLift.of(-0.4));

    assertThat(Maps.array(result.onlyMap()))
        .containsExactly(Maps.array(explain(one, DeepLift.of(-0.4)).onlyMap()), within(1e-6f));
    assertThat(result.gaps().orElseThrow().stream()).allMatch(gap -> Math.abs(gap) < 1e-5);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void differencesAddUpThroughEachOp(String op, Function<SmallGraph, String> end) {
    SmallGraph graph = new SmallGraph();
    graph.input("x", 4);
    String flat = graph.node("Reshape", end.apply(graph), graph.integers(-1, size(op)));
    graph.node("MatMul", flat, graph.weights(size(op), 2));

    GradientResult result = explain(graph, DeepLift.of(-0.4).withRescaledMaxPool());

    assertThat(Maps.array(result.onlyMap())).isNotEqualTo(new float[12]);
    assertThat(result.gaps().orElseThrow().stream()).allMatch(gap -> Math.abs(gap) < 1e-5);
  }

  private static int size(String op) {
    return switch (op) {
      case "BatchMatMulV2" -> 16;
      case "Max", "Min", "EuclideanNorm" -> 1;
      default -> 4;
    };
  }

  @Test
  void aNodeThatIsNoneOfItIsNamed() {
    SmallGraph graph = new SmallGraph();
    graph.input("x", 4);
    String product = reduced(graph, "Prod");
    graph.node("MatMul", product, graph.weights(1, 2));

    assertThatThrownBy(() -> explain(graph, DeepLift.of(0)))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The difference from the baseline does not pass the node '"
                + product
                + "' (op 'Prod'): it is neither linear, nor a function of each value of one tensor,"
                + " nor a product, quotient, power or softmax.\n"
                + "Maybe use the gradient or integrated gradients, or choose an output before that"
                + " node with Model.from(path).output(name).");
  }

  private static GradientResult explain(SmallGraph graph, DeepLift method) {
    try (GradientEngine engine = GradientEngine.open(graph.build())) {
      return method.attribute(
          ChunkedPasses.of(engine),
          new Batch(ImmutableMap.of("x", Inputs.normal(4, 3, 4)), 3),
          new ResolvedTargets(ImmutableLongArray.of(0, 1, 0), Optional.empty()));
    }
  }
}
