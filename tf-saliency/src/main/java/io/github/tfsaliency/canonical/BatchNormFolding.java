package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.StaticShapes;
import io.github.tfsaliency.graph.TensorRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * Folds BatchNorm into the convolution or matrix product before it: W' = W s, b' = b s + t.
 *
 * <p>Found by structure, not by name: after a linear layer any chain of additions and
 * multiplications by per-channel weights is one affine map, whether it was written as
 * FusedBatchNorm, as Mul and Add, or as a bias. Both passes get faster, and no map of a method that
 * only modifies activations changes but for rounding.
 */
public final class BatchNormFolding {
  private static final ImmutableSet<String> LINEAR =
      ImmutableSet.of("Conv2D", "DepthwiseConv2dNative", "MatMul");
  private static final ImmutableSet<String> FUSED =
      ImmutableSet.of("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3");
  private static final float DEFAULT_EPSILON = 1e-4f;

  private final InferenceGraph graph;
  private final ImmutableSet<String> weights;
  private final StaticShapes shapes;
  private final ImmutableListMultimap<TensorRef, NodeDef> readers;
  private final Map<String, NodeDef> folded;

  private BatchNormFolding(InferenceGraph graph, StaticShapes shapes) {
    this.graph = graph;
    this.shapes = shapes;
    weights = graph.weightNodes();
    folded = new HashMap<>(graph.nodes());
    ImmutableListMultimap.Builder<TensorRef, NodeDef> byTensor = ImmutableListMultimap.builder();
    for (NodeDef node : graph.nodes().values()) {
      node.getInputList().forEach(input -> byTensor.put(TensorRef.parse(input), node));
    }
    readers = byTensor.build();
  }

  /**
   * Folds wherever it is possible.
   *
   * @param graph the model
   * @return the same function with fewer nodes on the path from input to output
   */
  public static InferenceGraph fold(InferenceGraph graph) {
    try (StaticShapes shapes = StaticShapes.of(graph)) {
      BatchNormFolding folding = new BatchNormFolding(graph, shapes);
      for (NodeDef node : graph.nodes().values()) {
        if (LINEAR.contains(node.getOp()) && !folding.weights.contains(node.getName())) {
          folding.foldAfter(node);
        }
      }
      return graph.withNodes(folding.folded);
    }
  }

  /** y = s z + t, both for each channel; absent where they are one and zero. */
  private record Affine(@Nullable String scale, @Nullable String offset) {}

  private void foldAfter(NodeDef linear) {
    Optional<FilterLayout> layout = FilterLayout.of(linear, shapes);
    if (!Expressions.supports(NodeOutputs.type(linear, 0))
        || layout.isEmpty()
        || !weights.contains(TensorRef.parse(linear.getInput(1)).node())) {
      return;
    }
    long channels = layout.get().channels();
    Expressions expressions =
        new Expressions(linear.getName() + "/folded", NodeOutputs.type(linear, 0));
    Affine affine = new Affine(null, null);
    NodeDef last = linear;
    for (NodeDef next = onlyReader(linear); next != null; next = onlyReader(last)) {
      Affine extended = extend(affine, last, next, channels, expressions);
      if (extended == null) {
        break;
      }
      affine = extended;
      last = next;
    }
    if (affine.scale() == null) {
      return;
    }
    String filter =
        expressions.multiply(
            linear.getInput(1), expressions.reshape(affine.scale(), layout.get().scaleShape()));
    folded.putAll(expressions.nodes());
    folded.put(linear.getName(), linear.toBuilder().setInput(1, filter).build());
    folded.put(last.getName(), bias(last.getName(), linear, affine.offset()));
  }

  /** Without a bias the last node of the chain still needs its name: it becomes an identity. */
  private static NodeDef bias(String name, NodeDef linear, @Nullable String offset) {
    NodeDef.Builder bias =
        NodeDef.newBuilder()
            .setName(name)
            .setOp(offset == null ? "Identity" : "BiasAdd")
            .addInput(linear.getName())
            .putAttr("T", AttrValue.newBuilder().setType(NodeOutputs.type(linear, 0)).build());
    if (offset != null) {
      bias.addInput(offset);
    }
    return bias.build();
  }

  private @Nullable NodeDef onlyReader(NodeDef node) {
    TensorRef tensor = new TensorRef(node.getName(), 0);
    List<NodeDef> all = readers.get(tensor);
    return all.size() == 1 && !tensor.equals(graph.output()) ? all.get(0) : null;
  }

  private @Nullable Affine extend(
      Affine affine, NodeDef last, NodeDef next, long channels, Expressions expressions) {
    boolean first = TensorRef.parse(next.getInput(0)).node().equals(last.getName());
    if (FUSED.contains(next.getOp())) {
      return first ? extendByFused(affine, next, channels, expressions) : null;
    }
    boolean additive =
        (next.getOp().equals("BiasAdd") && first && !hasFormat(next, "NCHW"))
            || next.getOp().equals("Add")
            || next.getOp().equals("AddV2");
    boolean subtracted = next.getOp().equals("Sub") && first;
    boolean multiplied = next.getOp().equals("Mul");
    if (!additive && !subtracted && !multiplied) {
      return null;
    }
    String operand = perChannel(next.getInput(first ? 1 : 0), channels, expressions);
    if (operand == null) {
      return null;
    }
    if (multiplied) {
      return new Affine(
          affine.scale() == null ? operand : expressions.multiply(affine.scale(), operand),
          affine.offset() == null ? null : expressions.multiply(affine.offset(), operand));
    }
    String summand = subtracted ? expressions.negate(operand) : operand;
    return new Affine(
        affine.scale(),
        affine.offset() == null ? summand : expressions.add(affine.offset(), summand));
  }

  private @Nullable Affine extendByFused(
      Affine affine, NodeDef norm, long channels, Expressions expressions) {
    boolean inference =
        norm.containsAttr("is_training") && !norm.getAttrOrThrow("is_training").getB();
    boolean onlyValue = true;
    for (int output = 1; output < 6; output++) {
      onlyValue &= readers.get(new TensorRef(norm.getName(), output)).isEmpty();
    }
    String[] parameters = new String[4];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = perChannel(norm.getInput(i + 1), channels, expressions);
      onlyValue &= parameters[i] != null;
    }
    if (!inference || !onlyValue || hasFormat(norm, "NCHW")) {
      return null;
    }
    float epsilon =
        norm.containsAttr("epsilon") ? norm.getAttrOrThrow("epsilon").getF() : DEFAULT_EPSILON;
    String deviation = expressions.reciprocalRoot(parameters[3], epsilon);
    String scale = expressions.multiply(parameters[0], deviation);
    String shift =
        expressions.add(
            parameters[1], expressions.negate(expressions.multiply(parameters[2], scale)));
    return new Affine(
        affine.scale() == null ? scale : expressions.multiply(affine.scale(), scale),
        affine.offset() == null
            ? shift
            : expressions.add(expressions.multiply(affine.offset(), scale), shift));
  }

  /** The operand as a vector of the layer's channels, or null if it is something else. */
  private @Nullable String perChannel(String operand, long channels, Expressions expressions) {
    TensorRef tensor = TensorRef.parse(operand);
    if (!weights.contains(tensor.node())) {
      return null;
    }
    Shape shape = shapes.of(tensor);
    if (shape.isUnknown()
        || shape.numDimensions() == 0
        || shape.get(shape.numDimensions() - 1) != channels
        || shape.size() != channels) {
      return null;
    }
    return shape.numDimensions() == 1
        ? operand
        : expressions.reshape(operand, new int[] {Math.toIntExact(channels)});
  }

  private static boolean hasFormat(NodeDef node, String format) {
    return node.containsAttr("data_format")
        && node.getAttrOrThrow("data_format").getS().toStringUtf8().equals(format);
  }
}
