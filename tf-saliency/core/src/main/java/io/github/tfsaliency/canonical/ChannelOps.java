package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.channels.FilterLayout;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.opgradient.ValueMover;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/** The effect of the nodes after a linear layer on its channels, the last dimension. */
final class ChannelOps {
  private static final float DEFAULT_EPSILON = 1e-4f;

  private final ImmutableSet<String> weights;
  private final StaticShapes shapes;
  private final Readers readers;
  private final int channels;
  private final Expressions expressions;

  ChannelOps(
      ImmutableSet<String> weights,
      StaticShapes shapes,
      Readers readers,
      int channels,
      Expressions expressions) {
    this.weights = weights;
    this.shapes = shapes;
    this.readers = readers;
    this.channels = channels;
    this.expressions = expressions;
  }

  /**
   * Whether a node changes the place of values and no value's channel.
   *
   * <p>Values lie in the order of the last dimension, and none of these ops but BatchToSpaceND
   * changes their order: a last dimension that is as long as before counts the same channels. What
   * adds values, as SpaceToBatchND does by padding, is none of them.
   */
  boolean isMove(NodeDef node, NodeDef previous) {
    if (!ValueMover.isMover(node.getOp())
        || ValueMover.isPad(node.getOp())
        || !isFirst(previous, node)) {
      return false;
    }
    Shape moved = shape(node);
    return !moved.isUnknown()
        && moved.numDimensions() > 0
        && moved.get(moved.numDimensions() - 1) == channels
        && (!node.getOp().equals("BatchToSpaceND") || movesBlocksBeforeLast(node, moved));
  }

  private boolean movesBlocksBeforeLast(NodeDef node, Shape moved) {
    Shape blocks = shapes.of(TensorRef.parse(node.getInput(1)));
    return !blocks.isUnknown()
        && blocks.size() != Shape.UNKNOWN_SIZE
        && blocks.size() < moved.numDimensions() - 1;
  }

  /** The map followed by what a node does; empty if that is no affine map of each channel. */
  Optional<Affine> extend(Affine affine, NodeDef node, NodeDef previous) {
    boolean first = isFirst(previous, node);
    if (AffineStep.isBatchNorm(node)) {
      return first ? extendByFused(affine, node) : Optional.empty();
    }
    return switch (node.getOp()) {
      case "BiasAdd" ->
          first && FilterLayout.hasChannelsLast(node)
              ? add(affine, node, 1, previous)
              : Optional.empty();
      case "Add", "AddV2" -> add(affine, node, first ? 1 : 0, previous);
      case "Sub" ->
          (first ? operand(node, 1, previous) : Optional.<String>empty())
              .map(summand -> affine.add(expressions.negate(summand), expressions));
      case "Mul" ->
          operand(node, first ? 1 : 0, previous)
              .map(factor -> affine.multiply(factor, expressions));
      case "RealDiv" ->
          (first ? operand(node, 1, previous) : Optional.<String>empty())
              .map(divisor -> affine.multiply(expressions.reciprocal(divisor), expressions));
      default -> Optional.empty();
    };
  }

  private Optional<Affine> add(Affine affine, NodeDef node, int operand, NodeDef previous) {
    return operand(node, operand, previous).map(summand -> affine.add(summand, expressions));
  }

  private Optional<Affine> extendByFused(Affine affine, NodeDef norm) {
    boolean inference =
        norm.containsAttr("is_training") && !norm.getAttrOrThrow("is_training").getB();
    boolean onlyValue = true;
    for (int output = 1; output < 6; output++) {
      onlyValue &= !readers.isRead(new TensorRef(norm.getName(), output));
    }
    String[] parameters = new String[4];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = perChannel(TensorRef.parse(norm.getInput(i + 1)));
      onlyValue &= parameters[i] != null;
    }
    if (!inference || !onlyValue || !FilterLayout.hasChannelsLast(norm)) {
      return Optional.empty();
    }
    float epsilon =
        norm.containsAttr("epsilon") ? norm.getAttrOrThrow("epsilon").getF() : DEFAULT_EPSILON;
    String deviation = expressions.reciprocalRoot(parameters[3], epsilon);
    String scale = expressions.multiply(parameters[0], deviation);
    String shift =
        expressions.add(
            parameters[1], expressions.negate(expressions.multiply(parameters[2], scale)));
    return Optional.of(affine.multiply(scale, expressions).add(shift, expressions));
  }

  /** An operand as a vector of the channels, or empty if it is something else. */
  private Optional<String> operand(NodeDef node, int index, NodeDef previous) {
    TensorRef tensor = TensorRef.parse(node.getInput(index));
    Shape operand = shapes.of(tensor);
    Shape data = shape(previous);
    // An operand of more dimensions would give the result more dimensions.
    if (operand.isUnknown()
        || operand.numDimensions() > (data.isUnknown() ? 1 : data.numDimensions())) {
      return Optional.empty();
    }
    if (weights.contains(tensor.node()) && operand.size() == 1) {
      return Optional.of(expressions.broadcast(tensor.toString(), channels));
    }
    return Optional.ofNullable(perChannel(tensor));
  }

  /** A weight as a vector of the channels, or null if it is something else. */
  private @Nullable String perChannel(TensorRef tensor) {
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
        ? tensor.toString()
        : expressions.reshape(tensor.toString(), new int[] {channels});
  }

  private Shape shape(NodeDef node) {
    return shapes.of(new TensorRef(node.getName(), 0));
  }

  private static boolean isFirst(NodeDef previous, NodeDef node) {
    return TensorRef.parse(node.getInput(0)).node().equals(previous.getName());
  }

  /** y = s z + t, both vectors of the channels; absent where they are one and zero. */
  record Affine(@Nullable String scale, @Nullable String offset) {
    static final Affine IDENTITY = new Affine(null, null);

    Affine multiply(String factor, Expressions expressions) {
      return new Affine(
          scale == null ? factor : expressions.multiply(scale, factor),
          offset == null ? null : expressions.multiply(offset, factor));
    }

    Affine add(String summand, Expressions expressions) {
      return new Affine(scale, offset == null ? summand : expressions.add(offset, summand));
    }
  }
}
