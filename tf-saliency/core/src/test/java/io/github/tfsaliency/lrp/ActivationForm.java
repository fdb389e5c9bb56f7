package io.github.tfsaliency.lrp;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.support.SmallGraph;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * An activation function as some exporter writes it, with its formula.
 *
 * @param name of the function, and of the form
 * @param ops adds the ops behind a tensor and gives the name of the result
 * @param formula written from its definition
 */
record ActivationForm(
    String name, BiFunction<SmallGraph, String, String> ops, DoubleUnaryOperator formula) {
  private static final double[] SLOPES = {0.1, 0.4, 0.25, 0.7, 0.05, 0.3};

  @Override
  public String toString() {
    return name;
  }

  /** Of the places of a sample, one after the other, where a weight differs by channel. */
  double at(int place, double x) {
    return name.contains("by channel")
        ? name.startsWith("LeakyReLU")
            ? x > 0 ? x : SLOPES[place] * x
            : x * sigmoid((1 + SLOPES[place]) * x)
        : formula.applyAsDouble(x);
  }

  static ImmutableList<ActivationForm> all() {
    return ImmutableList.<ActivationForm>builder()
        .addAll(rectifiers())
        .addAll(smooth())
        .addAll(sigmoids())
        .addAll(selfGated())
        .addAll(shrinkages())
        .build();
  }

  private static ImmutableList<ActivationForm> rectifiers() {
    DoubleUnaryOperator relu = x -> Math.max(x, 0);
    DoubleUnaryOperator relu6 = x -> Math.min(Math.max(x, 0), 6);
    return ImmutableList.of(
        of("ReLU", op("Relu"), relu),
        of("ReLU as a maximum", (g, x) -> g.node("Maximum", x, n(g, 0)), relu),
        of("ReLU6", op("Relu6"), relu6),
        of("ReLU6 as clip", (g, x) -> clip(g, x, 0, 6), relu6),
        of("ReLU6 as clip behind ReLU", (g, x) -> clip(g, g.node("Relu", x), 0, 6), relu6),
        of(
            "ReLU6 as minimum of ReLU",
            (g, x) -> g.node("Minimum", g.node("Relu", x), n(g, 6)),
            relu6),
        of("clipped ReLU", (g, x) -> clip(g, x, 0, 0.5), x -> Math.min(Math.max(x, 0), 0.5)),
        of(
            "thresholded ReLU",
            (g, x) -> g.node("Mul", x, truth(g, g.node("Greater", x, n(g, 0.3)))),
            x -> x > 0.3 ? x : 0),
        of("LeakyReLU", (g, x) -> leaky(g, x), x -> x > 0 ? x : 0.25 * x),
        of(
            "LeakyReLU as a maximum",
            (g, x) -> g.node("Maximum", x, g.node("Mul", x, n(g, 0.25))),
            x -> x > 0 ? x : 0.25 * x),
        of(
            "LeakyReLU by channel (PReLU of Keras)",
            (g, x) ->
                g.node(
                    "AddV2",
                    g.node("Relu", x),
                    g.node(
                        "Mul",
                        g.node("Neg", g.constant(SLOPES, 6)),
                        g.node("Relu", g.node("Neg", x)))),
            x -> x),
        of(
            "squared ReLU as a square",
            (g, x) -> g.node("Square", g.node("Relu", x)),
            x -> x > 0 ? x * x : 0),
        of(
            "squared ReLU as a product",
            (g, x) -> {
              String active = g.node("Relu", x);
              return g.node("Mul", active, active);
            },
            x -> x > 0 ? x * x : 0),
        of("hard tanh", (g, x) -> clip(g, x, -1, 1), x -> Math.max(-1, Math.min(1, x))));
  }

  private static ImmutableList<ActivationForm> smooth() {
    DoubleUnaryOperator elu = x -> x > 0 ? x : Math.expm1(x);
    return ImmutableList.of(
        of("ELU", op("Elu"), elu),
        of(
            "ELU as a choice",
            (g, x) ->
                g.node(
                    "SelectV2",
                    g.node("Greater", x, n(g, 0)),
                    x,
                    g.node("Mul", n(g, 0.7), g.node("Expm1", x))),
            x -> x > 0 ? x : 0.7 * Math.expm1(x)),
        of(
            "SELU",
            op("Selu"),
            x -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x))),
        of(
            "CELU",
            (g, x) ->
                g.node(
                    "AddV2",
                    g.node("Maximum", x, n(g, 0)),
                    g.node(
                        "Mul",
                        n(g, 2),
                        g.node(
                            "Expm1", g.node("RealDiv", g.node("Minimum", x, n(g, 0)), n(g, 2))))),
            x -> x > 0 ? x : 2 * Math.expm1(x / 2)),
        of("tanh", op("Tanh"), Math::tanh),
        of(
            "tanh as a sigmoid",
            (g, x) ->
                g.node(
                    "Sub",
                    g.node("Mul", n(g, 2), g.node("Sigmoid", g.node("Mul", n(g, 2), x))),
                    n(g, 1)),
            Math::tanh),
        of("softplus", op("Softplus"), x -> Math.log1p(Math.exp(x))),
        of(
            "softplus as a logarithm",
            (g, x) -> g.node("Log1p", g.node("Exp", x)),
            x -> Math.log1p(Math.exp(x))),
        of("softsign", op("Softsign"), x -> x / (1 + Math.abs(x))),
        of(
            "softsign as a quotient",
            (g, x) -> g.node("RealDiv", x, g.node("AddV2", n(g, 1), g.node("Abs", x))),
            x -> x / (1 + Math.abs(x))),
        of(
            "log-sigmoid",
            (g, x) -> g.node("Neg", g.node("Softplus", g.node("Neg", x))),
            x -> -Math.log1p(Math.exp(-x))),
        of("exponential", op("Exp"), Math::exp),
        of(
            "squareplus",
            (g, x) ->
                g.node(
                    "Mul",
                    n(g, 0.5),
                    g.node(
                        "AddV2", x, g.node("Sqrt", g.node("AddV2", g.node("Square", x), n(g, 4))))),
            x -> (x + Math.sqrt(x * x + 4)) / 2));
  }

  private static ImmutableList<ActivationForm> sigmoids() {
    return ImmutableList.of(
        of("sigmoid", op("Sigmoid"), ActivationForm::sigmoid),
        of(
            "sigmoid as a quotient",
            (g, x) ->
                g.node(
                    "RealDiv", n(g, 1), g.node("AddV2", n(g, 1), g.node("Exp", g.node("Neg", x)))),
            ActivationForm::sigmoid),
        of(
            "hard-sigmoid of Keras 2",
            (g, x) -> clip(g, g.node("AddV2", g.node("Mul", x, n(g, 0.2)), n(g, 0.5)), 0, 1),
            x -> hard(0.2 * x + 0.5)),
        of("hard-sigmoid of Keras 3", ActivationForm::hardSigmoid, x -> hard(x / 6 + 0.5)),
        of(
            "hard-sigmoid by bounds",
            (g, x) ->
                g.node(
                    "Relu",
                    g.node(
                        "Minimum",
                        g.node("AddV2", g.node("Mul", x, n(g, 0.5)), n(g, 0.5)),
                        n(g, 1))),
            x -> hard(0.5 * x + 0.5)));
  }

  private static ImmutableList<ActivationForm> selfGated() {
    DoubleUnaryOperator gelu = ActivationForm::gelu;
    return ImmutableList.of(
        of("SiLU", (g, x) -> g.node("Mul", x, g.node("Sigmoid", x)), x -> x * sigmoid(x)),
        of("SiLU with Keras' own gradient", ActivationForm::kerasSwish, x -> x * sigmoid(x)),
        of(
            "SiLU with beta",
            (g, x) -> g.node("Mul", g.node("Sigmoid", g.node("Mul", n(g, 1.4), x)), x),
            x -> x * sigmoid(1.4 * x)),
        of(
            "SiLU by channel",
            (g, x) ->
                g.node("Mul", x, g.node("Sigmoid", g.node("Mul", g.constant(raised(), 6), x))),
            x -> x),
        of(
            "GELU by 1.702",
            (g, x) -> g.node("Mul", x, g.node("Sigmoid", g.node("Mul", n(g, 1.702), x))),
            x -> x * sigmoid(1.702 * x)),
        of(
            "GELU by erf",
            (g, x) ->
                g.node(
                    "Mul",
                    g.node("Mul", n(g, 0.5), x),
                    g.node(
                        "AddV2", n(g, 1), g.node("Erf", g.node("RealDiv", x, n(g, Math.sqrt(2)))))),
            gelu),
        of("GELU by tanh", ActivationForm::geluByTanh, ActivationForm::approximateGelu),
        of("hard-swish", (g, x) -> g.node("Mul", x, hardSigmoid(g, x)), x -> x * hard(x / 6 + 0.5)),
        of(
            "hard-swish with the division behind",
            (g, x) ->
                g.node(
                    "RealDiv",
                    g.node("Mul", x, g.node("Relu6", g.node("AddV2", x, n(g, 3)))),
                    n(g, 6)),
            x -> x * hard(x / 6 + 0.5)),
        of(
            "Mish",
            (g, x) -> g.node("Mul", x, g.node("Tanh", g.node("Softplus", x))),
            x -> x * Math.tanh(Math.log1p(Math.exp(x)))));
  }

  private static ImmutableList<ActivationForm> shrinkages() {
    return ImmutableList.of(
        of("tanh shrinkage", (g, x) -> g.node("Sub", x, g.node("Tanh", x)), x -> x - Math.tanh(x)),
        of(
            "soft shrinkage",
            (g, x) ->
                g.node(
                    "SelectV2",
                    g.node("Greater", x, n(g, 0.5)),
                    g.node("Sub", x, n(g, 0.5)),
                    g.node(
                        "SelectV2",
                        g.node("Less", x, n(g, -0.5)),
                        g.node("AddV2", x, n(g, 0.5)),
                        g.node("ZerosLike", x))),
            x -> Math.signum(x) * Math.max(0, Math.abs(x) - 0.5)),
        of(
            "hard shrinkage",
            (g, x) ->
                g.node(
                    "SelectV2",
                    g.node("Greater", g.node("Abs", x), n(g, 0.5)),
                    x,
                    g.node("ZerosLike", x)),
            x -> Math.abs(x) > 0.5 ? x : 0),
        of(
            "threshold",
            (g, x) ->
                g.node("SelectV2", g.node("Greater", x, n(g, 0.2)), x, g.add(fill(g, x, -0.5))),
            x -> x > 0.2 ? x : -0.5),
        of(
            "sparse plus",
            (g, x) ->
                g.node(
                    "SelectV2",
                    g.node("LessEqual", x, n(g, -1)),
                    g.node("ZerosLike", x),
                    g.node(
                        "SelectV2",
                        g.node("Less", x, n(g, 1)),
                        g.node("Mul", n(g, 0.25), g.node("Square", g.node("AddV2", x, n(g, 1)))),
                        x)),
            x -> x <= -1 ? 0 : x >= 1 ? x : 0.25 * (x + 1) * (x + 1)));
  }

  private static ActivationForm of(
      String name, BiFunction<SmallGraph, String, String> ops, DoubleUnaryOperator formula) {
    return new ActivationForm(name, ops, formula);
  }

  private static BiFunction<SmallGraph, String, String> op(String op) {
    return (graph, x) -> graph.node(op, x);
  }

  static String n(SmallGraph graph, double value) {
    return graph.constant(new double[] {value});
  }

  static String clip(SmallGraph graph, String x, double low, double high) {
    return graph.node("ClipByValue", x, n(graph, low), n(graph, high));
  }

  /** As Keras 3 writes it: relu6(x + 3) / 6. */
  static String hardSigmoid(SmallGraph graph, String x) {
    return graph.node(
        "Mul", graph.node("Relu6", graph.node("AddV2", x, n(graph, 3))), n(graph, 1.0 / 6));
  }

  /** {@code tf.keras.activations.swish} of Keras 2: the gradient is one of its own. */
  private static String kerasSwish(SmallGraph graph, String x) {
    String beta = n(graph, 1);
    String value = graph.node("Mul", x, graph.node("Sigmoid", graph.node("Mul", beta, x)));
    return graph.add(
        graph
            .builder("IdentityN", value, x)
            .putAttr("T", Graphs.types(DataType.DT_FLOAT, DataType.DT_FLOAT))
            .putAttr("_gradient_op_type", Graphs.text("CustomGradient-7")));
  }

  private static String geluByTanh(SmallGraph graph, String x) {
    String cube = graph.node("Mul", n(graph, 0.044715), graph.node("Pow", x, n(graph, 3)));
    String inner =
        graph.node("Mul", n(graph, Math.sqrt(2 / Math.PI)), graph.node("AddV2", x, cube));
    String share = graph.node("AddV2", n(graph, 1), graph.node("Tanh", inner));
    return graph.node("Mul", x, graph.node("Mul", n(graph, 0.5), share));
  }

  private static String leaky(SmallGraph graph, String x) {
    return graph.add(
        graph.builder("LeakyRelu", x).putAttr("alpha", AttrValue.newBuilder().setF(0.25f).build()));
  }

  private static String truth(SmallGraph graph, String condition) {
    return graph.add(
        graph
            .builder("Cast", condition)
            .removeAttr("T")
            .putAttr("SrcT", Graphs.type(DataType.DT_BOOL))
            .putAttr("DstT", Graphs.type(DataType.DT_FLOAT)));
  }

  private static NodeDef.Builder fill(SmallGraph graph, String x, double value) {
    String shape = graph.node("Shape", x);
    return graph.builder("Fill", shape, n(graph, value));
  }

  private static double[] raised() {
    double[] raised = SLOPES.clone();
    for (int i = 0; i < raised.length; i++) {
      raised[i] += 1;
    }
    return raised;
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double hard(double x) {
    return Math.max(0, Math.min(1, x));
  }

  /** The integral of the bell curve by Simpson's rule. */
  private static double gelu(double x) {
    int steps = 2000;
    double width = x / steps;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double t = i * width;
      int weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.exp(-t * t / 2);
    }
    return x * (0.5 + sum * width / 3 / Math.sqrt(2 * Math.PI));
  }

  private static double approximateGelu(double x) {
    return x * sigmoid(2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x));
  }
}
