package io.github.tfsaliency.opgradient;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.NodeOutputs;
import java.util.Optional;
import java.util.function.Predicate;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * The library's own gradients: of ops that TensorFlow's C++ gradients lack, and of those that they
 * get wrong or compute slowly. The formulas are those of TensorFlow's Python gradients.
 */
public final class MissingGradients {
  private static final ImmutableMap<String, OpGradient> TABLE =
      ImmutableMap.<String, OpGradient>builder()
          .putAll(MathGradients.table())
          .putAll(ReductionGradients.table())
          .putAll(MatrixGradients.table())
          .putAll(NeuralGradients.table())
          .putAll(ArrayGradients.table())
          .putAll(SignalGradients.table())
          .putAll(SparseGradients.table())
          .buildOrThrow();

  /** For these ops TensorFlow's gradient is kept where it is right; for the others always ours. */
  private static final ImmutableMap<String, Predicate<NodeDef>> ONLY_WHERE =
      ImmutableMap.<String, Predicate<NodeDef>>builder()
          // TensorFlow's own gradient ends the process there: its offsets take an axis of 32 bits.
          .put("ConcatV2", MissingGradients::alongWideAxes)
          .put("Conv2D", node -> OpNode.isDilated(node) || explicitlyPadded(node))
          .put("FusedBatchNorm", MissingGradients::inference)
          .put("FusedBatchNormV2", MissingGradients::inference)
          .put("Max", MissingGradients::alongWideAxes)
          .put("MaxPool", MissingGradients::explicitlyPadded)
          .put("Mean", MissingGradients::alongWideAxes)
          .put("Min", MissingGradients::alongWideAxes)
          .put("Prod", MissingGradients::alongWideAxes)
          .put("Sum", MissingGradients::alongWideAxes)
          .buildOrThrow();

  /** Constant almost everywhere, or registered as not differentiable in TensorFlow's Python. */
  private static final ImmutableSet<String> NONE =
      ImmutableSet.of(
          "Ceil",
          "CombinedNonMaxSuppression",
          "ExtractGlimpse",
          "FloorDiv",
          "LinSpace",
          "LookupTableFindV2",
          "OnesLike",
          "Range",
          "Rint",
          "Round",
          "TruncateDiv");

  private MissingGradients() {}

  /**
   * The gradient of a node.
   *
   * @param node the node
   * @return empty where TensorFlow's own serves, or where there is none
   */
  public static Optional<OpGradient> of(NodeDef node) {
    Predicate<NodeDef> condition = ONLY_WHERE.getOrDefault(node.getOp(), any -> true);
    return condition.test(node) ? Optional.ofNullable(TABLE.get(node.getOp())) : Optional.empty();
  }

  /**
   * The ops that have an entry.
   *
   * @return their names
   */
  public static ImmutableSet<String> ops() {
    return TABLE.keySet();
  }

  /**
   * Floating-point ops through which no gradient passes, as their derivative is zero or unused.
   *
   * @return their names
   */
  public static ImmutableSet<String> withoutGradient() {
    return NONE;
  }

  private static boolean explicitlyPadded(NodeDef node) {
    return NodeOutputs.attribute(node, "padding").getS().toStringUtf8().equals("EXPLICIT");
  }

  /** TensorFlow's gradients add these to numbers of 32 bits. */
  private static boolean alongWideAxes(NodeDef node) {
    return NodeOutputs.attribute(node, "Tidx").getType() == DataType.DT_INT64;
  }

  private static boolean inference(NodeDef node) {
    return !NodeOutputs.attribute(node, "is_training").getB();
  }
}
