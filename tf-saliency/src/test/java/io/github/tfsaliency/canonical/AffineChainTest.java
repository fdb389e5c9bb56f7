package io.github.tfsaliency.canonical;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableLongArray;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.Batch;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Chains of affine nodes, written by hand behind every kind of layer, become one bias or none. */
class AffineChainTest {
  private static final double TOLERANCE = 1e-5;
  private static final int CHANNELS = 4;
  private static final int SAMPLES = 2;

  /** A layer of four channels. */
  private enum Layer {
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

  @ParameterizedTest
  @EnumSource
  void foldsTheFusedNormalisation(Layer layer) {
    Network network = new Network(layer);
    String output = network.layer(layer);
    if (network.rank(layer) < 4) {
      network.integers("places", -1, 1, 1, CHANNELS);
      output = network.node("Reshape", output, "places");
    }

    network.fused(output, "norm");

    assertFolded(network, "BiasAdd");
  }

  @ParameterizedTest
  @EnumSource
  void foldsTheNormalisationThatIsWrittenOut(Layer layer) {
    Network network = new Network(layer);

    network.writtenOut(network.layer(layer), "norm");

    assertFolded(network, "BiasAdd");
  }

  @ParameterizedTest
  @EnumSource
  void foldsBiasNormalisationAndDivision(Layer layer) {
    Network network = new Network(layer);
    network.vector("bias");
    network.positive("deviation");
    network.vector("shift");

    String biased = network.node("BiasAdd", network.layer(layer), "bias");
    String normalised = network.writtenOut(biased, "norm");
    String divided = network.node("RealDiv", normalised, "deviation");
    network.node("AddV2", "shift", divided);

    assertFolded(network, "BiasAdd");
  }

  @ParameterizedTest
  @EnumSource
  void foldsTheNormalisationOfDifferences(Layer layer) {
    Network network = new Network(layer);
    network.vector("mean");
    network.floats("gamma", 1, CHANNELS);
    network.vector("beta");
    network.positive("variance");
    String deviation = network.node("Sqrt", "variance");

    String difference = network.node("Sub", network.layer(layer), "mean");
    String normalised = network.node("RealDiv", difference, deviation);
    network.node("AddV2", network.node("Mul", "gamma", normalised), "beta");

    assertFolded(network, "BiasAdd");
  }

  @Test
  void foldsThroughTheSqueezeOfAConvolutionInOneDimension() {
    Network network = new Network(-1, 7, 3);
    network.integer("axis", 1);
    network.floats("filter", 1, 3, 3, CHANNELS);
    network.vector("bias");

    String expanded = network.node("ExpandDims", "x", "axis");
    String convolution = network.convolution("Conv2D", expanded, "filter");
    String squeezed =
        network.add(
            Graphs.node("squeezed", "Squeeze", convolution).toBuilder()
                .putAttr("squeeze_dims", Graphs.list(1)));
    network.writtenOut(network.node("BiasAdd", squeezed, "bias"), "norm");

    assertFolded(network, "BiasAdd", "squeezed");
  }

  @Test
  void foldsThroughTheReshapesOfADenseLayer() {
    Network network = new Network(-1, 5, 6);
    network.integers("rows", -1, 6);
    network.integers("columns", -1, 5, CHANNELS);
    network.floats("matrix", 6, CHANNELS);
    network.vector("bias");

    String rows = network.node("Reshape", "x", "rows");
    String product = network.node("MatMul", rows, "matrix");
    String reshaped = network.node("Reshape", product, "columns");
    network.writtenOut(network.node("BiasAdd", reshaped, "bias"), "norm");

    assertFolded(network, "BiasAdd", reshaped);
  }

  @Test
  void foldsThroughTheBlocksOfADilatedConvolution() {
    Network network = new Network(-1, 6, 6, 3);
    network.integers("blocks", 2, 2);
    network.matrix("paddings", 2, 2, 2, 2);
    network.matrix("crops", 0, 1, 1, 0);
    network.floats("filter", 3, 3, 3, CHANNELS);
    network.vector("bias");

    String blocks = network.node("SpaceToBatchND", "x", "blocks", "paddings");
    String convolution = network.convolution("Conv2D", blocks, "filter");
    String places = network.node("BatchToSpaceND", convolution, "blocks", "crops");
    network.fused(network.node("BiasAdd", places, "bias"), "norm");

    assertFolded(network, "BiasAdd", places);
  }

  @Test
  void foldsWhatLiesOnBothSidesOfSeveralMoves() {
    Network network = new Network(-1, 5, 5, 3);
    network.integer("axis", 1);
    network.integers("places", -1, 9, CHANNELS);
    network.vector("bias");
    network.vector("factor");

    String biased = network.node("BiasAdd", network.layer(Layer.CONVOLUTION), "bias");
    String expanded = network.node("ExpandDims", network.fused(biased, "norm"), "axis");
    String scaled = network.node("Mul", expanded, "factor");
    String reshaped = network.node("Reshape", scaled, "places");
    String last = network.node("AddV2", reshaped, "bias");
    network.node("ExpandDims", last, "axis");

    assertFolded(network, "ExpandDims", expanded, reshaped);
    assertOp(BatchNormFolding.fold(network.build()), last, "BiasAdd");
  }

  @Test
  void addsToVolumesInAnyRank() {
    Network network = new Network(Layer.VOLUME);
    network.integer("axis", 1);

    String expanded = network.node("ExpandDims", network.layer(Layer.VOLUME), "axis");
    network.writtenOut(network.node("ExpandDims", expanded, "axis"), "norm");

    assertFolded(network, "BiasAdd");
  }

  @Test
  void foldsScalars() {
    Network network = new Network(-1, 5, 5, 3);
    network.floats("factor");
    network.floats("summand", 1, 1);
    network.floats("divisor", 1);
    network.floats("subtrahend", 1, 1, 1, 1);

    String scaled = network.node("Mul", "factor", network.layer(Layer.CONVOLUTION));
    String shifted = network.node("AddV2", scaled, "summand");
    String divided = network.node("RealDiv", shifted, "divisor");
    network.node("Sub", divided, "subtrahend");

    assertFolded(network, "BiasAdd");
  }

  @Test
  void foldsAScaleWithoutAnOffset() {
    Network network = new Network(-1, 5, 5, 3);
    network.vector("factor");

    network.node("Mul", network.layer(Layer.CONVOLUTION), "factor");

    assertFolded(network, "Identity");
  }

  @Test
  void severalSummandsBecomeOneBias() {
    Network network = new Network(-1, 5, 5, 3);
    network.vector("bias");
    network.floats("summand", 1, 1, 1, CHANNELS);

    String biased = network.node("BiasAdd", network.layer(Layer.CONVOLUTION), "bias");
    network.node("Sub", network.node("AddV2", biased, "summand"), "bias");

    assertFolded(network, "BiasAdd");
  }

  @ParameterizedTest
  @EnumSource(names = {"CONVOLUTION", "PRODUCT", "PRODUCT_OF_RANK_THREE"})
  void aSumBecomesABias(Layer layer) {
    Network network = new Network(layer);
    network.vector("bias");

    network.node("AddV2", network.layer(layer), "bias");

    assertFolded(network, "BiasAdd");
  }

  @Test
  void aSingleBiasIsLeftAlone() {
    Network network = new Network(-1, 5, 5, 3);
    network.integer("axis", 1);
    network.vector("bias");

    String expanded = network.node("ExpandDims", network.layer(Layer.CONVOLUTION), "axis");
    network.node("BiasAdd", expanded, "bias");

    assertUnchanged(network);
  }

  @Test
  void whereTheRankIsNotKnownTheOffsetIsASum() {
    Network network = new Network(Shape.unknown(), SAMPLES, 5, 6);

    network.writtenOut(network.layer(Layer.PRODUCT_OF_RANK_THREE), "norm");

    assertFolded(network, "AddV2");
  }

  @Test
  void layersMayShareTheirStatistics() {
    Network network = new Network(-1, 5, 5, 3);
    network.floats("other", 1, 1, CHANNELS, CHANNELS);

    String first = network.fused(network.layer(Layer.CONVOLUTION), "norm");
    String active = network.node("Relu", first);
    String second = network.convolution("Conv2D", active, "other");
    network.node("FusedBatchNormV3", second, "gamma", "beta", "mean", "variance");

    assertFolded(network, "BiasAdd");
    assertOp(BatchNormFolding.fold(network.build()), first, "BiasAdd");
  }

  @Test
  void aLayerThatIsReadTwiceIsLeftAlone() {
    Network network = new Network(-1, 5, 5, 3);

    String convolution = network.layer(Layer.CONVOLUTION);
    network.node("AddV2", network.fused(convolution, "norm"), convolution);

    assertUnchanged(network);
  }

  @Test
  void anOperandThatAddsADimensionIsLeftAlone() {
    Network network = new Network(-1, 6);
    network.floats("factor", 1, 1, CHANNELS);

    network.node("Mul", network.layer(Layer.PRODUCT), "factor");

    assertUnchanged(network);
  }

  @Test
  void aReshapeOfTheChannelsIsLeftAlone() {
    Network network = new Network(-1, 5, 5, 3);
    network.integers("places", -1, 5, 10, CHANNELS / 2);
    network.floats("factor", CHANNELS / 2);

    String reshaped = network.node("Reshape", network.layer(Layer.CONVOLUTION), "places");
    network.node("Mul", reshaped, "factor");

    assertUnchanged(network);
  }

  @Test
  void blocksOfTheChannelsAreLeftAlone() {
    Network network = new Network(-1, 6);
    network.integers("blocks", 2);
    network.matrix("crops", 1, 3);
    network.vector("factor");

    String product = network.layer(Layer.PRODUCT);
    network.node("Mul", network.node("BatchToSpaceND", product, "blocks", "crops"), "factor");

    assertUnchanged(network);
  }

  @Test
  void groupsOfATransposedConvolutionAreLeftAlone() {
    Network network = new Network(-1, 3, 3, 2);
    network.integers("sizes", SAMPLES, 6, 6, 2 * CHANNELS);
    network.floats("filter", 3, 3, CHANNELS, 2);
    network.floats("factor");

    String convolution = network.convolution("Conv2DBackpropInput", 2, "sizes", "filter", "x");
    network.node("Mul", convolution, "factor");

    assertUnchanged(network);
  }

  @Test
  void aFilterOfAnotherTypeIsLeftAlone() {
    Network network = new Network(-1, 5, 6);
    network.vector("factor");
    network.floats("w", 6, CHANNELS);
    network.add(
        Graphs.node("half", "Cast", "w").toBuilder()
            .removeAttr("T")
            .putAttr("SrcT", Graphs.FLOAT)
            .putAttr("DstT", Graphs.type(DataType.DT_HALF)));

    String product =
        network.add(
            Graphs.node("product", "BatchMatMulV3", "x", "half").toBuilder()
                .removeAttr("T")
                .putAttr("Ta", Graphs.FLOAT)
                .putAttr("Tb", Graphs.type(DataType.DT_HALF))
                .putAttr("Tout", Graphs.FLOAT));
    network.node("Mul", product, "factor");

    assertUnchanged(network);
  }

  @Test
  void divisionOfAWeightIsLeftAlone() {
    Network network = new Network(-1, 6);
    network.vector("dividend");

    network.node("RealDiv", "dividend", network.layer(Layer.PRODUCT));

    assertUnchanged(network);
  }

  /** The last node is of the given op, and the moves are where they were. */
  private static void assertFolded(Network network, String op, String... moves) {
    InferenceGraph graph = network.build();

    InferenceGraph folded = BatchNormFolding.fold(graph);

    double[] expected = predict(graph, network);
    double[] actual = predict(folded, network);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      error = Math.max(error, Math.abs(actual[i] - expected[i]));
    }
    assertThat(actual).hasSameSizeAs(expected);
    assertThat(largest).isPositive();
    assertThat(error).isLessThanOrEqualTo(TOLERANCE * largest);
    ImmutableSet<String> weights = folded.weightNodes();
    assertThat(folded.nodes().values())
        .filteredOn(node -> !weights.contains(node.getName()))
        .extracting(NodeDef::getOp)
        .doesNotContain("FusedBatchNormV3", "Mul", "Sub", "RealDiv", "Add");
    assertOp(folded, folded.output().node(), op);
    assertThat(folded.nodes().keySet()).containsAll(ImmutableList.copyOf(moves));
    assertThat(BatchNormFolding.fold(folded)).isEqualTo(folded);
  }

  private static void assertOp(InferenceGraph graph, String node, String op) {
    assertThat(graph.nodes().values())
        .filteredOn(candidate -> candidate.getName().equals(node))
        .extracting(NodeDef::getOp)
        .containsExactly(op);
  }

  private static void assertUnchanged(Network network) {
    InferenceGraph graph = network.build();

    assertThat(BatchNormFolding.fold(graph)).isEqualTo(graph);
  }

  private static double[] predict(InferenceGraph graph, Network network) {
    try (GradientEngine engine = GradientEngine.open(graph)) {
      return engine
          .predict(Batch.of("x", network.batch()))
          .streamOfObjects()
          .mapToDouble(Float::doubleValue)
          .toArray();
    }
  }

  /** Nodes of noise, the last of them the output. */
  private static final class Network {
    private final Random random = new Random(1);
    private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
    private final Shape input;
    private final Shape fed;
    private String last = "x";

    Network(long... input) {
      this(Shape.of(input), fed(input));
    }

    Network(Layer layer) {
      this(layer.input.toArray());
    }

    Network(Shape input, long... fed) {
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
    private String convolution(String op, long stride, String... inputs) {
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
              ImmutableList.of(
                  new ModelInput("x", new TensorRef("x", 0), DataType.DT_FLOAT, input)),
              ImmutableMap.of("x", new TensorRef("x", 0)),
              new TensorRef(last, 0),
              last,
              ImmutableMap.copyOf(nodes),
              ImmutableMap.of(),
              ImmutableMap.of())
          .withNodes(nodes);
    }
  }
}
