package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.files.ModelFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** A layer and affine nodes of noise behind it, the last of them the output. */
final class AffineNetwork {
  static final int CHANNELS = 4;
  static final int SAMPLES = 2;

  private final Random random = new Random(1);
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
  private final Shape input;
  private final Shape fed;
  private String last = "x";

  AffineNetwork(long... input) {
    this(Shape.of(input), fed(input));
  }

  AffineNetwork(Layer layer) {
    this(layer.input.toArray());
  }

  AffineNetwork(Shape input, long... fed) {
    this.input = input;
    this.fed = Shape.of(fed);
    add(Graphs.node("x", "Placeholder").toBuilder().putAttr("shape", Graphs.shape(input)));
  }

  private static long[] fed(long... input) {
    long[] fed = input.clone();
    fed[0] = SAMPLES;
    return fed;
  }

  /** Ranks of layers' outputs are those of their inputs. */
  int rank(Layer layer) {
    return layer.input.length();
  }

  @CanIgnoreReturnValue
  String layer(Layer layer) {
    return switch (layer) {
      case CONVOLUTION -> convolution("Conv2D", "x", floats("w", 3, 3, 3, CHANNELS));
      case DEPTHWISE -> convolution("DepthwiseConv2dNative", "x", floats("w", 3, 3, 2, 2));
      case TRANSPOSED_CONVOLUTION -> {
        integers("sizes", SAMPLES, 6, 6, CHANNELS);
        floats("w", 3, 3, CHANNELS, 2);
        yield convolution("Conv2DBackpropInput", 2, "sizes", "w", "x");
      }
      case VOLUME -> convolution("Conv3D", 1, "x", floats("w", 2, 2, 2, 2, CHANNELS));
      case TRANSPOSED_VOLUME -> {
        integers("sizes", SAMPLES, 4, 4, 4, CHANNELS);
        floats("w", 2, 2, 2, CHANNELS, 3);
        yield convolution("Conv3DBackpropInputV2", 2, "sizes", "w", "x");
      }
      case PRODUCT -> node("MatMul", "x", floats("w", 6, CHANNELS));
      case PRODUCT_WITH_A_TRANSPOSED_MATRIX -> transposed("MatMul", "transpose_b");
      case PRODUCT_OF_RANK_TWO -> node("BatchMatMul", "x", floats("w", 6, CHANNELS));
      case PRODUCT_OF_RANK_THREE -> node("BatchMatMulV2", "x", floats("w", 6, CHANNELS));
      case PRODUCT_OF_RANK_THREE_WITH_A_TRANSPOSED_MATRIX -> transposed("BatchMatMulV2", "adj_y");
      case PRODUCT_OF_TYPES_EACH_ITS_OWN ->
          add(
              Graphs.node("product", "BatchMatMulV3", "x", floats("w", 6, CHANNELS)).toBuilder()
                  .removeAttr("T")
                  .putAttr("Ta", Graphs.FLOAT)
                  .putAttr("Tb", Graphs.FLOAT)
                  .putAttr("Tout", Graphs.FLOAT));
    };
  }

  private String transposed(String op, String attribute) {
    return add(
        Graphs.node("product", op, "x", floats("w", CHANNELS, 6)).toBuilder()
            .putAttr(attribute, AttrValue.newBuilder().setB(true).build()));
  }

  @CanIgnoreReturnValue
  String convolution(String op, String input, String filter) {
    return convolution(op, 1, input, filter);
  }

  @CanIgnoreReturnValue
  String convolution(String op, long stride, String... inputs) {
    long[] strides = new long[op.startsWith("Conv3D") ? 5 : 4];
    Arrays.fill(strides, stride);
    strides[0] = 1;
    strides[strides.length - 1] = 1;
    return add(
        Graphs.node(op + "_" + nodes.size(), op, inputs).toBuilder()
            .putAttr("padding", Graphs.text(op.equals("Conv2D") ? "VALID" : "SAME"))
            .putAttr("strides", Graphs.list(strides)));
  }

  /** Half of the factors are negative. */
  @CanIgnoreReturnValue
  String fused(String operand, String name) {
    floats("gamma", CHANNELS);
    vector("beta");
    vector("mean");
    positive("variance");
    String format = operand.startsWith("Conv3D") ? "NDHWC" : "NHWC";
    return add(
        Graphs.node(name, "FusedBatchNormV3", operand, "gamma", "beta", "mean", "variance")
            .toBuilder()
            .putAttr("data_format", Graphs.text(format)));
  }

  @CanIgnoreReturnValue
  String writtenOut(String operand, String name) {
    floats("gamma", CHANNELS);
    vector("beta");
    vector("mean");
    positive("variance");
    node("Rsqrt", "variance");
    String scale = node("Mul", last, "gamma");
    String shift = node("Sub", "beta", node("Mul", "mean", scale));
    String scaled = node("Mul", operand, scale);
    return add(Graphs.node(name, "AddV2", scaled, shift).toBuilder());
  }

  @CanIgnoreReturnValue
  String vector(String name) {
    return floats(name, CHANNELS);
  }

  /** Values of changing sign. */
  @CanIgnoreReturnValue
  String floats(String name, long... shape) {
    Shape all = Shape.of(shape);
    float[] values = new float[Math.toIntExact(all.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % 2 == 0 ? -1 : 1) * (0.5f + random.nextFloat());
    }
    return add(Graphs.floats(name, all, values).toBuilder());
  }

  @CanIgnoreReturnValue
  String positive(String name) {
    float[] values = new float[CHANNELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.5f + random.nextFloat();
    }
    return add(Graphs.floats(name, Shape.of(CHANNELS), values).toBuilder());
  }

  @CanIgnoreReturnValue
  String integer(String name, int value) {
    return add(Graphs.integers(name, Shape.scalar(), value).toBuilder());
  }

  @CanIgnoreReturnValue
  String integers(String name, int... values) {
    return add(Graphs.integers(name, Shape.of(values.length), values).toBuilder());
  }

  /** Rows of two. */
  @CanIgnoreReturnValue
  String matrix(String name, int... values) {
    return add(Graphs.integers(name, Shape.of(values.length / 2, 2), values).toBuilder());
  }

  @CanIgnoreReturnValue
  String node(String op, String... inputs) {
    return add(Graphs.node(op + "_" + nodes.size(), op, inputs).toBuilder());
  }

  @CanIgnoreReturnValue
  String add(NodeDef.Builder node) {
    if (node.getOp().equals("FusedBatchNormV3")) {
      node.putAttr("U", Graphs.FLOAT)
          .putAttr("is_training", AttrValue.newBuilder().setB(false).build());
    }
    last = node.getName();
    nodes.put(last, node.build());
    return last;
  }

  FloatNdArray batch() {
    FloatNdArray values = NdArrays.ofFloats(fed);
    Random noise = new Random(2);
    values.scalars().forEach(value -> value.setFloat((float) noise.nextGaussian()));
    return values;
  }

  InferenceGraph build() {
    return new InferenceGraph(
            ModelFolder.of(Path.of("chain")),
            "serving_default",
            ImmutableList.of(new ModelInput("x", new TensorRef("x", 0), DataType.DT_FLOAT, input)),
            ImmutableMap.of("x", new TensorRef("x", 0)),
            new TensorRef(last, 0),
            last,
            ImmutableMap.copyOf(nodes),
            ImmutableMap.of(),
            ImmutableMap.of())
        .withNodes(nodes);
  }

  /** A layer of four channels. */
  enum Layer {
    CONVOLUTION(-1, 5, 5, 3),
    DEPTHWISE(-1, 5, 5, 2),
    TRANSPOSED_CONVOLUTION(-1, 3, 3, 2),
    VOLUME(-1, 4, 4, 4, 2),
    TRANSPOSED_VOLUME(-1, 2, 2, 2, 3),
    PRODUCT(-1, 6),
    PRODUCT_WITH_A_TRANSPOSED_MATRIX(-1, 6),
    PRODUCT_OF_RANK_TWO(-1, 6),
    PRODUCT_OF_RANK_THREE(-1, 5, 6),
    PRODUCT_OF_RANK_THREE_WITH_A_TRANSPOSED_MATRIX(-1, 5, 6),
    PRODUCT_OF_TYPES_EACH_ITS_OWN(-1, 5, 6);

    private final ImmutableLongArray input;

    Layer(long... input) {
      this.input = ImmutableLongArray.copyOf(input);
    }
  }
}
