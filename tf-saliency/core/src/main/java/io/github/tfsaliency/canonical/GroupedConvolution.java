package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.channels.FilterLayout;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * Writes a convolution in groups as one convolution for each group. TensorFlow's kernels compute
 * grouped convolutions on the CPU, but not their gradients.
 *
 * <p>One input channel a group is what DepthwiseConv2dNative is for: there the node count stays.
 * Elsewhere zeros ahead and a bias behind are split too, as they belong to the layer that each
 * group is then.
 */
public final class GroupedConvolution {
  /** As every group becomes nodes; the widest networks have a tenth of it. */
  private static final int MAX_GROUPS = 16_384;

  /** The last of the four dimensions of data and filters. */
  private static final int CHANNELS = 3;

  private final StaticShapes shapes;
  private final Readers readers;
  private final ImmutableSet<String> weights;
  private final Map<String, NodeDef> nodes;

  private GroupedConvolution(InferenceGraph graph, StaticShapes shapes) {
    this.shapes = shapes;
    readers = Readers.of(graph);
    weights = graph.weightNodes();
    nodes = new HashMap<>(graph.nodes());
  }

  /**
   * Splits every grouped Conv2D with channels last whose numbers of channels are known.
   *
   * @param graph the model
   * @return the same function, each convolution, or the bias that alone reads it, under its own
   *     name
   */
  public static InferenceGraph split(InferenceGraph graph) {
    if (graph.nodes().values().stream().noneMatch(node -> node.getOp().equals("Conv2D"))) {
      return graph;
    }
    try (StaticShapes shapes = StaticShapes.of(graph)) {
      GroupedConvolution splitting = new GroupedConvolution(graph, shapes);
      graph.nodes().values().stream()
          .filter(node -> node.getOp().equals("Conv2D"))
          .forEach(splitting::split);
      return graph.withNodes(splitting.nodes);
    }
  }

  private void split(NodeDef convolution) {
    Shape input = shapes.of(TensorRef.parse(convolution.getInput(0)));
    Shape filter = shapes.of(TensorRef.parse(convolution.getInput(1)));
    if (FilterLayout.of(convolution, shapes).isEmpty()
        || input.isUnknown()
        || input.get(3) == Shape.UNKNOWN_SIZE
        || input.get(3) == filter.get(2)
        || !fits(input.get(3), filter)
        || !Expressions.supports(NodeOutputs.type(convolution, 0))) {
      return;
    }
    if (filter.get(2) == 1 && hasDepthwiseKernel(convolution)) {
      addDepthwise(convolution, filter, input.get(3));
    } else {
      addGroups(convolution, Math.toIntExact(input.get(3) / filter.get(2)));
    }
  }

  /** What no grouped convolution is, TensorFlow has to refuse: sizes may be zero or odd. */
  private static boolean fits(long channels, Shape filter) {
    return filter.size() > 0
        && channels > 0
        && channels % filter.get(2) == 0
        && channels / filter.get(2) <= MAX_GROUPS
        && filter.get(3) % (channels / filter.get(2)) == 0;
  }

  /** The depthwise kernels take one stride for both directions, and ignore dilations. */
  private static boolean hasDepthwiseKernel(NodeDef convolution) {
    List<Long> strides = convolution.getAttrOrThrow("strides").getList().getIList();
    boolean dilated =
        convolution.containsAttr("dilations")
            && convolution.getAttrOrThrow("dilations").getList().getIList().stream()
                .anyMatch(dilation -> dilation != 1);
    return strides.get(1).equals(strides.get(2)) && !dilated;
  }

  private void addDepthwise(NodeDef convolution, Shape filter, long channels) {
    Expressions expressions = expressions(convolution);
    int[] layout = {
      Math.toIntExact(filter.get(0)),
      Math.toIntExact(filter.get(1)),
      Math.toIntExact(channels),
      Math.toIntExact(filter.get(3) / channels)
    };
    // Output channels are numbered group by group in both ops.
    String reshaped = expressions.reshape(convolution.getInput(1), layout);
    nodes.putAll(expressions.nodes());
    nodes.put(
        convolution.getName(),
        convolution.toBuilder()
            .setOp("DepthwiseConv2dNative")
            .setInput(1, reshaped)
            .removeAttr("use_cudnn_on_gpu")
            .build());
  }

  private void addGroups(NodeDef convolution, int groups) {
    Expressions expressions = expressions(convolution);
    Optional<NodeDef> pad = padAhead(convolution);
    String data = pad.orElse(convolution).getInput(0);
    List<String> inputs = new ArrayList<>(expressions.split(data, CHANNELS, groups));
    if (pad.isPresent()) {
      // Named after the convolution, as others may read the zeros in other groups.
      NodeDef own = pad.get().toBuilder().setName(convolution.getName() + "/pad").build();
      for (int group = 0; group < groups; group++) {
        inputs.set(group, addGroup(own, group, inputs.get(group), own.getInput(1)));
      }
    }
    List<String> filters = expressions.split(convolution.getInput(1), CHANNELS, groups);
    List<String> outputs = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      outputs.add(addGroup(convolution, group, inputs.get(group), filters.get(group)));
    }
    Optional<NodeDef> bias = readers.only(convolution).filter(this::isBias);
    if (bias.isPresent()) {
      List<String> slices = expressions.split(bias.get().getInput(1), 0, groups);
      for (int group = 0; group < groups; group++) {
        outputs.set(group, addGroup(bias.get(), group, outputs.get(group), slices.get(group)));
      }
    }
    NodeDef whole = expressions.concat(bias.orElse(convolution).getName(), CHANNELS, outputs);
    nodes.putAll(expressions.nodes());
    nodes.put(whole.getName(), whole);
  }

  /** What puts zeros around the convolution's data, but not between its channels. */
  private Optional<NodeDef> padAhead(NodeDef convolution) {
    TensorRef data = TensorRef.parse(convolution.getInput(0));
    return Optional.ofNullable(nodes.get(data.node()))
        .filter(node -> node.getOp().equals("Pad"))
        .filter(
            node -> {
              Shape before = shapes.of(TensorRef.parse(node.getInput(0)));
              return !before.isUnknown() && before.get(CHANNELS) == shapes.of(data).get(CHANNELS);
            });
  }

  private boolean isBias(NodeDef node) {
    return node.getOp().equals("BiasAdd")
        && FilterLayout.hasChannelsLast(node)
        && weights.contains(TensorRef.parse(node.getInput(1)).node());
  }

  private String addGroup(NodeDef whole, int group, String operand, String weight) {
    String name = whole.getName() + "/group_" + group;
    nodes.put(
        name,
        whole.toBuilder()
            .setName(name)
            .setInput(0, operand)
            .setInput(1, weight)
            // An exporter's note on the whole, which TensorFlow would hold us to.
            .removeAttr("_output_shapes")
            .build());
    return name;
  }

  private static Expressions expressions(NodeDef convolution) {
    return new Expressions(convolution.getName() + "/groups", NodeOutputs.type(convolution, 0));
  }
}
