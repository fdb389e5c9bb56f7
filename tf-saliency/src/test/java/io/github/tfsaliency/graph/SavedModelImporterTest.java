package io.github.tfsaliency.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.UnsupportedModelException;
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
  private static final AttrValue FLOAT = AttrValue.newBuilder().setType(DataType.DT_FLOAT).build();
  private static final NodeDef IN = node("in", "Placeholder");

  @TempDir Path folder;

  private static NodeDef node(String name, String op, String... inputs) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp(op)
        .addAllInput(List.of(inputs))
        .putAttr(op.equals("Placeholder") ? "dtype" : "T", FLOAT)
        .build();
  }

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
        new ModelSelection(folder, ImmutableSet.of("serve"), signature, input, output));
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
    assertThat(graph.input()).isEqualTo(new TensorRef("in", 0));
    assertThat(graph.output()).isEqualTo(new TensorRef("out", 0));
    assertThat(graph.inputName()).isEqualTo("image");
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
    assertThat(graph.inputShape().isUnknown()).isTrue();
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
  void anOutputThatIsTheInputIsRefused() throws IOException {
    writeGraph("in:0", IN);

    assertThatThrownBy(this::read)
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The output 'scores' does not depend on the input 'image' of signature"
                + " 'serving_default'.\n"
                + "Maybe choose another output with Model.from(path).output(name).");
  }

  @Test
  void aCycleIsRefused() throws IOException {
    writeGraph("a:0", IN, node("a", "AddV2", "in", "b"), node("b", "Neg", "a"));

    assertThatThrownBy(this::read)
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage("The node 'a' depends on itself: the graph has a cycle.");
  }

  @Test
  void anOpThatIsNotAllowedIsRefusedEvenWhereItIsNotUsed() throws IOException {
    writeGraph("out:0", IN, node("out", "Neg", "in"), node("evil", "WriteFile", "in", "in"));

    assertThatThrownBy(this::read)
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("contains the op 'WriteFile' (node 'evil' of the main graph)");
  }

  @Test
  void randomnessBetweenInputAndOutputIsRefused() throws IOException {
    writeGraph(
        "out:0", IN, node("noise", "RandomUniform", "in"), node("out", "AddV2", "in", "noise"));

    assertThatThrownBy(this::read)
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'noise' (op 'RandomUniform') lies between input and output, where only"
                + " computations without side effects and randomness are run.\n"
                + "Maybe export the model for inference, without it.");
  }

  @Test
  void aBranchBetweenInputAndOutputIsRefused() throws IOException {
    writeGraph("out:0", IN, node("branch", "If", "in", "in"), node("out", "Neg", "branch"));

    assertThatThrownBy(this::read)
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'branch' is a branch or a loop (op 'If') between input and output, which cannot be"
                + " explained.\n"
                + "Maybe export the model for inference, without it.");
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
