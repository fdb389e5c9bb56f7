package io.github.tfsaliency.attention;

import io.github.tfsaliency.axis.TensorAxes;
import io.github.tfsaliency.graph.ConstantInts;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * The questions of the finder of attention about a graph.
 *
 * @param axes the dimensions of all of its tensors
 */
record AttentionGraph(TensorAxes axes) {
  NodeDef producer(TensorRef tensor) {
    return axes.producer(tensor);
  }

  Shape shape(TensorRef tensor) {
    return axes.shape(tensor);
  }

  Optional<int[]> integers(NodeDef node, int input) {
    return ConstantInts.of(TensorRef.parse(node.getInput(input)), axes.model().nodes());
  }

  boolean varies(TensorRef tensor) {
    return !axes.isWeight(tensor)
        && NodeOutputs.isFloating(NodeOutputs.type(axes.producer(tensor), tensor.index()));
  }

  /** The inputs of a node that are numbers and depend on what is fed. */
  List<TensorRef> varying(NodeDef node) {
    return node.getInputList().stream().map(TensorRef::parse).filter(this::varies).toList();
  }

  /** A matrix product, of weights or of two tensors that depend on what is fed. */
  boolean isProduct(NodeDef node) {
    return OpTable.is(node.getOp(), OpTrait.MATRIX_PRODUCT);
  }

  boolean isProductOfTwo(NodeDef node) {
    return isProduct(node) && varying(node).size() == 2;
  }

  boolean isLayer(NodeDef node) {
    return OpTable.is(node.getOp(), OpTrait.LINEAR) && varying(node).size() == 1;
  }

  static boolean isPlaceholder(NodeDef node) {
    return OpTable.is(node.getOp(), OpTrait.PLACEHOLDER);
  }

  /** Keeps each value, though it may lie elsewhere. */
  static boolean moves(NodeDef node) {
    return passes(node)
        || node.getOp().equals("Transpose")
        || OpTable.is(node.getOp(), OpTrait.RESHAPE);
  }

  private static boolean passes(NodeDef node) {
    return OpTable.is(node.getOp(), OpTrait.GRADIENT_PASSING) || node.getOp().equals("Cast");
  }

  /** The tensor ahead of steps that pass each value on as it is, and where it is. */
  TensorRef passed(TensorRef tensor) {
    TensorRef at = tensor;
    NodeDef node = producer(at);
    while (passes(node)) {
      at = TensorRef.parse(node.getInput(node.getOp().equals("IdentityN") ? at.index() : 0));
      node = producer(at);
    }
    return at;
  }

  /** The tensor ahead of reshapes. */
  TensorRef unshaped(TensorRef tensor) {
    TensorRef at = tensor;
    NodeDef node = producer(at);
    while (OpTable.is(node.getOp(), OpTrait.RESHAPE) && varies(TensorRef.parse(node.getInput(0)))) {
      at = TensorRef.parse(node.getInput(0));
      node = producer(at);
    }
    return at;
  }
}
