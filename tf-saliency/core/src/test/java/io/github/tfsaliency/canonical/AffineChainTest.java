package io.github.tfsaliency.canonical;

import static io.github.tfsaliency.canonical.AffineNetwork.CHANNELS;
import static io.github.tfsaliency.canonical.AffineNetwork.SAMPLES;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.canonical.AffineNetwork.Layer;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.graph.InferenceGraph;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Chains of affine nodes, written by hand behind every kind of layer, become one bias or none. */
class AffineChainTest {
  private static final double TOLERANCE = 1e-5;

  @ParameterizedTest
  @EnumSource
  void foldsTheFusedNormalisation(Layer layer) {
    AffineNetwork network = new AffineNetwork(layer);
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
    AffineNetwork network = new AffineNetwork(layer);

    network.writtenOut(network.layer(layer), "norm");

    assertFolded(network, "BiasAdd");
  }

  @ParameterizedTest
  @EnumSource
  void foldsBiasNormalisationAndDivision(Layer layer) {
    AffineNetwork network = new AffineNetwork(layer);
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
    AffineNetwork network = new AffineNetwork(layer);
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
    AffineNetwork network = new AffineNetwork(-1, 7, 3);
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
    AffineNetwork network = new AffineNetwork(-1, 5, 6);
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
    AffineNetwork network = new AffineNetwork(-1, 6, 6, 3);
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
    AffineNetwork network = new AffineNetwork(-1, 5, 5, 3);
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
    AffineNetwork network = new AffineNetwork(Layer.VOLUME);
    network.integer("axis", 1);

    String expanded = network.node("ExpandDims", network.layer(Layer.VOLUME), "axis");
    network.writtenOut(network.node("ExpandDims", expanded, "axis"), "norm");

    assertFolded(network, "BiasAdd");
  }

  @Test
  void foldsScalars() {
    AffineNetwork network = new AffineNetwork(-1, 5, 5, 3);
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
    AffineNetwork network = new AffineNetwork(-1, 5, 5, 3);
    network.vector("factor");

    network.node("Mul", network.layer(Layer.CONVOLUTION), "factor");

    assertFolded(network, "Identity");
  }

  @Test
  void severalSummandsBecomeOneBias() {
    AffineNetwork network = new AffineNetwork(-1, 5, 5, 3);
    network.vector("bias");
    network.floats("summand", 1, 1, 1, CHANNELS);

    String biased = network.node("BiasAdd", network.layer(Layer.CONVOLUTION), "bias");
    network.node("Sub", network.node("AddV2", biased, "summand"), "bias");

    assertFolded(network, "BiasAdd");
  }

  @ParameterizedTest
  @EnumSource(names = {"CONVOLUTION", "PRODUCT", "PRODUCT_OF_RANK_THREE"})
  void aSumBecomesABias(Layer layer) {
    AffineNetwork network = new AffineNetwork(layer);
    network.vector("bias");

    network.node("AddV2", network.layer(layer), "bias");

    assertFolded(network, "BiasAdd");
  }

  @Test
  void aSingleBiasIsLeftAlone() {
    AffineNetwork network = new AffineNetwork(-1, 5, 5, 3);
    network.integer("axis", 1);
    network.vector("bias");

    String expanded = network.node("ExpandDims", network.layer(Layer.CONVOLUTION), "axis");
    network.node("BiasAdd", expanded, "bias");

    assertUnchanged(network);
  }

  @Test
  void whereTheRankIsNotKnownTheOffsetIsASum() {
    AffineNetwork network = new AffineNetwork(Shape.unknown(), SAMPLES, 5, 6);

    network.writtenOut(network.layer(Layer.PRODUCT_OF_RANK_THREE), "norm");

    assertFolded(network, "AddV2");
  }

  @Test
  void layersMayShareTheirStatistics() {
    AffineNetwork network = new AffineNetwork(-1, 5, 5, 3);
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
    AffineNetwork network = new AffineNetwork(-1, 5, 5, 3);

    String convolution = network.layer(Layer.CONVOLUTION);
    network.node("AddV2", network.fused(convolution, "norm"), convolution);

    assertUnchanged(network);
  }

  @Test
  void anOperandThatAddsADimensionIsLeftAlone() {
    AffineNetwork network = new AffineNetwork(-1, 6);
    network.floats("factor", 1, 1, CHANNELS);

    network.node("Mul", network.layer(Layer.PRODUCT), "factor");

    assertUnchanged(network);
  }

  @Test
  void aReshapeOfTheChannelsIsLeftAlone() {
    AffineNetwork network = new AffineNetwork(-1, 5, 5, 3);
    network.integers("places", -1, 5, 10, CHANNELS / 2);
    network.floats("factor", CHANNELS / 2);

    String reshaped = network.node("Reshape", network.layer(Layer.CONVOLUTION), "places");
    network.node("Mul", reshaped, "factor");

    assertUnchanged(network);
  }

  @Test
  void blocksOfTheChannelsAreLeftAlone() {
    AffineNetwork network = new AffineNetwork(-1, 6);
    network.integers("blocks", 2);
    network.matrix("crops", 1, 3);
    network.vector("factor");

    String product = network.layer(Layer.PRODUCT);
    network.node("Mul", network.node("BatchToSpaceND", product, "blocks", "crops"), "factor");

    assertUnchanged(network);
  }

  @Test
  void groupsOfATransposedConvolutionAreLeftAlone() {
    AffineNetwork network = new AffineNetwork(-1, 3, 3, 2);
    network.integers("sizes", SAMPLES, 6, 6, 2 * CHANNELS);
    network.floats("filter", 3, 3, CHANNELS, 2);
    network.floats("factor");

    String convolution = network.convolution("Conv2DBackpropInput", 2, "sizes", "filter", "x");
    network.node("Mul", convolution, "factor");

    assertUnchanged(network);
  }

  @Test
  void aFilterOfAnotherTypeIsLeftAlone() {
    AffineNetwork network = new AffineNetwork(-1, 5, 6);
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
    AffineNetwork network = new AffineNetwork(-1, 6);
    network.vector("dividend");

    network.node("RealDiv", "dividend", network.layer(Layer.PRODUCT));

    assertUnchanged(network);
  }

  /** The last node is of the given op, and the moves are where they were. */
  private static void assertFolded(AffineNetwork network, String op, String... moves) {
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

  private static void assertUnchanged(AffineNetwork network) {
    InferenceGraph graph = network.build();

    assertThat(BatchNormFolding.fold(graph)).isEqualTo(graph);
  }

  private static double[] predict(InferenceGraph graph, AffineNetwork network) {
    try (GradientEngine engine = GradientEngine.open(graph)) {
      return engine
          // Its rows need not be samples: a normalisation sees a row for each place.
          .named()
          .values(graph.output(), Batch.of("x", network.batch()))
          .streamOfObjects()
          .mapToDouble(Float::doubleValue)
          .toArray();
    }
  }
}
