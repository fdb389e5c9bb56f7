package io.github.tfsaliency.graph.check;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSetMultimap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.ConstantValues;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/**
 * Refuses tensors whose size a model computes from the values that it is fed: no budget can know
 * them before they fill the memory. Sizes computed from shapes are none of these.
 */
public final class ValueSizes {
  /** The inputs that say how large the result is. */
  private static final ImmutableSetMultimap<String, Integer> SIZES =
      ImmutableSetMultimap.<String, Integer>builder()
          .putAll(ConstantSizes.PRODUCTS.entrySet())
          .putAll("BatchToSpaceND", 1, 2)
          .putAll("CombinedNonMaxSuppression", 2, 3)
          .putAll("MatrixDiagV2", 1, 2, 3)
          .putAll("MatrixDiagV3", 1, 2, 3)
          .put("MirrorPad", 1)
          .put("NonMaxSuppression", 2)
          .put("NonMaxSuppressionV2", 2)
          .put("NonMaxSuppressionV3", 2)
          .put("NonMaxSuppressionV4", 2)
          .put("NonMaxSuppressionV5", 2)
          .put("Pad", 1)
          .put("PadV2", 1)
          .putAll("Range", 0, 1, 2)
          .putAll("SpaceToBatchND", 1, 2)
          .put("SpaceToBatch", 1)
          .put("BatchToSpace", 1)
          .build();

  private ValueSizes() {}

  /**
   * Looks at all sizes.
   *
   * @param nodes what will be executed, each after the nodes that it reads
   * @throws UnsupportedModelException if a size is computed from fed values
   */
  public static void check(Map<String, NodeDef> nodes) {
    Set<String> fed = new HashSet<>();
    for (NodeDef node : nodes.values()) {
      boolean depends = node.getOp().equals("Placeholder");
      for (int i = 0; i < node.getInputCount(); i++) {
        String source = TensorRef.parse(node.getInput(i)).node();
        depends |= fed.contains(source);
        if (fed.contains(source)
            && SIZES.containsEntry(node.getOp(), i)
            && !isBounded(requireNonNull(nodes.get(source)), nodes)) {
          throw new UnsupportedModelException(
              Message.of(
                  "Node '%s' (op '%s') makes a tensor whose size '%s' computes from the values that"
                      + " are fed, so that one sample could fill the memory.\n"
                      + "Maybe export the model with fixed sizes, or name a float tensor behind it"
                      + " with Model.from(path).input(name).",
                  node.getName(), node.getOp(), source));
        }
      }
      if (depends && !readsShapeAlone(node.getOp())) {
        fed.add(node.getName());
      }
    }
  }

  private static boolean readsShapeAlone(String op) {
    return OpTable.is(op, OpTrait.SIZE) || op.equals("TensorListElementShape");
  }

  /** As {@code tf.math.bincount} writes it: the smaller of a constant and what the values say. */
  private static boolean isBounded(NodeDef size, Map<String, NodeDef> nodes) {
    NodeDef node = size;
    while (node.getOp().equals("Cast")) {
      node = requireNonNull(nodes.get(TensorRef.parse(node.getInput(0)).node()));
    }
    return node.getOp().equals("Minimum")
        && node.getInputList().stream()
            .map(input -> requireNonNull(nodes.get(TensorRef.parse(input).node())))
            .filter(source -> source.getOp().equals("Const"))
            .map(source -> ConstantValues.element(source.getAttrOrThrow("value").getTensor(), 0))
            .anyMatch(most -> most != null && most <= ConstantSizes.MAX_ELEMENTS);
  }
}
