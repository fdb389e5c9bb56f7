package io.github.tfsaliency.canonical;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.savedmodel.ModelSelection;
import io.github.tfsaliency.graph.savedmodel.SavedModelImporter;
import io.github.tfsaliency.layer.Layer;
import io.github.tfsaliency.layer.LayerKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.NodeDef;

/** Layers are found by structure in networks of many makes. */
class CanonicalGraphTest {
  private static InferenceGraph graph(String model) {
    return GroupedConvolution.split(BatchNormFolding.fold(read(model)));
  }

  private static InferenceGraph read(String model) {
    return SavedModelImporter.read(
        ModelSelection.of(Path.of("src/test/resources/models/" + model)));
  }

  private static CanonicalGraph layers(String model) {
    return CanonicalGraph.of(graph(model));
  }

  private static List<String> names(CanonicalGraph graph, LayerKind kind) {
    return graph.layers().stream()
        .map(CanonicalLayer::layer)
        .filter(layer -> layer.kind() == kind)
        .map(Layer::name)
        .toList();
  }

  @ParameterizedTest(name = "{0}: {1} convolutions, {2} dense layers")
  @CsvSource({
    "mlp,           0, 3",
    "vgg,           4, 2",
    "vgg_keras2,    4, 2",
    "vgg_tf1,       4, 2",
    "vgg_softmax,   4, 2",
    "vgg_nested,    8, 5",
    "resnet,        6, 1",
    "inception,     6, 1",
    "mobilenet,     8, 1",
    "conv1d,        2, 1",
    "vit,           1, 14"
  })
  void everyWeightedLayerIsFoundOnce(String model, int convolutions, int dense) {
    CanonicalGraph graph = layers(model);

    assertThat(graph.others()).isEmpty();
    assertThat(names(graph, LayerKind.CONVOLUTION)).hasSize(convolutions);
    assertThat(names(graph, LayerKind.DENSE)).hasSize(dense);
  }

  @Test
  void aSubModelThatIsCalledTwiceHasItsLayersTwice() {
    assertThat(names(layers("vgg_nested"), LayerKind.CONVOLUTION)).doesNotHaveDuplicates();
    assertThat(
            layers("vgg_nested").layers().stream()
                .map(CanonicalLayer::layer)
                .filter(Layer::first)
                .count())
        .isEqualTo(2);
  }

  @Test
  void batchNormAndBiasAndPaddingArePartOfTheirLayer() {
    CanonicalLayer strided =
        layers("resnet").layers().stream()
            .filter(layer -> layer.layer().name().contains("conv_11"))
            .findFirst()
            .orElseThrow();

    assertThat(strided.region())
        .containsExactlyInAnyOrder(
            "resnet_1/conv_11_pad_1/Pad",
            "resnet_1/conv_11_1/convolution",
            "resnet_1/bn_12_1/batchnorm/add_1");
    assertThat(strided.inputs())
        .extracting(Object::toString)
        .containsExactly("resnet_1/relu_10_1/Relu");
    assertThat(strided.linear().orElseThrow().nonNegativeInput()).isTrue();
  }

  @Test
  void oneDimensionalConvolutionsHaveTheirBias() {
    assertThat(layers("conv1d").layers())
        .filteredOn(layer -> layer.layer().kind() == LayerKind.CONVOLUTION)
        .allMatch(layer -> layer.linear().orElseThrow().biases().size() == 1);
  }

  @Test
  void residualSumsAndAveragesAreLayers() {
    CanonicalGraph resnet = layers("resnet");

    assertThat(names(resnet, LayerKind.SUM))
        .containsExactly("resnet_1/add_9_1/Add", "resnet_1/add_18_1/Add");
    assertThat(names(resnet, LayerKind.AVERAGE)).containsExactly("resnet_1/gap_20_1/Mean");
    assertThat(names(resnet, LayerKind.AFFINE)).isEmpty();
  }

  @Test
  void attentionIsTakenApart() {
    CanonicalGraph vit = layers("vit");

    assertThat(names(vit, LayerKind.NORMALIZATION))
        .hasSize(5)
        .allMatch(name -> name.contains("layer_normalization"));
    assertThat(names(vit, LayerKind.SOFTMAX)).hasSize(2);
    assertThat(names(vit, LayerKind.PRODUCT)).hasSize(4).allMatch(name -> name.contains("einsum"));
    assertThat(names(vit, LayerKind.ACTIVATION)).hasSize(2).allMatch(name -> name.contains("Gelu"));
    assertThat(names(vit, LayerKind.SUM)).hasSize(4);
    assertThat(
            vit.layers().stream()
                .filter(layer -> layer.layer().kind() == LayerKind.NORMALIZATION)
                .map(layer -> layer.statistics().size()))
        .containsOnly(1);
  }

  @Test
  void swishIsOneActivation() {
    assertThat(names(layers("activations"), LayerKind.PRODUCT)).isEmpty();
  }

  @Test
  void theFirstLayersAreThoseThatTheInputReaches() {
    List<Layer> layers = layers("inception").layers().stream().map(CanonicalLayer::layer).toList();

    assertThat(layers)
        .filteredOn(Layer::first)
        .extracting(Layer::name)
        .containsExactly("inception_1/conv_1_1/convolution");
    assertThat(layers).filteredOn(Layer::last).extracting(Layer::op).containsExactly("MatMul");
    assertThat(layers)
        .filteredOn(layer -> layer.kind().isLinear())
        .extracting(Layer::index)
        .containsExactly(0, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void eachInputOfAModelHasItsFirstLayer() {
    assertThat(layers("two_inputs").layers())
        .filteredOn(layer -> layer.layer().first())
        .hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void scalingOfPixelsIsALayerOfItsOwn() {
    CanonicalGraph graph = layers("vgg_uint8");

    assertThat(names(graph, LayerKind.AFFINE)).hasSize(2);
    assertThat(graph.layers())
        .filteredOn(layer -> layer.layer().first())
        .allMatch(layer -> !layer.linear().orElseThrow().isAffine());
  }

  @Test
  void anEncodingIsPartOfTheFirstLayer() {
    InferenceGraph wrapped =
        AffineInput.wrap(graph("vgg"), new float[] {2, 2, 2}, new float[] {-1, -1, -1});

    CanonicalGraph graph = CanonicalGraph.of(wrapped);

    CanonicalLayer first =
        graph.layers().stream().filter(layer -> layer.layer().first()).findFirst().orElseThrow();
    assertThat(first.inputs()).containsExactlyElementsOf(wrapped.attributed().values());
    assertThat(first.linear().orElseThrow().before())
        .extracting(LinearPart.Step::node)
        .extracting(NodeDef::getOp)
        .containsExactly("Mul", "AddV2");
    assertThat(names(graph, LayerKind.AFFINE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unet", "grouped", "float64", "mixed_float16", "lstm", "activations"})
  void everyNodeOnTheWayBelongsToALayer(String model) {
    assertThat(layers(model).others()).isEmpty();
  }

  @Test
  void everyLayerComesAfterThoseThatItReads() {
    ImmutableList<CanonicalLayer> layers = layers("inception").layers();

    for (int i = 0; i < layers.size(); i++) {
      List<String> later =
          layers.subList(i, layers.size()).stream().map(layer -> layer.output().node()).toList();
      assertThat(layers.get(i).inputs()).noneMatch(input -> later.contains(input.node()));
    }
  }
}
