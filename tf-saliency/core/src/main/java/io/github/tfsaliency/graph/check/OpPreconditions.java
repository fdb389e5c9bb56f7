package io.github.tfsaliency.graph.check;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.Placeholders;
import io.github.tfsaliency.graph.ReachableNodes;
import io.github.tfsaliency.graph.ShapeProtos;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpListFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Conditions of single ops beyond their declaration. Kernels or TensorFlow's shape inference rely
 * on them; without them the process would end, without an exception.
 */
final class OpPreconditions {
  private static final ImmutableListMultimap<String, InputShape> SHAPES = read();

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

  private static final AttrValue UNKNOWN_SHAPE =
      AttrValue.newBuilder().setShape(ShapeProtos.write(Shape.unknown())).build();

  /** The input of a SplitV. */
  private static final int SPLIT_SIZES = 1;

  /** Of all rounds together. */
  private static final long MAX_PROBED_NODES = 1_000_000;

  private OpPreconditions() {}

  /**
   * The shape that an input must be known to have.
   *
   * @param input which input
   * @param sizes -1 where any size will do; null where any rank will do from a least one on
   * @param least rank
   */
  private record InputShape(int input, @Nullable List<Long> sizes, int least) {
    boolean fits(Shape shape) {
      if (sizes == null) {
        return !shape.isUnknown() && shape.numDimensions() >= least;
      }
      boolean fits = !shape.isUnknown() && shape.numDimensions() == sizes.size();
      for (int i = 0; fits && i < sizes.size(); i++) {
        fits = sizes.get(i) < 0 || sizes.get(i) == shape.get(i);
      }
      return fits;
    }

    String text() {
      return sizes == null
          ? least == 0 ? "a known rank" : "a known rank above 0"
          : sizes.stream().map(size -> size < 0 ? "?" : "" + size).toList().toString();
    }
  }

  private static ImmutableListMultimap<String, InputShape> read() {
    ImmutableListMultimap.Builder<String, InputShape> shapes = ImmutableListMultimap.builder();
    for (String line : OpListFile.lines(OpPreconditions.class, "op-preconditions.txt")) {
      List<String> parts = Splitter.on(' ').limit(3).splitToList(line);
      int least = parts.get(2).equals("+") ? 1 : 0;
      shapes.put(
          parts.get(0), new InputShape(Integer.parseInt(parts.get(1)), sizes(parts.get(2)), least));
    }
    return shapes.build();
  }

  private static @Nullable List<Long> sizes(String text) {
    return text.equals("*") || text.equals("+")
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
        && NodeOutputs.attribute(node, "Tlen").getType() == DataType.DT_INT8) {
      throw NodeRefusal.broken(
          node, "takes sizes of the type int8, which its kernel reads as int64");
    }
    SegmentRows.check(node, nodes);
  }

  /** Real transforms: their libraries end the process at a length of zero, or at two precisions. */
  private static void checkTransform(NodeDef node, Map<String, NodeDef> nodes) {
    DataType real = NodeOutputs.attribute(node, NodeOutputs.op(node), "Treal").getType();
    DataType complex = NodeOutputs.attribute(node, NodeOutputs.op(node), "Tcomplex").getType();
    if ((real == DataType.DT_DOUBLE) != (complex == DataType.DT_COMPLEX128)) {
      throw NodeRefusal.broken(node, "transforms %s into %s", real, complex);
    }
    if (TransformLengths.isBroken(node, nodes)) {
      throw NodeRefusal.broken(node, "has a length below 1");
    }
  }

  /**
   * Looks at what TensorFlow's inference of shapes takes for granted, before it infers any.
   *
   * @param nodes all of the graph
   * @throws UnsupportedModelException if it could end the process
   */
  static void checkInference(List<NodeDef> nodes) {
    List<NodeDef> harmless = withHiddenSizes(nodes);
    checkGathers(harmless);
    if (harmless.size() > nodes.size()) {
      checkSplits(nodes, harmless);
    }
  }

  /**
   * The same nodes, where splits read sizes that nobody knows: inference reads those that it knows
   * as a list, whatever they are.
   */
  private static List<NodeDef> withHiddenSizes(List<NodeDef> nodes) {
    Map<String, NodeDef> byName = Maps.uniqueIndex(nodes, NodeDef::getName);
    String prefix = "hidden";
    while (hasNameIn(nodes, prefix)) {
      prefix += "_";
    }
    List<NodeDef> harmless = new ArrayList<>();
    for (NodeDef node : nodes) {
      if (!node.getOp().equals("SplitV") || isList(byName.get(source(node, SPLIT_SIZES)))) {
        harmless.add(node);
        continue;
      }
      String name = prefix + "/" + harmless.size();
      harmless.add(
          Placeholders.of(name, NodeOutputs.attribute(node, "Tlen").getType(), Shape.unknown()));
      harmless.add(node.toBuilder().setInput(SPLIT_SIZES, name).build());
    }
    return harmless;
  }

  private static boolean hasNameIn(List<NodeDef> nodes, String prefix) {
    return nodes.stream().anyMatch(node -> node.getName().startsWith(prefix));
  }

  private static String source(NodeDef node, int input) {
    return ReachableNodes.source(node.getInput(input));
  }

  private static boolean isList(@Nullable NodeDef node) {
    return node != null
        && node.getOp().equals("Const")
        && node.getAttrOrThrow("value").getTensor().getTensorShape().getDimCount() == 1;
  }

  private static void checkSplits(List<NodeDef> nodes, List<NodeDef> harmless) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(GraphDef.newBuilder().addAllNode(harmless).build());
      for (NodeDef node : nodes) {
        if (node.getOp().equals("SplitV")) {
          Shape sizes = InferredShapes.input(node, SPLIT_SIZES, graph);
          if (sizes.numDimensions() != 1) {
            throw NodeRefusal.broken(
                node,
                "takes sizes of shape %s, where it takes a list",
                sizes.isUnknown() ? "?" : sizes);
          }
        }
      }
    }
  }

  /**
   * Looks at gathers of batches before TensorFlow infers any shape: it subtracts their batch
   * dimensions from the ranks of what they read before it compares the two. Those that read each
   * other's results are looked at one after the other.
   *
   * @param nodes all of the graph
   * @throws UnsupportedModelException if they have more batch dimensions than dimensions, or read
   *     tensors of unknown rank
   */
  private static void checkGathers(List<NodeDef> nodes) {
    Set<String> open = new LinkedHashSet<>();
    nodes.stream()
        .filter(OpPreconditions::gathersBatches)
        .forEach(node -> open.add(node.getName()));
    for (long probed = 0; !open.isEmpty(); probed += nodes.size()) {
      Set<String> behind = behind(open, nodes);
      List<NodeDef> next =
          nodes.stream()
              .filter(node -> open.contains(node.getName()) && !behind.contains(node.getName()))
              .toList();
      if (next.isEmpty() || probed > MAX_PROBED_NODES) {
        throw new UnsupportedModelException(
            Message.of(
                "The gathers of batches (op 'GatherV2') of the SavedModel read each other's results"
                    + " so often that their shapes cannot be found out, '%s' for example.\n"
                    + "Maybe export the model with fewer of them in a row.",
                open.iterator().next()));
      }
      checkGathers(next, open, nodes);
      next.forEach(node -> open.remove(node.getName()));
    }
  }

  private static void checkGathers(List<NodeDef> next, Set<String> open, List<NodeDef> nodes) {
    GraphDef.Builder probe = GraphDef.newBuilder();
    for (NodeDef node : nodes) {
      probe.addNode(
          open.contains(node.getName())
              ? Placeholders.of(
                  node.getName(), node.getAttrOrThrow("Tparams").getType(), Shape.unknown())
              : node);
    }
    try (Graph graph = new Graph()) {
      graph.importGraphDef(probe.build());
      for (NodeDef node : next) {
        Shape data = InferredShapes.input(node, 0, graph);
        Shape indices = InferredShapes.input(node, 1, graph);
        long dimensions = node.getAttrOrThrow("batch_dims").getI();
        if (data.isUnknown()
            || indices.isUnknown()
            || Math.abs((double) dimensions) > indices.numDimensions()
            || dimensions >= data.numDimensions()) {
          throw NodeRefusal.broken(
              node,
              "has %s batch dimensions, where it reads tensors of the shapes %s and %s",
              dimensions,
              data.isUnknown() ? "?" : data,
              indices.isUnknown() ? "?" : indices);
        }
      }
    }
  }

  /** The nodes that read, directly or not, what others give. */
  private static Set<String> behind(Set<String> others, List<NodeDef> nodes) {
    Set<String> behind = new HashSet<>();
    for (boolean found = true; found; ) {
      found = false;
      for (NodeDef node : nodes) {
        if (node.getInputList().stream()
            .map(ReachableNodes::source)
            .anyMatch(source -> others.contains(source) || behind.contains(source))) {
          found |= behind.add(node.getName());
        }
      }
    }
    return behind;
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
    boolean complete = true;
    for (NodeDef node : nodes) {
      complete &= !node.getOp().equals("Placeholder") || isComplete(node);
    }
    for (NodeDef node : nodes) {
      checkSteering(node, graph);
      for (Shape shape : InferredShapes.outputs(node, graph)) {
        RankBounds.require(
            node, shape.isUnknown() ? 0 : shape.numDimensions(), TensorLimits.DIMENSIONS_COMPUTED);
      }
      ConvolutionShapes.check(node, graph, complete);
      checkInputs(node, graph);
      checkScatter(node, graph);
    }
  }

  private static void checkInputs(NodeDef node, Graph graph) {
    for (InputShape needed : SHAPES.get(node.getOp())) {
      Shape shape = InferredShapes.input(node, needed.input(), graph);
      if (!needed.fits(shape)) {
        throw NodeRefusal.broken(
            node,
            "reads a tensor of shape %s as input %s, where it takes %s",
            shape.isUnknown() ? "?" : shape,
            needed.input(),
            needed.text());
      }
    }
  }

  /** TensorFlow's inference looks only where it knows the last size of the indices. */
  private static void checkScatter(NodeDef node, Graph graph) {
    Integer indices = ScatterRanks.INDICES.get(node.getOp());
    if (indices == null) {
      return;
    }
    Shape places = InferredShapes.input(node, indices, graph);
    Shape updates = InferredShapes.input(node, indices + 1, graph);
    if (updates.numDimensions() < places.numDimensions() - 1) {
      throw NodeRefusal.broken(
          node,
          "scatters updates of shape %s to indices of shape %s, where updates have at least %s"
              + " dimensions",
          updates,
          places,
          places.numDimensions() - 1);
    }
  }

  private static boolean isComplete(NodeDef placeholder) {
    Shape shape = ShapeProtos.read(placeholder.getAttrOrDefault("shape", UNKNOWN_SHAPE).getShape());
    return !shape.isUnknown() && !shape.hasUnknownDimension();
  }

  private static void checkSteering(NodeDef node, Graph graph) {
    int input = 0;
    OpDef op = NodeOutputs.op(node);
    for (OpDef.ArgDef argument : op.getInputArgList()) {
      if (STEERING.contains(argument.getName())
          && InferredShapes.input(node, input, graph).isUnknown()) {
        throw NodeRefusal.broken(
            node, "reads a tensor of unknown rank as its argument '%s'", argument.getName());
      }
      input += NodeOutputs.size(argument, node);
    }
  }
}
