package io.github.tfsaliency.graph.check;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.NodeOutputs;
import java.util.List;
import java.util.stream.LongStream;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * Convolutions whose picture, filter and result do not belong together: their kernels take it for
 * granted, and end the process. A result without elements is such a case too: of it the kernels
 * tell another shape. So is an empty volume that is pooled.
 */
final class ConvolutionShapes {
  /**
   * Which tensors an op has: inputs by their number, or the output.
   *
   * @param picture what is convolved, or what a transposed convolution makes
   * @param filter the weights
   * @param result of the convolution
   * @param depthwise whether each channel has filters of its own
   */
  private record Roles(int picture, int filter, int result, boolean depthwise) {}

  /** In the place of an input's number. */
  private static final int OUTPUT = -1;

  private static final Roles FORWARD = new Roles(0, 1, OUTPUT, false);
  private static final Roles TO_PICTURE = new Roles(OUTPUT, 1, 2, false);
  private static final Roles TO_FILTER = new Roles(0, OUTPUT, 2, false);

  private static final ImmutableMap<String, Roles> OPS =
      ImmutableMap.<String, Roles>builder()
          .put("Conv2D", FORWARD)
          .put("Conv2DBackpropFilter", TO_FILTER)
          .put("Conv2DBackpropFilterV2", TO_FILTER)
          .put("Conv2DBackpropInput", TO_PICTURE)
          .put("Conv2DBackpropInputV2", TO_PICTURE)
          .put("Conv3D", FORWARD)
          .put("Conv3DBackpropFilterV2", TO_FILTER)
          .put("Conv3DBackpropInputV2", TO_PICTURE)
          .put("DepthwiseConv2dNative", new Roles(0, 1, OUTPUT, true))
          .put("DepthwiseConv2dNativeBackpropFilter", new Roles(0, OUTPUT, 2, true))
          .put("DepthwiseConv2dNativeBackpropInput", new Roles(OUTPUT, 1, 2, true))
          .buildOrThrow();

  /** Of an empty volume oneDNN leaves out what the gradient reads. */
  private static final String POOL = "MaxPool3D";

  private static final String UNKNOWN =
      "Maybe export the model with pictures of a fixed size, or name a float tensor after it with"
          + " Model.from(path).input(name).";

  private final NodeDef node;
  private final Roles roles;
  private final Shape picture;
  private final Shape filter;
  private final Shape result;

  private ConvolutionShapes(NodeDef node, Roles roles, Graph graph) {
    this.node = node;
    this.roles = roles;
    picture = shape(roles.picture(), graph);
    filter = shape(roles.filter(), graph);
    result = shape(roles.result(), graph);
  }

  /**
   * Whether nodes have to be looked at for each shape of an input.
   *
   * @param nodes all of a model
   * @param free whether an input has free sizes beside the number of samples
   */
  static boolean needCheck(Iterable<NodeDef> nodes, boolean free) {
    for (NodeDef node : nodes) {
      Roles roles = OPS.get(node.getOp());
      // Of the others TensorFlow makes the result itself, for any number of samples.
      if ((free && node.getOp().equals(POOL))
          || (roles != null && (free || roles.result() != OUTPUT))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Looks at a node.
   *
   * @param node any
   * @param graph has the shapes that TensorFlow inferred
   * @param complete whether they were inferred for inputs of known shapes: what is not known then
   *     depends on values
   * @throws UnsupportedModelException if its kernel could end the process
   */
  static void check(NodeDef node, Graph graph, boolean complete) {
    Roles roles = OPS.get(node.getOp());
    if (roles != null) {
      new ConvolutionShapes(node, roles, graph).check(complete);
    } else if (node.getOp().equals(POOL)) {
      checkPool(node, InferredShapes.input(node, 0, graph), complete);
    }
  }

  private static void checkPool(NodeDef node, Shape volume, boolean complete) {
    if (complete && (volume.isUnknown() || volume.hasUnknownDimension())) {
      throw NodeRefusal.of(
          node, UNKNOWN, "pools a volume whose size is known only when the model runs");
    }
    if (!volume.isUnknown() && LongStream.of(volume.asArray()).anyMatch(size -> size == 0)) {
      throw NodeRefusal.of(
          node,
          "Maybe the SavedModel was damaged.",
          "pools a volume of shape %s, which is empty",
          volume);
    }
  }

  private Shape shape(int role, Graph graph) {
    return role == OUTPUT
        ? graph.operationOrThrow(node.getName()).output(0).shape()
        : InferredShapes.input(node, role, graph);
  }

  private void check(boolean complete) {
    if (!isKnown(picture, 1) || !isKnown(filter, 0) || !isKnown(result, 1)) {
      if (complete) {
        throw NodeRefusal.of(
            node,
            UNKNOWN,
            "convolves tensors whose sizes are known only when the model runs: %s with a filter %s"
                + " to %s",
            text(picture),
            text(filter),
            text(result));
      }
      return;
    }
    if (!belongTogether()) {
      throw NodeRefusal.of(
          node,
          "Maybe the picture is smaller than the model takes, or the SavedModel was damaged.",
          "convolves a tensor of shape %s with a filter %s to %s, which do not belong together",
          picture,
          filter,
          result);
    }
  }

  private static String text(Shape shape) {
    return shape.isUnknown() ? "?" : shape.toString();
  }

  /** From a dimension on; the number of samples, which comes first, may be any. */
  private boolean isKnown(Shape shape, int first) {
    boolean known = !shape.isUnknown() && shape.numDimensions() == rank();
    for (int i = first; known && i < rank(); i++) {
      known = shape.get(i) != Shape.UNKNOWN_SIZE;
    }
    return known;
  }

  private int rank() {
    return node.getOp().startsWith("Conv3D") ? 5 : 4;
  }

  private boolean belongTogether() {
    int spatial = rank() - 2;
    long samples = picture.get(0);
    boolean fits =
        samples == result.get(0)
            || samples == Shape.UNKNOWN_SIZE
            || result.get(0) == Shape.UNKNOWN_SIZE;
    for (int i = 0; fits && i < spatial; i++) {
      long size = resultSize(i);
      fits = size > 0 && size == result.get(dimension(i));
    }
    long channels = picture.get(channel());
    long taken = filter.get(spatial);
    long made = filter.get(spatial + 1);
    fits &= channels > 0 && taken > 0 && made > 0 && channels % taken == 0;
    return fits
        && result.get(channel()) == (roles.depthwise() ? channels * made : made)
        && (!roles.depthwise() || channels == taken);
  }

  private boolean channelsFirst() {
    return NodeOutputs.attribute(node, "data_format").getS().toStringUtf8().startsWith("NC");
  }

  private int channel() {
    return channelsFirst() ? 1 : rank() - 1;
  }

  private int dimension(int spatial) {
    return spatial + (channelsFirst() ? 2 : 1);
  }

  private long resultSize(int spatial) {
    int dimension = dimension(spatial);
    long size = picture.get(dimension);
    long stride = number("strides", dimension, 1);
    long window = (filter.get(spatial) - 1) * number("dilations", dimension, 1) + 1;
    String padding = NodeOutputs.attribute(node, "padding").getS().toStringUtf8();
    return switch (padding) {
      case "SAME" -> (size + stride - 1) / stride;
      case "VALID" -> Math.floorDiv(size - window + stride, stride);
      default ->
          Math.floorDiv(
              size
                  + number("explicit_paddings", 2 * dimension, 0)
                  + number("explicit_paddings", 2 * dimension + 1, 0)
                  - window
                  + stride,
              stride);
    };
  }

  private long number(String attribute, int index, long otherwise) {
    AttrValue value = NodeOutputs.attribute(node, attribute);
    List<Long> numbers = value.getList().getIList();
    return index < numbers.size() ? numbers.get(index) : otherwise;
  }
}
