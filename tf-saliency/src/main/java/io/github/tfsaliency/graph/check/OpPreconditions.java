package io.github.tfsaliency.graph.check;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.ConstantValues;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.Placeholders;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpListFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

/**
 * What single ops need beyond their declaration. Where kernels or TensorFlow's inference of shapes
 * take it for granted, the process would end, so that no exception could tell.
 */
final class OpPreconditions {
  private static final ImmutableListMultimap<String, InputShape> SHAPES = read();

  /** A negative dimension is taken for one of the others, and read ahead of the list. */
  private static final ImmutableSet<String> TRANSPOSES =
      ImmutableSet.of("Transpose", "ConjugateTranspose");

  private static final int MAX_DEPTH = 8;

  /**
   * Inputs that steer an op, as ops call them. Of a known rank TensorFlow checks them while it
   * infers shapes; kernels read them as numbers or lists without looking again.
   */
  private static final ImmutableSet<String> STEERING =
      ImmutableSet.of(
          "axis",
          "batch_dims",
          "begin",
          "block_shape",
          "concat_dim",
          "crop_size",
          "crops",
          "delta",
          "depth",
          "dim",
          "dimension",
          "dims",
          "element_shape",
          "end",
          "fft_length",
          "filter_sizes",
          "input_sizes",
          "iou_threshold",
          "k",
          "limit",
          "max_output_size",
          "max_output_size_per_class",
          "max_total_size",
          "multiples",
          "n",
          "num",
          "num_cols",
          "num_lower",
          "num_rows",
          "num_segments",
          "num_upper",
          "orig_input_shape",
          "output_shape",
          "paddings",
          "perm",
          "reduction_indices",
          "score_threshold",
          "shape",
          "shift",
          "size",
          "size_splits",
          "soft_nms_sigma",
          "split_dim",
          "start",
          "stop",
          "strides");

  private OpPreconditions() {}

  /**
   * The shape that an input must be known to have.
   *
   * @param input which input
   * @param sizes -1 where any size will do; null where any rank will do
   */
  private record InputShape(int input, @Nullable List<Long> sizes) {
    boolean fits(Shape shape) {
      if (sizes == null) {
        return !shape.isUnknown();
      }
      boolean fits = !shape.isUnknown() && shape.numDimensions() == sizes.size();
      for (int i = 0; fits && i < sizes.size(); i++) {
        fits = sizes.get(i) < 0 || sizes.get(i) == shape.get(i);
      }
      return fits;
    }

    String text() {
      return sizes == null
          ? "a known rank"
          : sizes.stream().map(size -> size < 0 ? "?" : "" + size).toList().toString();
    }
  }

  private static ImmutableListMultimap<String, InputShape> read() {
    ImmutableListMultimap.Builder<String, InputShape> shapes = ImmutableListMultimap.builder();
    for (String line : OpListFile.lines(OpPreconditions.class, "op-preconditions.txt")) {
      List<String> parts = Splitter.on(' ').limit(3).splitToList(line);
      shapes.put(parts.get(0), new InputShape(Integer.parseInt(parts.get(1)), sizes(parts.get(2))));
    }
    return shapes.build();
  }

  private static @Nullable List<Long> sizes(String text) {
    return text.equals("*")
        ? null
        : Splitter.on(',')
            .splitToStream(text.substring(1, text.length() - 1))
            .map(size -> size.equals("?") ? -1L : Long.parseLong(size))
            .collect(toImmutableList());
  }

  /**
   * Looks at a node before TensorFlow sees it.
   *
   * @param node whose attributes and inputs fit its op
   * @param nodes those that it reads
   * @throws UnsupportedModelException if TensorFlow's inference of shapes would end the process
   */
  static void check(NodeDef node, Map<String, NodeDef> nodes) {
    if (node.getOp().contains("FFT") && node.getInputCount() == 2) {
      checkTransform(node, nodes);
    }
    if (node.getOp().equals("SplitV")
        && node.getAttrOrThrow("Tlen").getType() == DataType.DT_INT8) {
      throw NodeValidator.broken(
          node, "takes sizes of the type int8, which its kernel reads as int64");
    }
    if (TRANSPOSES.contains(node.getOp()) && !isPermutation(node.getInput(1), nodes, 0)) {
      throw NodeValidator.broken(
          node, "takes an order of dimensions that may be negative: '%s'", node.getInput(1));
    }
  }

  /** Real transforms: their libraries end the process at a length of zero, or at two precisions. */
  private static void checkTransform(NodeDef node, Map<String, NodeDef> nodes) {
    DataType real = NodeOutputs.attribute(node, NodeOutputs.op(node), "Treal").getType();
    DataType complex = NodeOutputs.attribute(node, NodeOutputs.op(node), "Tcomplex").getType();
    if ((real == DataType.DT_DOUBLE) != (complex == DataType.DT_COMPLEX128)) {
      throw NodeValidator.broken(node, "transforms %s into %s", real, complex);
    }
    NodeDef length = nodes.get(TensorRef.parse(node.getInput(1)).node());
    if (length != null
        && length.getOp().equals("Const")
        && !isAtLeast(1, length.getAttrOrThrow("value").getTensor())) {
      throw NodeValidator.broken(node, "has a length below 1");
    }
  }

  /**
   * Whether all numbers are at least zero by construction: a constant, what {@code tf.tensordot}
   * joins of constants, what {@code tf.transpose} computes of the rank, the inverse of one of
   * these, as gradients have it, or what the gradient of {@code tf.gather} along an axis counts.
   */
  private static boolean isPermutation(String tensor, Map<String, NodeDef> nodes, int depth) {
    NodeDef node = nodes.get(TensorRef.parse(tensor).node());
    if (node == null || depth > MAX_DEPTH) {
      return false;
    }
    return switch (node.getOp()) {
      case "Const" -> isAtLeast(0, node.getAttrOrThrow("value").getTensor());
      case "Pack" -> node.getInputList().stream().allMatch(i -> isPermutation(i, nodes, depth + 1));
      case "ConcatV2" ->
          node.getInputList().subList(0, node.getInputCount() - 1).stream()
              .allMatch(i -> isPermutation(i, nodes, depth + 1));
      case "GatherV2", "InvertPermutation", "ExpandDims" ->
          isPermutation(node.getInput(0), nodes, depth + 1);
      case "Size", "Rank" -> true;
      case "Range" ->
          isPermutation(node.getInput(0), nodes, depth + 1)
              && isConstant(node.getInput(2), 1, AttributeValidator.MAX_RANK, nodes);
      // The sum of numbers that are not small may be negative.
      case "Add", "AddV2" ->
          isPermutation(node.getInput(0), nodes, depth + 1)
              && isConstant(node.getInput(1), 0, AttributeValidator.MAX_RANK, nodes);
      case "Sub" ->
          hasOp(node.getInput(0), "Sub", nodes) && hasOp(node.getInput(1), "Range", nodes);
      default -> false;
    };
  }

  private static boolean isAtLeast(int least, TensorProto tensor) {
    // No number at all stands for zeros.
    boolean fits = least <= 0 || ConstantValues.element(tensor, 0) != null;
    for (int i = 0; i < AttributeValidator.MAX_RANK; i++) {
      Double value = ConstantValues.element(tensor, i);
      fits &= value == null || value >= least;
    }
    return fits;
  }

  private static boolean isConstant(
      String tensor, int least, int most, Map<String, NodeDef> nodes) {
    NodeDef node = nodes.get(TensorRef.parse(tensor).node());
    if (node == null || !node.getOp().equals("Const")) {
      return false;
    }
    TensorProto value = node.getAttrOrThrow("value").getTensor();
    boolean fits = isAtLeast(least, value);
    for (int i = 0; i < AttributeValidator.MAX_RANK; i++) {
      Double element = ConstantValues.element(value, i);
      fits &= element == null || element <= most;
    }
    return fits;
  }

  private static boolean hasOp(String tensor, String op, Map<String, NodeDef> nodes) {
    NodeDef node = nodes.get(TensorRef.parse(tensor).node());
    return node != null && node.getOp().equals(op);
  }

  /**
   * Looks at gathers of batches before TensorFlow infers any shape: it subtracts their batch
   * dimensions from the ranks of what they read before it compares the two.
   *
   * @param nodes all of the graph
   * @throws UnsupportedModelException if they have more batch dimensions than dimensions, or read
   *     each other's results, so that their ranks cannot be known
   */
  static void checkGathers(List<NodeDef> nodes) {
    if (nodes.stream().noneMatch(OpPreconditions::gathersBatches)) {
      return;
    }
    GraphDef.Builder probe = GraphDef.newBuilder();
    for (NodeDef node : nodes) {
      probe.addNode(
          gathersBatches(node)
              ? Placeholders.of(
                  node.getName(), node.getAttrOrThrow("Tparams").getType(), Shape.unknown())
              : node);
    }
    try (Graph graph = new Graph()) {
      graph.importGraphDef(probe.build());
      for (NodeDef node : nodes) {
        if (gathersBatches(node)) {
          Shape data = shape(node, 0, graph);
          Shape indices = shape(node, 1, graph);
          long dimensions = node.getAttrOrThrow("batch_dims").getI();
          if (data.isUnknown()
              || indices.isUnknown()
              || Math.abs((double) dimensions) > indices.numDimensions()
              || dimensions >= data.numDimensions()) {
            throw NodeValidator.broken(
                node,
                "has %s batch dimensions, where it reads tensors of the shapes %s and %s",
                dimensions,
                data.isUnknown() ? "?" : data,
                indices.isUnknown() ? "?" : indices);
          }
        }
      }
    }
  }

  private static boolean gathersBatches(NodeDef node) {
    return node.getOp().equals("GatherV2")
        && node.containsAttr("batch_dims")
        && node.getAttrOrThrow("batch_dims").getI() != 0;
  }

  /**
   * Looks at the shapes that TensorFlow inferred, before it runs anything.
   *
   * @param nodes all of the graph
   * @param graph where they are under their own names
   * @throws UnsupportedModelException if a kernel could end the process
   */
  static void checkShapes(Iterable<NodeDef> nodes, Graph graph) {
    for (NodeDef node : nodes) {
      checkSteering(node, graph);
      for (InputShape needed : SHAPES.get(node.getOp())) {
        Shape shape = shape(node, needed.input(), graph);
        if (!needed.fits(shape)) {
          throw NodeValidator.broken(
              node,
              "reads a tensor of shape %s as input %s, where it takes %s",
              shape,
              needed.input(),
              needed.text());
        }
      }
    }
  }

  private static void checkSteering(NodeDef node, Graph graph) {
    int input = 0;
    OpDef op = NodeOutputs.op(node);
    for (OpDef.ArgDef argument : op.getInputArgList()) {
      if (STEERING.contains(argument.getName()) && shape(node, input, graph).isUnknown()) {
        throw NodeValidator.broken(
            node, "reads a tensor of unknown rank as its argument '%s'", argument.getName());
      }
      input += NodeOutputs.size(argument, node);
    }
  }

  private static Shape shape(NodeDef node, int input, Graph graph) {
    TensorRef source = TensorRef.parse(node.getInput(input));
    return graph.operationOrThrow(source.node()).output(source.index()).shape();
  }
}
