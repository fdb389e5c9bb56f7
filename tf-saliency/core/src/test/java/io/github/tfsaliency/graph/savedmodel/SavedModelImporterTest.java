package io.github.tfsaliency.graph.savedmodel;

import static io.github.tfsaliency.graph.Graphs.FLOAT;
import static io.github.tfsaliency.graph.Graphs.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.TensorRef;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** SavedModels of a few nodes, written by hand. */
class SavedModelImporterTest {
  private static final NodeDef IN = node("in", "Placeholder");

  @TempDir Path folder;

  private static SignatureDef signature(String input, String output) {
    return SignatureDef.newBuilder()
        .putInputs("image", TensorInfo.newBuilder().setName(input).build())
        .putOutputs("scores", TensorInfo.newBuilder().setName(output).build())
        .build();
  }

  private void write(MetaGraphDef.Builder metaGraph) throws IOException {
    metaGraph.getMetaInfoDefBuilder().addTags("serve");
    try (OutputStream out = Files.newOutputStream(folder.resolve("saved_model.pb"))) {
      SavedModel.newBuilder().addMetaGraphs(metaGraph).build().writeTo(out);
    }
  }

  private void writeGraph(String output, NodeDef... nodes) throws IOException {
    write(
        MetaGraphDef.newBuilder()
            .setGraphDef(GraphDef.newBuilder().addAllNode(List.of(nodes)))
            .putSignatureDef("serving_default", signature("in:0", output)));
  }

  private InferenceGraph read() {
    return read(Optional.empty(), Optional.empty(), Optional.empty());
  }

  private InferenceGraph read(
      Optional<String> signature, Optional<String> input, Optional<String> output) {
    return SavedModelImporter.read(
        ModelSelection.of(folder).withSignature(signature).withInput(input).withOutput(output));
  }

  @Test
  void keepsWhatLiesBetweenInputAndOutputInExecutableOrder() throws IOException {
    writeGraph(
        "out:0",
        node("out", "Neg", "hidden"),
        node("unused", "Neg", "in"),
        node("hidden", "Relu", "in"),
        IN);

    InferenceGraph graph = read();

    assertThat(graph.nodes().keySet()).containsExactly("in", "hidden", "out");
    assertThat(graph.attributed()).containsExactly(entry("image", new TensorRef("in", 0)));
    assertThat(graph.output()).isEqualTo(new TensorRef("out", 0));
    assertThat(graph.inputs()).extracting(ModelInput::name).containsExactly("image");
    assertThat(graph.outputName()).isEqualTo("scores");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Softmax", "Sigmoid"})
  void explainsWhatLiesBeforeTheFinalActivation(String op) throws IOException {
    writeGraph(
        "probabilities:0", IN, node("logits", "Neg", "in"), node("probabilities", op, "logits"));

    assertThat(read().output()).isEqualTo(new TensorRef("logits", 0));
  }

  @Test
  void anyTensorMayBeTheInput() throws IOException {
    writeGraph("out:0", IN, node("hidden", "Relu", "in"), node("out", "Neg", "hidden"));

    InferenceGraph graph = read(Optional.empty(), Optional.of("hidden"), Optional.empty());

    assertThat(graph.nodes().keySet()).containsExactly("hidden", "out");
    assertThat(graph.nodes().values()).first().matches(node -> node.getOp().equals("Placeholder"));
    assertThat(graph.inputs()).extracting(ModelInput::name).containsExactly("hidden");
  }

  @Test
  void whatIsBehindTheInputIsFedIfItIsNeededElsewhere() throws IOException {
    writeGraph("out:0", IN, node("hidden", "Relu", "in"), node("out", "AddV2", "hidden", "in"));

    InferenceGraph graph = read(Optional.empty(), Optional.of("hidden"), Optional.empty());

    assertThat(graph.inputs()).extracting(ModelInput::name).containsExactly("image");
    assertThat(graph.attributed()).containsExactly(entry("hidden", new TensorRef("hidden", 0)));
  }

  @Test
  void oneOfSeveralOutputsOfANodeMayBeTheInput() throws IOException {
    NodeDef split =
        node("split", "Split", "axis", "in").toBuilder()
            .putAttr("num_split", Graphs.number(2))
            .build();
    writeGraph("out:0", IN, Graphs.integer("axis", 1), split, node("out", "Neg", "split:1"));

    InferenceGraph graph = read(Optional.empty(), Optional.of("split:1"), Optional.empty());

    assertThat(graph.nodes().keySet()).containsExactly("split/output_1", "out");
  }

  @Test
  void integersAreAttributedToAtTheFirstFloatTensorBehindThem() throws IOException {
    NodeDef pixels = IN.toBuilder().putAttr("dtype", Graphs.type(DataType.DT_UINT8)).build();
    writeGraph("out:0", pixels, cast("cast"), node("out", "Neg", "cast"));

    assertThat(read().attributed()).containsExactly(entry("image", new TensorRef("cast", 0)));
  }

  @Test
  void integersThatBecomeTwoFloatTensorsAreRefused() throws IOException {
    NodeDef pixels = IN.toBuilder().putAttr("dtype", Graphs.type(DataType.DT_UINT8)).build();
    writeGraph("out:0", pixels, cast("one"), cast("other"), node("out", "AddV2", "one", "other"));

    assertThatThrownBy(this::read)
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The input 'image' has the type uint8 and becomes more than one float tensor: ['one',"
                + " 'other'].\n"
                + "Maybe choose the tensor that gets the map with Model.from(path).input(name).");
  }

  private static NodeDef cast(String name) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Cast")
        .addInput("in")
        .putAttr("SrcT", Graphs.type(DataType.DT_UINT8))
        .putAttr("DstT", FLOAT)
        .build();
  }

  @Test
  void anyTensorMayBeTheOutput() throws IOException {
    writeGraph("out:0", IN, node("hidden", "Relu", "in"), node("out", "Neg", "hidden"));

    InferenceGraph graph = read(Optional.empty(), Optional.empty(), Optional.of("hidden:0"));

    assertThat(graph.output()).isEqualTo(new TensorRef("hidden", 0));
    assertThat(graph.outputName()).isEqualTo("hidden:0");
  }

  @Test
  void theOnlySignatureIsChosenWhateverItsName() throws IOException {
    write(
        MetaGraphDef.newBuilder()
            .setGraphDef(GraphDef.newBuilder().addNode(IN).addNode(node("out", "Neg", "in")))
            .putSignatureDef("__saved_model_init_op", signature("in", "out"))
            .putSignatureDef("classify", signature("in", "out")));

    assertThat(read().signature()).isEqualTo("classify");
  }

  @Test
  void theDefaultSignatureIsChosenAmongSeveral() throws IOException {
    write(
        MetaGraphDef.newBuilder()
            .setGraphDef(GraphDef.newBuilder().addNode(IN).addNode(node("out", "Neg", "in")))
            .putSignatureDef("classify", signature("in", "out"))
            .putSignatureDef("serving_default", signature("in", "out")));

    assertThat(read().signature()).isEqualTo("serving_default");
  }

  @Test
  void anOutputIndexThatDoesNotExistIsRefused() throws IOException {
    writeGraph("out:3", IN, node("out", "Neg", "in"));

    assertThatThrownBy(this::read)
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage("Node 'out' (op 'Neg') has 1 outputs, so there is no 'out:3'.");
  }

  @Test
  void anOutputThatIsTheInputHasAnEndOfItsOwn() throws IOException {
    writeGraph("in:0", IN);

    InferenceGraph graph = read();

    assertThat(graph.nodes().keySet()).containsExactly("in", "in/output");
    assertThat(graph.output()).isEqualTo(new TensorRef("in/output", 0));
  }

  @Test
  void aCycleIsRefused() throws IOException {
    writeGraph("a:0", IN, node("a", "AddV2", "in", "b"), node("b", "Neg", "a"));

    assertThatThrownBy(this::read)
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage("The node 'a' depends on itself: the graph has a cycle.");
  }

  @Test
  void anOpThatIsNotAllowedIsDroppedWhereItIsNotUsed() throws IOException {
    writeGraph("out:0", IN, node("out", "Neg", "in"), node("evil", "WriteFile", "in", "in"));

    assertThat(read().unused().operations())
        .containsExactly(entry("WriteFile", ImmutableList.of("the main graph")));
  }

  @Test
  void randomnessBetweenInputAndOutputIsRefused() throws IOException {
    writeGraph(
        "out:0", IN, node("noise", "RandomUniform", "in"), node("out", "AddV2", "in", "noise"));

    assertThatThrownBy(this::read)
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'noise' (op 'RandomUniform') is between input and output, where only operations"
                + " without side effects and randomness are allowed.\n"
                + "Maybe export the model for inference, without it.");
  }

  @Test
  void severalOutputsAreListed() throws IOException {
    write(
        MetaGraphDef.newBuilder()
            .setGraphDef(
                GraphDef.newBuilder()
                    .addNode(IN)
                    .addNode(node("a", "Neg", "in"))
                    .addNode(node("b", "Relu", "in")))
            .putSignatureDef(
                "serving_default",
                signature("in", "a").toBuilder()
                    .putOutputs("more", TensorInfo.newBuilder().setName("b").build())
                    .build()));

    assertThatThrownBy(this::read)
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The signature has 2 outputs of floats: 'more', 'scores'.\n"
                + "Maybe choose one with Model.from(path).output(name).");
  }

  @Test
  void aPlaceholderThatIsNoInputIsNamed() throws IOException {
    writeGraph("out:0", IN, node("other", "Placeholder"), node("out", "AddV2", "in", "other"));

    assertThatThrownBy(this::read)
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The output 'scores' depends on the placeholder 'other', which is not an input of the"
                + " signature.\n"
                + "Maybe fix it with Model.from(path).set(name, value), or choose another output or"
                + " another signature.");
  }

  @Test
  void aVariableThatIsNotInTheCheckpointIsNamed() throws IOException {
    NodeDef kernel =
        NodeDef.newBuilder()
            .setName("kernel")
            .setOp("VarHandleOp")
            .putAttr("dtype", FLOAT)
            .putAttr(
                "shape",
                AttrValue.newBuilder().setShape(TensorShapeProto.getDefaultInstance()).build())
            .build();
    NodeDef read =
        NodeDef.newBuilder()
            .setName("read")
            .setOp("ReadVariableOp")
            .addInput("kernel")
            .putAttr("dtype", FLOAT)
            .build();
    writeGraph("out:0", IN, kernel, read, node("out", "AddV2", "in", "read"));

    assertThatThrownBy(this::read)
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage("The variable 'kernel' is not restored from the checkpoint of '%s'.", folder);
  }
}
