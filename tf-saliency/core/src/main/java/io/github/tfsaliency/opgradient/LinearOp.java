package io.github.tfsaliency.opgradient;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.proto.NodeDef;

/**
 * Ops that are linear in their data and in their weights: what a rule applies again to other data
 * and other weights, and its transpose, which takes values from the output back to the input.
 */
public final class LinearOp {
  /**
   * Which of a node's inputs is which.
   *
   * @param data the index of the values that depend on the model's input
   * @param weights the index of the weights
   */
  public record Roles(int data, int weights) {}

  private static final Roles DATA_FIRST = new Roles(0, 1);
  private static final Roles WEIGHTS_FIRST = new Roles(1, 0);
  private static final Roles TRANSPOSED_CONVOLUTION = new Roles(2, 1);

  private static final ImmutableMap<String, ImmutableList<Roles>> ROLES =
      ImmutableMap.<String, ImmutableList<Roles>>builder()
          .put("Conv2D", ImmutableList.of(DATA_FIRST))
          .put("Conv3D", ImmutableList.of(DATA_FIRST))
          .put("DepthwiseConv2dNative", ImmutableList.of(DATA_FIRST))
          .put("Conv2DBackpropInput", ImmutableList.of(TRANSPOSED_CONVOLUTION))
          .put("Conv3DBackpropInputV2", ImmutableList.of(TRANSPOSED_CONVOLUTION))
          .put("MatMul", ImmutableList.of(DATA_FIRST, WEIGHTS_FIRST))
          .put("BatchMatMul", ImmutableList.of(DATA_FIRST, WEIGHTS_FIRST))
          .put("BatchMatMulV2", ImmutableList.of(DATA_FIRST, WEIGHTS_FIRST))
          .put("BatchMatMulV3", ImmutableList.of(DATA_FIRST, WEIGHTS_FIRST))
          .put("Einsum", ImmutableList.of(DATA_FIRST, WEIGHTS_FIRST))
          .buildOrThrow();

  private static final String[] CONVOLUTION = {"strides", "padding", "dilations", "data_format"};

  private LinearOp() {}

  /**
   * The ways in which a node may be read as linear.
   *
   * @param node the node
   * @return none if its op is not linear, or its transpose is not known
   */
  public static ImmutableList<Roles> roles(NodeDef node) {
    ImmutableList<Roles> roles = ROLES.getOrDefault(node.getOp(), ImmutableList.of());
    return node.getOp().equals("Einsum")
        ? roles.stream()
            .filter(
                role ->
                    node.getInputCount() == 2
                        && equation(node).isTransposable(role.data(), role.weights()))
            .collect(ImmutableList.toImmutableList())
        : roles;
  }

  /** Whether {@link #transposed} serves for both inputs, be both data. */
  static boolean isBilinear(NodeDef node) {
    return node.getOp().equals("Einsum")
        ? equation(node).isBilinear()
        : OpTable.is(node.getOp(), OpTrait.MATRIX_PRODUCT);
  }

  /**
   * Whether the op slides its weights over space.
   *
   * @param op the op
   * @return true for convolutions of all sorts
   */
  public static boolean isConvolution(String op) {
    return OpTable.is(op, OpTrait.CONVOLUTION);
  }

  /**
   * How many of the output's last dimensions count the units that have weights of their own.
   *
   * @param node the node
   * @param roles how it is read
   * @return 0 if the units are not counted by the last dimensions
   */
  public static int featureDimensions(NodeDef node, Roles roles) {
    if (node.getOp().equals("Einsum")) {
      return equation(node).featureDimensions(roles.data());
    }
    return isConvolution(node.getOp()) || roles.equals(DATA_FIRST) ? 1 : 0;
  }

  /**
   * The op on other data and weights.
   *
   * @param n the node
   * @param roles how it is read
   * @param data of the shape of the node's own data
   * @param weights of the shape of the node's own weights
   * @return of the shape of the node's output
   */
  public static Operand<?> apply(OpNode n, Roles roles, Operand<?> data, Operand<?> weights) {
    return switch (n.op()) {
      case "Conv2D", "DepthwiseConv2dNative" ->
          n.call(n.op()).in(data, weights).like(CONVOLUTION).like("explicit_paddings").get();
      case "Conv3D" -> n.call(n.op()).in(data, weights).like(CONVOLUTION).get();
      case "Conv2DBackpropInput" ->
          n.call(n.op())
              .in(n.x(0), weights, data)
              .like(CONVOLUTION)
              .like("explicit_paddings")
              .get();
      case "Conv3DBackpropInputV2" ->
          n.call(n.op()).in(n.x(0), weights, data).like(CONVOLUTION).get();
      case "MatMul" -> ordered(n, roles, data, weights).like("transpose_a", "transpose_b").get();
      case "Einsum" -> ordered(n, roles, data, weights).like("equation").get();
      default -> ordered(n, roles, data, weights).like("adj_x", "adj_y").get();
    };
  }

  /**
   * The op's transpose: the gradient of {@link #apply} with respect to the data.
   *
   * @param n the node
   * @param roles how it is read
   * @param weights of the shape of the node's own weights
   * @param upstream of the shape of the node's output
   * @return of the shape of the node's data
   */
  public static Operand<?> transposed(
      OpNode n, Roles roles, Operand<?> weights, Operand<?> upstream) {
    return switch (n.op()) {
      case "Conv2D" ->
          n.isDilated() && DilatedConvolution.applies(n)
              ? DilatedConvolution.inputGradient(n, weights, upstream)
              : n.call("Conv2DBackpropInput")
                  .in(n.shape(n.x(0)), weights, upstream)
                  .like(CONVOLUTION)
                  .like("explicit_paddings")
                  .get();
      case "DepthwiseConv2dNative" ->
          n.call("DepthwiseConv2dNativeBackpropInput")
              .in(n.shape(n.x(0)), weights, upstream)
              .like(CONVOLUTION)
              .like("explicit_paddings")
              .get();
      case "Conv3D" ->
          n.call("Conv3DBackpropInputV2")
              .in(n.shape(n.x(0)), weights, upstream)
              .like(CONVOLUTION)
              .get();
      case "Conv2DBackpropInput" ->
          n.call("Conv2D").in(upstream, weights).like(CONVOLUTION).like("explicit_paddings").get();
      case "Conv3DBackpropInputV2" ->
          n.call("Conv3D").in(upstream, weights).like(CONVOLUTION).get();
      case "Einsum" ->
          n.call("Einsum")
              .in(
                  roles.data() == 0
                      ? ImmutableList.of(upstream, weights)
                      : ImmutableList.of(weights, upstream))
              .with("equation", equation(n).transposed(roles.data(), roles.weights()))
              .get();
      case "MatMul" -> transposedProduct(n, roles, weights, upstream, "transpose_a", "transpose_b");
      default -> transposedProduct(n, roles, weights, upstream, "adj_x", "adj_y");
    };
  }

  /** The gradients of a bilinear op's two inputs, which have these values. */
  static List<@Nullable Operand<?>> productGradients(
      OpNode n, Operand<?> first, Operand<?> second) {
    return Arrays.asList(
        n.reduceTo(0, transposed(n, DATA_FIRST, second, n.dy())),
        n.reduceTo(1, transposed(n, WEIGHTS_FIRST, first, n.dy())));
  }

  /**
   * The transpose of a convolution of single pixels with stride 1, as a product of matrices. It is
   * faster than the gradient of a convolution.
   *
   * @param n the node
   * @param weights of the shape of the node's own weights
   * @param upstream of the shape of the node's output
   * @param rows how many channels the data has
   * @param columns how many channels the output has
   * @return of the shape of the node's data
   */
  public static Operand<?> transposedPointwise(
      OpNode n, Operand<?> weights, Operand<?> upstream, int rows, int columns) {
    Operand<?> pixels =
        n.call("MatMul")
            .in(n.reshape(upstream, n.ints(-1, columns)), n.reshape(weights, n.ints(rows, columns)))
            .with("transpose_b", true)
            .get();
    return n.reshape(pixels, n.shape(n.x(0)));
  }

  private static OpNode.Call ordered(OpNode n, Roles roles, Operand<?> data, Operand<?> weights) {
    OpNode.Call call = n.call(n.op());
    ImmutableList<Operand<?>> operands =
        roles.data() == 0 ? ImmutableList.of(data, weights) : ImmutableList.of(weights, data);
    // An einsum takes a list, a product two operands.
    return n.op().equals("Einsum") ? call.in(operands) : call.in(operands.get(0), operands.get(1));
  }

  /** y = a(x) b(w), or a(w) b(x), where a and b transpose or do not. */
  private static Operand<?> transposedProduct(
      OpNode n, Roles roles, Operand<?> weights, Operand<?> g, String first, String second) {
    boolean a = n.flag(first);
    boolean b = n.flag(second);
    if (roles.data() == 0) {
      return a
          ? n.call(n.op()).in(weights, g).with(first, b).with(second, true).get()
          : n.call(n.op()).in(g, weights).with(first, false).with(second, !b).get();
    }
    return b
        ? n.call(n.op()).in(g, weights).with(first, true).with(second, a).get()
        : n.call(n.op()).in(weights, g).with(first, !a).with(second, false).get();
  }

  private static EinsumEquation equation(NodeDef node) {
    return EinsumEquation.parse(NodeOutputs.attribute(node, "equation").getS().toStringUtf8());
  }

  private static EinsumEquation equation(OpNode n) {
    return EinsumEquation.parse(n.attribute("equation").getS().toStringUtf8());
  }
}
