package io.github.tfsaliency.lrp;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.support.SmallGraph;
import java.util.function.DoubleUnaryOperator;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/**
 * A gate as some exporter writes it: {@code v (scale y + offset)}, where y is a sigmoid of u, or a
 * hard one.
 *
 * @param name of the form
 * @param ops adds the ops behind v and u and gives the name of the product
 * @param formula y of u, written from its definition
 * @param scale how much of y is in the factor of v
 * @param offset the rest of that factor
 */
record GateForm(String name, Ops ops, DoubleUnaryOperator formula, double scale, double offset) {

  /** Adds ops and gives the name of the last one. */
  interface Ops {
    String add(SmallGraph graph, String v, String u);
  }

  private static double hardSigmoid(double u) {
    return Math.max(0, Math.min(1, u / 6 + 0.5));
  }

  @Override
  public String toString() {
    return name;
  }

  static ImmutableList<GateForm> all() {
    return ImmutableList.<GateForm>builder().addAll(smooth()).addAll(hard()).build();
  }

  private static ImmutableList<GateForm> smooth() {
    return ImmutableList.of(
        smooth("a sigmoid", (g, v, u) -> g.node("Mul", v, sigmoid(g, u)), 1, 0),
        smooth("the other factor first", (g, v, u) -> g.node("Mul", sigmoid(g, u), v), 1, 0),
        smooth(
            "a quotient",
            (g, v, u) -> g.node("Mul", v, g.node("RealDiv", n(g, 1), divisor(g, u))),
            1,
            0),
        smooth("a quotient of the signal", (g, v, u) -> g.node("RealDiv", v, divisor(g, u)), 1, 0),
        smooth(
            "a quotient of the signal by what was reshaped",
            (g, v, u) ->
                g.node(
                    "Reshape",
                    g.node(
                        "RealDiv",
                        g.node("Reshape", v, g.integers(-1, 2, 3)),
                        g.node("Reshape", divisor(g, u), g.integers(-1, 2, 3))),
                    g.integers(-1, 6)),
            1,
            0),
        smooth(
            "two quotients",
            (g, v, u) -> {
              String divisor = divisor(g, u);
              return g.node(
                  "AddV2",
                  g.node("RealDiv", v, divisor),
                  g.node("RealDiv", times(g, v, 2), divisor));
            },
            3,
            0),
        smooth("an einsum", (g, v, u) -> einsum(g, "ij,ij->ij", v, sigmoid(g, u)), 1, 0),
        smooth(
            "an einsum of what was transposed",
            (g, v, u) ->
                einsum(
                    g,
                    "ba,ab->ab",
                    g.add(
                        g.builder("Transpose", sigmoid(g, u), g.integers(1, 0))
                            .putAttr("Tperm", Graphs.type(DataType.DT_INT32))),
                    v),
            1,
            0),
        smooth(
            "reshaped between",
            (g, v, u) ->
                g.node(
                    "Reshape",
                    g.node(
                        "Mul",
                        g.node("Reshape", v, g.integers(-1, 2, 3)),
                        g.node("Reshape", sigmoid(g, u), g.integers(-1, 2, 3))),
                    g.integers(-1, 6)),
            1,
            0),
        smooth("twice a sigmoid", (g, v, u) -> g.node("Mul", v, times(g, sigmoid(g, u), 2)), 2, 0),
        smooth("turned", (g, v, u) -> g.node("Mul", v, turned(g, sigmoid(g, u), 1)), -1, 1),
        smooth(
            "turned by a negation",
            (g, v, u) -> g.node("Mul", v, g.node("AddV2", n(g, 1), g.node("Neg", sigmoid(g, u)))),
            -1,
            1),
        smooth(
            "of two tensors",
            (g, v, u) -> {
              String y = sigmoid(g, u);
              return g.node(
                  "AddV2", g.node("Mul", v, y), g.node("Mul", times(g, v, 2), turned(g, y, 1)));
            },
            -1,
            2));
  }

  private static ImmutableList<GateForm> hard() {
    return ImmutableList.of(
        hard("a hard sigmoid", (g, v, u) -> g.node("Mul", v, times(g, six(g, u), 1.0 / 6)), 1, 0),
        hard(
            "divided ahead of the product",
            (g, v, u) -> g.node("Mul", v, g.node("RealDiv", six(g, u), n(g, 6))),
            1,
            0),
        hard(
            "divided behind the product",
            (g, v, u) -> g.node("RealDiv", g.node("Mul", v, six(g, u)), n(g, 6)),
            1,
            0),
        hard(
            "multiplied by a sixth behind the product",
            (g, v, u) -> times(g, g.node("Mul", six(g, u), v), 1.0 / 6),
            1,
            0),
        hard(
            "divided in the signal",
            (g, v, u) -> g.node("Mul", times(g, v, 1.0 / 6), six(g, u)),
            1,
            0),
        hard(
            "divided behind the product and a reshape",
            (g, v, u) ->
                g.node(
                    "RealDiv",
                    g.node("Reshape", g.node("Mul", v, six(g, u)), g.integers(-1, 6)),
                    n(g, 6)),
            1,
            0),
        hard(
            "divided behind a reshape of the gate",
            (g, v, u) ->
                g.node(
                    "Mul", v, times(g, g.node("Reshape", six(g, u), g.integers(-1, 6)), 1.0 / 6)),
            1,
            0),
        hard(
            "divided behind an einsum",
            (g, v, u) -> times(g, einsum(g, "ij,ij->ij", six(g, u), v), 1.0 / 6),
            1,
            0),
        hard(
            "a clip divided behind the product",
            (g, v, u) -> {
              String sum = g.node("AddV2", u, n(g, 3));
              String clip = g.node("Minimum", g.node("Maximum", sum, n(g, 0)), n(g, 6));
              return g.node("RealDiv", g.node("Mul", v, clip), n(g, 6));
            },
            1,
            0),
        hard(
            "turned and divided behind the product",
            (g, v, u) -> times(g, g.node("Mul", v, turned(g, six(g, u), 6)), 1.0 / 6),
            -1,
            1),
        new GateForm(
            "of Keras 2",
            (g, v, u) -> {
              String sum = g.node("AddV2", times(g, u, 0.2), n(g, 0.5));
              return g.node("Mul", v, ActivationForm.clip(g, sum, 0, 1));
            },
            u -> Math.max(0, Math.min(1, 0.2 * u + 0.5)),
            1,
            0));
  }

  private static GateForm smooth(String name, Ops ops, double scale, double offset) {
    return new GateForm(name, ops, ActivationForm::sigmoid, scale, offset);
  }

  private static GateForm hard(String name, Ops ops, double scale, double offset) {
    return new GateForm(name, ops, GateForm::hardSigmoid, scale, offset);
  }

  private static String sigmoid(SmallGraph graph, String u) {
    return graph.node("Sigmoid", u);
  }

  private static String divisor(SmallGraph graph, String u) {
    return graph.node("AddV2", n(graph, 1), graph.node("Exp", graph.node("Neg", u)));
  }

  private static String six(SmallGraph graph, String u) {
    return graph.node("Relu6", graph.node("AddV2", u, n(graph, 3)));
  }

  private static String times(SmallGraph graph, String tensor, double number) {
    return graph.node("Mul", tensor, n(graph, number));
  }

  private static String turned(SmallGraph graph, String gate, double most) {
    return graph.node("Sub", n(graph, most), gate);
  }

  private static String einsum(SmallGraph graph, String equation, String... operands) {
    return graph.add(
        graph
            .builder("Einsum", operands)
            .putAttr("equation", Graphs.text(equation))
            .putAttr("N", AttrValue.newBuilder().setI(2).build()));
  }

  private static String n(SmallGraph graph, double value) {
    return graph.constant(new double[] {value});
  }
}
