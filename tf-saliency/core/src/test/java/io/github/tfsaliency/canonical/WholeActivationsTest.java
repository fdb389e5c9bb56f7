package io.github.tfsaliency.canonical;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.files.ModelFolder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Where an activation begins and ends, and which sigmoids are gates. */
class WholeActivationsTest {
  private static final int SIZE = 4;

  private final Random random = new Random(3);
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
  private String last = "";

  WholeActivationsTest() {
    add(Graphs.node("x", "Placeholder").toBuilder().putAttr("shape", Graphs.shape(-1, SIZE)));
  }

  @Test
  void aFactorBehindReluIsNoPartOfIt() {
    String relu = node("Relu", dense("x"));
    dense(node("Mul", relu, number(3)));

    assertFound("ReLU " + relu);
  }

  @Test
  void reluBehindReluIsTwo() {
    String first = node("Relu", dense("x"));
    String second = node("Relu", first);
    dense(second);

    assertFound("ReLU " + first, "ReLU " + second);
  }

  @Test
  void aResidualSumIsNoPartOfRelu() {
    String z = dense("x");
    String relu = node("Relu", z);
    dense(node("AddV2", z, relu));

    assertFound("ReLU " + relu);
  }

  @Test
  void logarithmRootMagnitudeAndSquareAloneAreNone() {
    String z = dense("x");
    String square = node("Square", z);
    dense(node("Log", node("Sqrt", node("Abs", square))));

    assertFound();
  }

  @Test
  void aGuardAgainstZeroIsNone() {
    dense(node("Maximum", dense("x"), number(1e-3)));

    assertFound();
  }

  @Test
  void aSoftmaxWrittenByHandIsNone() {
    String exponential = node("Exp", dense("x"));
    String sum =
        add(
            Graphs.node(next("Sum"), "Sum", exponential, axis()).toBuilder()
                .putAttr("keep_dims", AttrValue.newBuilder().setB(true).build()));
    dense(node("RealDiv", exponential, sum));

    assertFound();
  }

  @Test
  void reluBehindATensorIsSquaredOnlyIfNothingElseReadsIt() {
    String relu = node("Relu", dense("x"));
    dense(node("Mul", relu, node("Rsqrt", node("Square", relu))));

    assertFound("ReLU " + relu);
  }

  @Test
  void aSigmoidThatScalesAnotherTensorIsAGate() {
    String signal = node("Tanh", dense("x"));
    String gate = node("Sigmoid", dense("x"));
    dense(node("Mul", signal, gate));

    assertFound("tanh " + signal, "gate sigmoid " + gate);
  }

  @Test
  void aBiasWithinMakesTheSigmoidAGate() {
    String z = dense("x");
    String gate = node("Sigmoid", node("AddV2", node("Mul", z, number(2)), number(0.5)));
    dense(node("Mul", z, gate));

    assertFound("gate sigmoid " + gate);
  }

  @Test
  void aGateMayBeTurnedAndScaleSeveralTensors() {
    String gate = node("Sigmoid", dense("x"));
    String first = node("Mul", dense("x"), gate);
    String second = node("Mul", dense("x"), node("Sub", number(1), gate));
    dense(node("AddV2", first, second));

    assertFound("gate sigmoid " + gate);
  }

  @Test
  void aHardSigmoidMayBeAGateAndTurned() {
    String sum = node("AddV2", node("Mul", dense("x"), number(0.2)), number(0.5));
    String gate = node("ClipByValue", sum, number(0), number(1));
    dense(node("Mul", dense("x"), node("Sub", number(1), gate)));

    assertFound("gate hard-sigmoid " + gate);
  }

  @Test
  void aSigmoidThatASumReadsIsAnActivation() {
    String sigmoid = node("Sigmoid", dense("x"));
    dense(node("Mul", dense("x"), node("AddV2", sigmoid, number(1))));

    assertFound("sigmoid " + sigmoid);
  }

  @Test
  void aSigmoidThatALayerReadsTooIsAnActivation() {
    String sigmoid = node("Sigmoid", dense("x"));
    String product = node("Mul", dense("x"), sigmoid);
    dense(node("AddV2", product, dense(sigmoid)));

    assertFound("sigmoid " + sigmoid);
  }

  @Test
  void tanhIsNoGate() {
    String tanh = node("Tanh", dense("x"));
    dense(node("Mul", dense("x"), tanh));

    assertFound("tanh " + tanh);
  }

  @Test
  void theReluOfSqueezeAndExcitationIsNoGate() {
    String squeezed = node("Relu", dense("x"));
    String bounded = node("Relu6", node("AddV2", dense(squeezed), number(3)));
    String gate = node("Mul", bounded, number(1.0 / 6));
    dense(node("Mul", dense("x"), gate));

    assertFound("ReLU " + squeezed, "gate hard-sigmoid " + gate);
  }

  @Test
  void theHalvesOfAGluAreNoSilu() {
    String halves =
        add(
            Graphs.node(next("Split"), "Split", axis(), dense("x")).toBuilder()
                .putAttr("num_split", AttrValue.newBuilder().setI(2).build()));
    String gate = node("Sigmoid", halves + ":1");
    node("Mul", halves, gate);

    assertFound("gate sigmoid " + gate);
  }

  private void assertFound(String... expected) {
    assertThat(CanonicalGraph.of(build()).activations())
        .extracting(
            found ->
                (found.gate() ? "gate " : "") + found.function() + " " + found.node().getName())
        .containsExactlyInAnyOrder(expected);
  }

  @CanIgnoreReturnValue
  private String dense(String operand) {
    float[] kernel = new float[SIZE * SIZE];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = 2 * random.nextFloat() - 1;
    }
    String weights = add(Graphs.floats(next("kernel"), Shape.of(SIZE, SIZE), kernel).toBuilder());
    return node("MatMul", operand, weights);
  }

  private String number(double value) {
    return add(Graphs.floats(next("number"), Shape.scalar(), (float) value).toBuilder());
  }

  private String axis() {
    return add(Graphs.integers(next("axis"), Shape.scalar(), 1).toBuilder());
  }

  @CanIgnoreReturnValue
  private String node(String op, String... operands) {
    return add(Graphs.node(next(op), op, operands).toBuilder());
  }

  private String next(String name) {
    return name + "_" + nodes.size();
  }

  @CanIgnoreReturnValue
  private String add(NodeDef.Builder node) {
    last = node.getName();
    nodes.put(last, node.build());
    return last;
  }

  private InferenceGraph build() {
    ModelInput input =
        new ModelInput("x", new TensorRef("x", 0), DataType.DT_FLOAT, Shape.of(-1, SIZE));
    return new InferenceGraph(
            ModelFolder.of(Path.of("small")),
            "serving_default",
            ImmutableList.of(input),
            ImmutableMap.of("x", input.tensor()),
            new TensorRef(last, 0),
            last,
            ImmutableMap.copyOf(nodes),
            ImmutableMap.of(),
            ImmutableMap.of())
        .withNodes(nodes);
  }
}
