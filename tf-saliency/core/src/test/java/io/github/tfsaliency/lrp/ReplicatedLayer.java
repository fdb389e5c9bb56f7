package io.github.tfsaliency.lrp;

import static com.google.common.primitives.Ints.concat;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.support.SmallGraph;
import io.github.tfsaliency.support.Window;
import io.github.tfsaliency.support.Window.Padding;
import java.util.Arrays;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * A linear layer twice: as nodes of a graph, and as a dense matrix that plain loops have filled.
 * The two share their weights and nothing else.
 */
final class ReplicatedLayer {
  /** How many samples are computed at once: the sizes of a transposed convolution say so. */
  static final int SAMPLES = 2;

  /** Of an einsum with two dimensions in place of one. */
  private static final int HEADS = 2;

  /** Filters by their number of dimensions, no two sizes alike where they could be confused. */
  private static final ImmutableMap<Integer, int[]> KERNELS =
      ImmutableMap.of(1, new int[] {3}, 2, new int[] {3, 2}, 3, new int[] {2, 3, 2});

  /** What computes the layer. */
  enum Kind {
    CONVOLUTION(2, 3, 6, 5),
    POINTWISE_CONVOLUTION(3, 4, 4, 3),
    DILATED_CONVOLUTION(2, 2, 6, 5),
    CONVOLUTION_IN_BLOCKS(2, 2, 6, 5),
    GROUPED_CONVOLUTION(4, 6, 4, 5),
    GROUPED_CONVOLUTION_OF_SINGLE_CHANNELS(3, 6, 4, 5),
    DEPTHWISE_CONVOLUTION(3, 3, 6, 5),
    DEPTHWISE_CONVOLUTION_OF_TWO(2, 4, 4, 5),
    TRANSPOSED_CONVOLUTION(3, 2, 3, 4),
    CONVOLUTION_IN_ONE_DIMENSION(3, 4, 9),
    CONVOLUTION_IN_THREE_DIMENSIONS(2, 2, 4, 3, 3),
    PRODUCT(6, 4),
    PRODUCT_WITH_A_TRANSPOSED_MATRIX(6, 4),
    BATCH_PRODUCT(5, 4, 3),
    BATCH_PRODUCT_WITH_A_TRANSPOSED_MATRIX(5, 4, 3),
    EINSUM(5, 4, 3),
    EINSUM_INTO_HEADS(5, 6, 3),
    EINSUM_OUT_OF_HEADS(6, 4, 3),
    DENSE_OF_RANK_THREE(5, 4, 3);

    private final int channels;
    private final int units;
    private final ImmutableIntArray sizes;

    Kind(int channels, int units, int... sizes) {
      this.channels = channels;
      this.units = units;
      this.sizes = ImmutableIntArray.copyOf(sizes);
    }

    boolean isConvolution() {
      return name().contains("CONVOLUTION");
    }

    /**
     * Whether a BatchNorm ahead becomes part of the layer. It does not where groups are split, nor
     * with an einsum; there it is a layer of its own.
     */
    boolean takesNorm() {
      return this != GROUPED_CONVOLUTION && !name().startsWith("EINSUM");
    }

    boolean takesFusedNorm() {
      return takesNorm() && isConvolution() && sizes.length() == 2;
    }

    private int dilation() {
      return this == DILATED_CONVOLUTION || this == CONVOLUTION_IN_BLOCKS ? 2 : 1;
    }

    /** How many channels each unit reads. */
    private int channelsOfUnit() {
      return switch (this) {
        case GROUPED_CONVOLUTION -> 2;
        case GROUPED_CONVOLUTION_OF_SINGLE_CHANNELS,
            DEPTHWISE_CONVOLUTION,
            DEPTHWISE_CONVOLUTION_OF_TWO ->
            1;
        default -> channels;
      };
    }

    /** The last dimensions of the filter. */
    private int[] depth() {
      return switch (this) {
        case TRANSPOSED_CONVOLUTION -> new int[] {units, channels};
        case DEPTHWISE_CONVOLUTION, DEPTHWISE_CONVOLUTION_OF_TWO ->
            new int[] {channels, units / channels};
        default -> new int[] {channelsOfUnit(), units};
      };
    }

    private String op() {
      return switch (this) {
        case DEPTHWISE_CONVOLUTION, DEPTHWISE_CONVOLUTION_OF_TWO -> "DepthwiseConv2dNative";
        case TRANSPOSED_CONVOLUTION -> "Conv2DBackpropInput";
        case CONVOLUTION_IN_THREE_DIMENSIONS -> "Conv3D";
        default -> "Conv2D";
      };
    }
  }

  /** What stands between the graph's input and the layer. */
  enum Ahead {
    NOTHING,
    RELU,
    RELU_AND_FUSED_NORM,
    RELU_AND_WRITTEN_OUT_NORM
  }

  /** One of the combinations; what is no convolution has neither padding nor stride. */
  record Case(Kind kind, Padding padding, int stride, boolean bias, Ahead ahead) {
    @Override
    public String toString() {
      return kind
          + (kind.isConvolution() ? " " + padding + ", stride " + stride : "")
          + (bias ? ", bias" : "")
          + (ahead == Ahead.NOTHING ? "" : ", behind " + ahead);
    }
  }

  private final Case tested;
  private final Kind kind;
  private final SmallGraph graph = new SmallGraph();
  private final double[] scales;
  private final double[] offsets;

  private ReplicatedLayer(Case tested) {
    this.tested = tested;
    kind = tested.kind();
    scales = new double[kind.channels];
    offsets = new double[kind.channels];
    Arrays.fill(scales, 1);
  }

  /**
   * The two forms.
   *
   * @param graph of one input, {@code x}
   * @param sample the sizes of its samples
   * @param replica of a sample, from what the layer reads to what it computes
   */
  record Twins(InferenceGraph graph, ImmutableIntArray sample, LayerReplica replica) {
    int channels() {
      return sample.get(sample.length() - 1);
    }
  }

  static Twins of(Case tested) {
    return new ReplicatedLayer(tested).build();
  }

  private Twins build() {
    int[] sample =
        kind == Kind.EINSUM_OUT_OF_HEADS
            ? concat(kind.sizes.toArray(), new int[] {HEADS, kind.channels / HEADS})
            : concat(kind.sizes.toArray(), new int[] {kind.channels});
    String data = graph.input("x", sample);
    data =
        switch (tested.ahead()) {
          case NOTHING -> data;
          case RELU -> graph.node("Relu", data);
          case RELU_AND_FUSED_NORM -> fusedNorm(graph.node("Relu", data));
          case RELU_AND_WRITTEN_OUT_NORM -> writtenOutNorm(graph.node("Relu", data));
        };
    LayerReplica replica = kind.isConvolution() ? convolution(data) : product(data);
    replica.absorb(scales, offsets);
    return new Twins(graph.build(), ImmutableIntArray.copyOf(sample), replica);
  }

  /** Some of its factors are negative. */
  private String fusedNorm(String data) {
    String gamma = graph.weights(kind.channels);
    String beta = graph.weights(kind.channels);
    String mean = graph.weights(kind.channels);
    String variance = graph.positive(kind.channels);
    float epsilon = 1e-3f;
    for (int c = 0; c < kind.channels; c++) {
      scales[c] = graph.values(gamma)[c] / Math.sqrt(graph.values(variance)[c] + epsilon);
      offsets[c] = graph.values(beta)[c] - graph.values(mean)[c] * scales[c];
    }
    return graph.add(
        graph
            .builder("FusedBatchNormV3", data, gamma, beta, mean, variance)
            .putAttr("U", Graphs.FLOAT)
            .putAttr("epsilon", AttrValue.newBuilder().setF(epsilon).build())
            .putAttr("is_training", SmallGraph.truth(false)));
  }

  private String writtenOutNorm(String data) {
    String scale = graph.weights(kind.channels);
    String offset = graph.weights(kind.channels);
    System.arraycopy(graph.values(scale), 0, scales, 0, scales.length);
    System.arraycopy(graph.values(offset), 0, offsets, 0, offsets.length);
    return graph.node("AddV2", offset, graph.node("Mul", data, scale));
  }

  private LayerReplica convolution(String data) {
    int[] kernel = kernel();
    Window window =
        Window.of(
            kind == Kind.TRANSPOSED_CONVOLUTION ? enlarged(kernel) : kind.sizes.toArray(),
            kernel,
            tested.stride(),
            kind.dilation(),
            tested.padding());
    boolean line = kernel.length == 1;
    String filter = graph.weights(concat(line ? new int[] {1} : new int[0], kernel, kind.depth()));
    String padded = tested.padding() == Padding.PAD ? pad(data, window) : data;
    if (line) {
      padded = graph.node("ExpandDims", padded, graph.integer(1));
    }
    String result =
        switch (kind) {
          case CONVOLUTION_IN_BLOCKS -> inBlocks(padded, filter, window);
          case TRANSPOSED_CONVOLUTION -> {
            int[] sizes = concat(new int[] {SAMPLES}, window.in(), new int[] {kind.units});
            yield slide(window, graph.integers(sizes), filter, padded);
          }
          default -> slide(window, padded, filter);
        };
    if (line) {
      result = graph.add(graph.builder("Squeeze", result).putAttr("squeeze_dims", Graphs.list(1)));
    }
    LayerReplica replica = dense(window, graph.values(filter));
    addBias(replica, result, "BiasAdd", kind.units);
    return replica;
  }

  private int[] kernel() {
    return kind == Kind.POINTWISE_CONVOLUTION
        ? new int[] {1, 1}
        : KERNELS.getOrDefault(kind.sizes.length(), new int[0]);
  }

  /** The sizes that a transposed convolution makes of its input's: a convolution goes back. */
  private int[] enlarged(int[] kernel) {
    int[] sizes = new int[kernel.length];
    for (int d = 0; d < sizes.length; d++) {
      int zeros = tested.padding() == Padding.VALID ? 0 : 3;
      sizes[d] =
          tested.padding() == Padding.SAME
              ? kind.sizes.get(d) * tested.stride()
              : (kind.sizes.get(d) - 1) * tested.stride() + kernel[d] - zeros;
    }
    return sizes;
  }

  /** The definition of a convolution, of channels in groups; a transposed one goes backwards. */
  private LayerReplica dense(Window window, double[] filter) {
    boolean transposed = kind == Kind.TRANSPOSED_CONVOLUTION;
    int read = Window.size(transposed ? window.out() : window.in());
    int written = Window.size(transposed ? window.in() : window.out());
    LayerReplica replica = new LayerReplica(written * kind.units, read * kind.channels);
    int each = kind.channelsOfUnit();
    int unitsOfGroup = kind.units * each / kind.channels;
    window.forEach(
        (in, k, out) -> {
          for (int u = 0; u < kind.units; u++) {
            int first = u / unitsOfGroup * each;
            for (int c = first; c < first + each; c++) {
              if (transposed) {
                double w = filter[(k * kind.units + u) * kind.channels + c];
                replica.connect(in * kind.units + u, out * kind.channels + c, w);
              } else {
                double w = filter[(k * each + c - first) * kind.units + u];
                replica.connect(out * kind.units + u, in * kind.channels + c, w);
              }
            }
          }
        });
    return replica;
  }

  private String pad(String data, Window window) {
    int[] none = {0};
    return graph.node(
        "Pad",
        data,
        graph.pairs(concat(none, window.before(), none), concat(none, window.after(), none)));
  }

  /** The op, its first and last dimension left alone. */
  private String slide(Window window, String... operands) {
    NodeDef.Builder node = graph.builder(kind.op(), operands);
    int rank = node.getOp().equals("Conv3D") ? 5 : 4;
    long[] strides = new long[rank];
    long[] dilations = new long[rank];
    Arrays.fill(strides, 1, rank - 1, tested.stride());
    Arrays.fill(dilations, 1, rank - 1, kind.dilation());
    for (long[] ends : new long[][] {strides, dilations}) {
      ends[0] = 1;
      ends[rank - 1] = 1;
    }
    node.putAttr("strides", Graphs.list(strides)).putAttr("dilations", Graphs.list(dilations));
    if (tested.padding() == Padding.EXPLICIT) {
      long[] paddings = new long[2 * rank];
      int offset = rank - 1 - window.in().length;
      for (int d = 0; d < window.in().length; d++) {
        paddings[2 * (offset + d)] = window.before()[d];
        paddings[2 * (offset + d) + 1] = window.after()[d];
      }
      node.putAttr("explicit_paddings", Graphs.list(paddings));
    }
    String padding = tested.padding() == Padding.PAD ? "VALID" : tested.padding().name();
    return graph.add(node.putAttr("padding", Graphs.text(padding)));
  }

  /** As Keras 2 dilates: values that a filter reads together are brought together first. */
  private String inBlocks(String data, String filter, Window window) {
    int block = kind.dilation();
    int[] after = window.after();
    int[] crops = new int[after.length];
    for (int d = 0; d < after.length; d++) {
      int size = window.in()[d] + window.before()[d] + after[d];
      crops[d] = Math.floorMod(-size, block);
      after[d] += crops[d];
    }
    String blocks = graph.integers(block, block);
    String paddings = graph.pairs(window.before(), after);
    String together = graph.node("SpaceToBatchND", data, blocks, paddings);
    String convolved =
        graph.add(
            graph
                .builder(kind.op(), together, filter)
                .putAttr("strides", Graphs.list(1, 1, 1, 1))
                .putAttr("padding", Graphs.text("VALID")));
    return graph.node(
        "BatchToSpaceND", convolved, blocks, graph.pairs(new int[crops.length], crops));
  }

  private LayerReplica product(String data) {
    boolean transposed = kind.name().contains("TRANSPOSED");
    int[] shape =
        switch (kind) {
          case EINSUM_INTO_HEADS -> new int[] {kind.channels, HEADS, kind.units / HEADS};
          case EINSUM_OUT_OF_HEADS -> new int[] {HEADS, kind.channels / HEADS, kind.units};
          default ->
              transposed
                  ? new int[] {kind.units, kind.channels}
                  : new int[] {kind.channels, kind.units};
        };
    String matrix = graph.weights(shape);
    int places = Window.size(kind.sizes.toArray());
    LayerReplica replica = new LayerReplica(places * kind.units, places * kind.channels);
    double[] values = graph.values(matrix);
    for (int p = 0; p < places; p++) {
      for (int c = 0; c < kind.channels; c++) {
        for (int u = 0; u < kind.units; u++) {
          double w = values[transposed ? u * kind.channels + c : c * kind.units + u];
          replica.connect(p * kind.units + u, p * kind.channels + c, w);
        }
      }
    }
    String result = multiply(data, matrix, SmallGraph.truth(transposed));
    boolean einsum = kind.name().startsWith("EINSUM");
    int[] units =
        kind == Kind.EINSUM_INTO_HEADS
            ? new int[] {HEADS, kind.units / HEADS}
            : new int[] {kind.units};
    addBias(replica, result, einsum ? "AddV2" : "BiasAdd", units);
    return replica;
  }

  private String multiply(String data, String matrix, AttrValue transposed) {
    return switch (kind) {
      case PRODUCT, PRODUCT_WITH_A_TRANSPOSED_MATRIX ->
          graph.add(graph.builder("MatMul", data, matrix).putAttr("transpose_b", transposed));
      case BATCH_PRODUCT, BATCH_PRODUCT_WITH_A_TRANSPOSED_MATRIX ->
          graph.add(graph.builder("BatchMatMulV2", data, matrix).putAttr("adj_y", transposed));
      case EINSUM -> einsum("abc,cd->abd", data, matrix);
      case EINSUM_INTO_HEADS -> einsum("abc,cde->abde", data, matrix);
      case EINSUM_OUT_OF_HEADS -> einsum("abcd,cde->abe", data, matrix);
      case DENSE_OF_RANK_THREE -> {
        String rows = graph.node("Reshape", data, graph.integers(-1, kind.channels));
        String product = graph.node("MatMul", rows, matrix);
        int[] shape = concat(new int[] {-1}, kind.sizes.toArray(), new int[] {kind.units});
        yield graph.node("Reshape", product, graph.integers(shape));
      }
      default -> throw new IllegalArgumentException(kind.name());
    };
  }

  private String einsum(String equation, String data, String matrix) {
    return graph.add(
        graph
            .builder("Einsum", data, matrix)
            .putAttr("N", AttrValue.newBuilder().setI(2).build())
            .putAttr("equation", Graphs.text(equation)));
  }

  private void addBias(LayerReplica replica, String sum, String op, int... units) {
    if (tested.bias()) {
      String bias = graph.weights(units);
      graph.node(op, sum, bias);
      replica.addBias(graph.values(bias));
    }
  }
}
