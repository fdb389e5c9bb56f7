package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.OptionalInt;
import org.tensorflow.proto.NodeDef;

/** The numbers among the factors of a product, behind it and in what it multiplies. */
final class ProductFactors {
  private static final ImmutableSet<String> MOVERS = ImmutableSet.of("Tile", "Transpose");

  /** Further away stands no part of a gate. */
  private static final int MAX_STEPS = 16;

  private final ModelTensors tensors;
  private final ConstantNumbers numbers;
  private final double tolerance;

  ProductFactors(ModelTensors tensors, ConstantNumbers numbers, double tolerance) {
    this.tensors = tensors;
    this.numbers = numbers;
    this.tolerance = tolerance;
  }

  /**
   * Whether they take away a factor.
   *
   * @param product the product
   * @param other what it multiplies by
   * @param factor what is to become 1, or -1
   */
  boolean divide(NodeDef product, TensorRef other, double factor) {
    return isOne(factor) || dividedAhead(other, factor) || dividedBehind(product, factor);
  }

  private boolean isOne(double factor) {
    return Math.abs(Math.abs(factor) - 1) <= tolerance;
  }

  private boolean dividedAhead(TensorRef other, double factor) {
    TensorRef at = other;
    double left = factor;
    for (int step = 0; step < MAX_STEPS && tensors.onlyReader(at) != null; step++) {
      NodeDef node = tensors.producer(at);
      OptionalInt scaled = scaled(node);
      if (scaled.isPresent()) {
        left *= number(node, scaled.getAsInt());
        if (isOne(left)) {
          return true;
        }
      } else if (!isMover(node)) {
        return false;
      }
      at = NodeInput.tensor(node, scaled.orElse(0));
    }
    return false;
  }

  private boolean dividedBehind(NodeDef product, double factor) {
    NodeDef node = tensors.onlyReader(new TensorRef(product.getName(), 0));
    double left = factor;
    for (int step = 0; step < MAX_STEPS && node != null; step++) {
      OptionalInt scaled = scaled(node);
      if (scaled.isPresent()) {
        left *= number(node, scaled.getAsInt());
        if (isOne(left)) {
          return true;
        }
      } else if (!isMover(node) && !isProduct(node)) {
        return false;
      }
      node = tensors.onlyReader(new TensorRef(node.getName(), 0));
    }
    return false;
  }

  /** Whether a node moves the values of one tensor alone. */
  private static boolean isMover(NodeDef node) {
    return MOVERS.contains(node.getOp()) || PointwiseValues.keeps(node.getOp());
  }

  private static boolean isProduct(NodeDef node) {
    return node.getOp().equals("Mul") || ScalingEinsum.is(node);
  }

  /** Which input a node multiplies by a constant. */
  private OptionalInt scaled(NodeDef node) {
    boolean divides = OpTable.is(node.getOp(), OpTrait.QUOTIENT);
    if (!divides && !isProduct(node)) {
      return OptionalInt.empty();
    }
    if (numbers.isConstant(NodeInput.tensor(node, 1))) {
      return OptionalInt.of(0);
    }
    return !divides && numbers.isConstant(NodeInput.tensor(node, 0))
        ? OptionalInt.of(1)
        : OptionalInt.empty();
  }

  /** What an input is multiplied by; NaN where that is not one number. */
  private double number(NodeDef node, int scaled) {
    double number = numbers.number(NodeInput.tensor(node, 1 - scaled)).orElse(Double.NaN);
    return OpTable.is(node.getOp(), OpTrait.QUOTIENT) ? 1 / number : number;
  }
}
