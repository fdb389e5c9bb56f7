package io.github.tfsaliency.graph;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.message.Message;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/**
 * Refuses tensors whose size a model computes from the values that it is fed: no budget can know
 * them before they fill the memory. Sizes computed from shapes are none of these.
 */
final class ValueSizes {
  /** What their results say depends on the shape of what they read alone. */
  private static final ImmutableSet<String> SHAPES =
      ImmutableSet.of("Rank", "Shape", "ShapeN", "Size", "TensorListElementShape");

  /** The inputs that say how large the result is. */
  private static final ImmutableSetMultimap<String, Integer> SIZES =
      ImmutableSetMultimap.<String, Integer>builder()
          .putAll("BatchToSpaceND", 1, 2)
          .put("Bincount", 1)
          .put("BroadcastTo", 1)
          .putAll("CombinedNonMaxSuppression", 2, 3)
          .put("Conv2DBackpropFilter", 1)
          .put("Conv2DBackpropInput", 0)
          .put("Conv3DBackpropInputV2", 0)
          .put("AvgPoolGrad", 0)
          .put("CropAndResize", 3)
          .put("DenseBincount", 1)
          .put("ExtractGlimpse", 1)
          .put("ExtractGlimpseV2", 1)
          .put("Fill", 0)
          .put("IRFFT", 1)
          .put("IRFFT2D", 1)
          .put("IRFFT3D", 1)
          .put("ImageProjectiveTransformV2", 2)
          .put("ImageProjectiveTransformV3", 2)
          .put("LinSpace", 2)
          .putAll("MatrixDiagV2", 1, 2, 3)
          .putAll("MatrixDiagV3", 1, 2, 3)
          .put("MirrorPad", 1)
          .put("NonMaxSuppression", 2)
          .put("NonMaxSuppressionV2", 2)
          .put("NonMaxSuppressionV3", 2)
          .put("NonMaxSuppressionV4", 2)
          .put("NonMaxSuppressionV5", 2)
          .put("OneHot", 1)
          .put("Pad", 1)
          .put("PadV2", 1)
          .put("RFFT", 1)
          .put("RFFT2D", 1)
          .put("RFFT3D", 1)
          .putAll("Range", 0, 1, 2)
          .put("ResizeArea", 1)
          .put("ResizeBicubic", 1)
          .put("ResizeBilinear", 1)
          .put("ResizeNearestNeighbor", 1)
          .put("ScaleAndTranslate", 1)
          .put("ScatterNd", 2)
          .putAll("SpaceToBatchND", 1, 2)
          .putAll("SpaceToBatch", 1)
          .put("BatchToSpace", 1)
          .put("Tile", 1)
          .put("UnsortedSegmentMax", 2)
          .put("UnsortedSegmentMin", 2)
          .put("UnsortedSegmentProd", 2)
          .put("UnsortedSegmentSum", 2)
          .build();

  /** As in {@link ConstantSizes}, for a size that the model bounds itself. */
  private static final double MAX_ELEMENTS = 1 << 28;

  private ValueSizes() {}

  /**
   * Looks at all sizes.
   *
   * @param nodes what will be executed, each after the nodes that it reads
   * @throws UnsupportedModelException if a size is computed from fed values
   */
  static void check(Map<String, NodeDef> nodes) {
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
      if (depends && !SHAPES.contains(node.getOp())) {
        fed.add(node.getName());
      }
    }
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
            .map(source -> Constants.element(source.getAttrOrThrow("value").getTensor(), 0))
            .anyMatch(most -> most != null && most <= MAX_ELEMENTS);
  }
}
