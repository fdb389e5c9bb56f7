package io.github.tfsaliency.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.method.attention.LibraGrad;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.SmallGraph;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;

/** What LibraGrad holds in graphs whose map is known. */
class LibraFormsTest {
  @TempDir Path folder;

  private final SmallGraph graph = new SmallGraph();

  private static FloatNdArray values(float... values) {
    return NdArrays.wrap(Shape.of(1, values.length), DataBuffers.of(values, true, false));
  }

  /** The map of the sum of what the graph ends with. */
  private float[] map(String end, FloatNdArray x) throws IOException {
    String axes = graph.integers(1);
    graph.add(graph.builder("Sum", end, axes).putAttr("keep_dims", SmallGraph.truth(true)));
    graph.save(folder);
    try (Model model = Model.load(folder)) {
      Attribution map =
          Saliency.of(model).method(LibraGrad.of()).target(Target.classIndex(0)).compute(x);
      return Maps.array(map.values());
    }
  }

  private String number(double value) {
    return graph.constant(new double[] {value});
  }

  @Test
  void gateOfMishAtZeroIsThreeFifths() throws IOException {
    graph.input("x", 2);
    String end = graph.node("Mul", "x", graph.node("Tanh", graph.node("Softplus", "x")));

    float[] map = map(end, values(0, 1));

    assertThat(map[0]).isCloseTo(0.6f, within(1e-6f));
    assertThat(map[1]).isCloseTo((float) Math.tanh(Math.log1p(Math.E)), within(1e-6f));
  }

  @Test
  void gateOfSwishAtZeroIsAHalf() throws IOException {
    graph.input("x", 3);

    float[] map = map(graph.node("Mul", "x", graph.node("Sigmoid", "x")), values(0, 1, -1e-9f));

    assertThat(map[0]).isEqualTo(0.5f);
    assertThat(map[1]).isCloseTo((float) (1 / (1 + Math.exp(-1))), within(1e-6f));
    assertThat(map[2]).isEqualTo(0.5f);
  }

  /** What is compared with has no gradient, so the product has one factor alone. */
  @Test
  void valueThatIsMaskedKeepsItsWholeGradient() throws IOException {
    graph.input("x", 2);
    String above = graph.node("Greater", "x", number(0));
    String mask =
        graph.add(
            graph
                .builder("Cast", above)
                .clearAttr()
                .putAttr("SrcT", Graphs.type(DataType.DT_BOOL))
                .putAttr("DstT", Graphs.FLOAT));
    String silu = graph.node("Mul", "x", graph.node("Sigmoid", "x"));

    float[] map = map(graph.node("Mul", silu, mask), values(1, -1));

    assertThat(map[0]).isCloseTo((float) (1 / (1 + Math.exp(-1))), within(1e-6f));
    assertThat(map[1]).isZero();
  }

  @Test
  void bothFactorsOfAProductGetHalf() throws IOException {
    graph.input("x", 2);
    String one = graph.node("MatMul", "x", graph.constant(new double[] {1, 0, 0, 1}, 2, 2));
    String other = graph.node("MatMul", "x", graph.constant(new double[] {0, 3, 2, 0}, 2, 2));

    // x1 * 2 x2 + x2 * 3 x1, of which each x gets half of 5 times the other one.
    assertThat(map(graph.node("Mul", one, other), values(1, 2))).containsExactly(5, 2.5f);
  }

  /** The mean's way counts, the length's does not. */
  @Test
  void lengthWithoutKeptDimensionsIsHeld() throws IOException {
    graph.input("x", 2);
    String axes = graph.integers(1);
    String sum =
        graph.add(
            graph
                .builder("Sum", graph.node("Square", "x"), axes)
                .putAttr("keep_dims", SmallGraph.truth(false)));
    String length =
        graph.add(
            graph
                .builder("ExpandDims", graph.node("Sqrt", sum), graph.integer(1))
                .putAttr("Tdim", Graphs.type(DataType.DT_INT32)));

    assertThat(map(graph.node("RealDiv", "x", length), values(3, 4)))
        .containsExactly(new float[] {0.2f, 0.2f}, within(1e-6f));
  }

  /** The shares of one token in three, each the same function of all. */
  private float[] attention(boolean written, boolean learned) throws IOException {
    String x = graph.input("x", 3, 2);
    String queries = learned ? graph.weights(1, 1, 2) : x;
    String scores =
        graph.add(
            graph.builder("BatchMatMulV2", queries, x).putAttr("adj_y", SmallGraph.truth(true)));
    String shares;
    if (written) {
      String sum =
          graph.add(
              graph
                  .builder("Sum", graph.node("Exp", scores), graph.integers(2))
                  .putAttr("keep_dims", SmallGraph.truth(true)));
      shares = graph.node("Exp", graph.node("Sub", scores, graph.node("Log", sum)));
    } else {
      shares = graph.node("Softmax", scores);
    }
    String attended = graph.node("BatchMatMulV2", shares, x);
    return map(
        graph.mean(attended, false, 1),
        NdArrays.wrap(
            Shape.of(1, 3, 2), DataBuffers.of(new float[] {1, 2, -1, 0.5f, 0, 3}, true, false)));
  }

  @Test
  void softmaxThatIsWrittenByALogarithmIsHeld() throws IOException {
    float[] map = attention(true, false);

    // Two values a token, and its mean share.
    assertThat(map[0]).isEqualTo(map[1]).isBetween(0f, 1f);
    assertThat(map[0] + map[2] + map[4]).isCloseTo(1, within(1e-6f));
  }

  @Test
  void softmaxOfOneOpIsHeld() throws IOException {
    float[] map = attention(false, false);

    assertThat(map[0]).isEqualTo(map[1]).isBetween(0f, 1f);
    assertThat(map[0] + map[2] + map[4]).isCloseTo(1, within(1e-6f));
  }

  @Test
  void sharesOfALearnedQueryAreHeld() throws IOException {
    float[] map = attention(false, true);

    assertThat(map[0]).isEqualTo(map[1]).isBetween(0f, 1f);
    assertThat(map[0] + map[2] + map[4]).isCloseTo(1, within(1e-6f));
  }
}
