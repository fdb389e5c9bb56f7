package io.github.tfsaliency.lrp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.canonical.CanonicalGraph;
import io.github.tfsaliency.canonical.GateQuotients;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.support.SmallGraph;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** What is just a gate, and what just is none. */
class GateBordersTest {
  private final SmallGraph graph = new SmallGraph();
  private final String v;
  private final String u;

  GateBordersTest() {
    graph.input("x", 4);
    v = dense("x");
    u = dense("x");
  }

  @Test
  void relu6ThatScalesATensorAndIsDividedByNothingIsAnActivation() {
    graph.node("Mul", v, six());

    assertFound("ReLU6");
  }

  @Test
  void relu6ThatIsDividedByAnotherNumberIsAnActivation() {
    graph.node("RealDiv", graph.node("Mul", v, six()), number(5));

    assertFound("ReLU6");
  }

  @Test
  void relu6WhoseProductIsReadUndividedTooIsAnActivation() {
    String product = graph.node("Mul", v, six());
    graph.node("AddV2", product, graph.node("RealDiv", product, number(6)));

    assertFound("ReLU6");
  }

  @Test
  void relu6ThatALayerReadsTooIsAnActivation() {
    String six = six();
    graph.node("AddV2", dense(six), graph.node("RealDiv", graph.node("Mul", v, six), number(6)));

    assertFound("ReLU6");
  }

  @Test
  void anEinsumThatSpreadsAGateOverOtherDimensionsScales() {
    String one = graph.node("Reshape", graph.node("Sigmoid", u), graph.integers(-1, 4));
    String signal = graph.node("Reshape", dense("x"), graph.integers(-1, 1, 4));
    einsum("bhw,bw->bhw", signal, one);

    assertFound("gate sigmoid");
  }

  @Test
  void anEinsumThatSumsIsNoProductOfAGate() {
    einsum("bw,bw->b", v, graph.node("Sigmoid", u));

    assertFound("sigmoid");
  }

  @Test
  void anEinsumOfATensorAndItsSigmoidIsASilu() {
    einsum("bw,bw->bw", u, graph.node("Sigmoid", u));

    assertFound("SiLU");
  }

  @Test
  void aGateMayBeComputedInAnotherPrecision() {
    String gate = cast(graph.node("Sigmoid", u), DataType.DT_FLOAT, DataType.DT_HALF);
    graph.node("Mul", v, cast(gate, DataType.DT_HALF, DataType.DT_FLOAT));

    assertFound("gate sigmoid");
  }

  @Test
  void aSiluMayBeComputedInAnotherPrecision() {
    String half = cast(u, DataType.DT_FLOAT, DataType.DT_HALF);
    String share = graph.add(ofHalves(graph.builder("Sigmoid", half)));
    var unused =
        cast(
            graph.add(ofHalves(graph.builder("Mul", half, share))),
            DataType.DT_HALF,
            DataType.DT_FLOAT);

    assertFound("SiLU");
  }

  @Test
  void aHardSwishDividedAheadIsOne() {
    graph.node(
        "Mul",
        graph.node("RealDiv", u, number(6)),
        graph.node("Relu6", graph.node("AddV2", u, number(3))));

    assertFound("hard-swish");
  }

  @Test
  void aGateOfAGateIsOneTwice() {
    String inner = graph.node("Sigmoid", u);
    String outer = graph.node("Sigmoid", dense(v));
    graph.node("Mul", graph.node("Mul", v, inner), outer);

    assertFound("gate sigmoid", "gate sigmoid");
  }

  @Test
  void aGateThatChoosesIsAnActivation() {
    String sigmoid = graph.node("Sigmoid", u);
    String large = graph.add(graph.builder("Greater", v, number(0)));
    graph.node("SelectV2", large, sigmoid, v);

    assertFound("sigmoid");
  }

  @Test
  void aGateMayScaleALearnedStateThatIsMixedWithWhatComes() {
    String z = graph.node("Sigmoid", u);
    String kept = graph.node("Mul", z, graph.weights(1, 4));
    graph.node("AddV2", kept, graph.node("Mul", graph.node("Sub", number(1), z), v));

    assertFound("gate sigmoid");
  }

  @Test
  void aGateMayScaleALearnedStateAlone() {
    String forgotten = graph.node("Mul", graph.weights(1, 4), graph.node("Sigmoid", u));
    String added = graph.node("Mul", graph.node("Sigmoid", v), graph.node("Tanh", dense("x")));
    graph.node("AddV2", forgotten, added);

    assertFound("gate sigmoid", "gate sigmoid", "tanh");
  }

  @Test
  void aGateMayScaleALearnedStateThatIsRepeatedForEachSample() {
    String shape =
        graph.add(graph.builder("Shape", v).putAttr("out_type", Graphs.type(DataType.DT_INT32)));
    String state =
        graph.add(
            graph
                .builder("BroadcastTo", graph.weights(1, 4), shape)
                .putAttr("Tidx", Graphs.type(DataType.DT_INT32)));
    graph.node("Mul", graph.node("Sigmoid", u), state);

    assertFound("gate sigmoid");
  }

  @Test
  void aSigmoidThatWeightsScaleIsAnActivation() {
    graph.node("AddV2", graph.node("Mul", graph.node("Sigmoid", u), graph.weights(1, 4)), v);

    assertFound("sigmoid");
  }

  @Test
  void aQuotientByOneMoreThanAnExponentialIsAGate() {
    graph.node("RealDiv", v, divisor(u));

    assertFound("gate sigmoid");
  }

  @Test
  void aQuotientOfWhatTheExponentialIsOfIsASilu() {
    graph.node("RealDiv", u, divisor(u));

    assertFound("SiLU");
  }

  @Test
  void aQuotientWhoseDivisorIsReadOtherwiseTooIsNone() {
    String divisor = divisor(u);
    graph.node("AddV2", graph.node("RealDiv", v, divisor), divisor);

    assertFound();
  }

  private String divisor(String operand) {
    return graph.node("AddV2", graph.node("Exp", graph.node("Neg", operand)), number(1));
  }

  private void assertFound(String... expected) {
    assertThat(CanonicalGraph.of(GateQuotients.write(graph.build())).activations())
        .extracting(found -> (found.gate() ? "gate " : "") + found.function())
        .containsExactlyInAnyOrder(expected);
  }

  private String dense(String operand) {
    return graph.node("MatMul", operand, graph.weights(4, 4));
  }

  private String six() {
    return graph.node("Relu6", graph.node("AddV2", u, number(3)));
  }

  private String number(double value) {
    return graph.constant(new double[] {value});
  }

  private void einsum(String equation, String... operands) {
    graph.add(
        graph
            .builder("Einsum", operands)
            .putAttr("equation", Graphs.text(equation))
            .putAttr("N", AttrValue.newBuilder().setI(2).build()));
  }

  private String cast(String operand, DataType from, DataType to) {
    return graph.add(
        graph
            .builder("Cast", operand)
            .removeAttr("T")
            .putAttr("SrcT", Graphs.type(from))
            .putAttr("DstT", Graphs.type(to)));
  }

  private static NodeDef.Builder ofHalves(NodeDef.Builder node) {
    return node.putAttr("T", Graphs.type(DataType.DT_HALF));
  }
}
