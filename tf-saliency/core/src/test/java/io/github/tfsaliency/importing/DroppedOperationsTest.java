package io.github.tfsaliency.importing;

import static io.github.tfsaliency.graph.Graphs.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.EditedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** What nothing leads to is dropped, whatever it would do; what something leads to is refused. */
class DroppedOperationsTest {
  @TempDir Path folder;

  /** A graph of x -> x squared, called by a function as Keras does. */
  private static MetaGraphDef.Builder model() {
    MetaGraphDef.Builder model = MetaGraphDef.newBuilder();
    model.getMetaInfoDefBuilder().addTags("serve");
    model
        .getGraphDefBuilder()
        .addNode(
            node("in", "Placeholder").toBuilder().putAttr("shape", Graphs.shape(-1, 3)).build())
        .addNode(EditedModel.call("out", "serving", "in"));
    model.getGraphDefBuilder().getLibraryBuilder().addFunction(serving());
    return model.putSignatureDef("serving_default", signature("in:0", "out:0"));
  }

  private static FunctionDef.Builder serving() {
    return EditedModel.passingOn("serving")
        .addNodeDef(node("square", "Square", "x"))
        .putRet("y", "square:y:0");
  }

  private static SignatureDef signature(String input, String output) {
    return SignatureDef.newBuilder()
        .putInputs("x", TensorInfo.newBuilder().setName(input).build())
        .putOutputs("y", TensorInfo.newBuilder().setName(output).build())
        .build();
  }

  private static NodeDef bare(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs)).build();
  }

  private static void addUncalled(MetaGraphDef.Builder model, String name, NodeDef... nodes) {
    model
        .getGraphDefBuilder()
        .getLibraryBuilder()
        .addFunction(
            FunctionDef.newBuilder()
                .setSignature(OpDef.newBuilder().setName(name))
                .addAllNodeDef(List.of(nodes)));
  }

  private void write(MetaGraphDef.Builder model) throws IOException {
    Files.write(
        folder.resolve("saved_model.pb"),
        SavedModel.newBuilder().addMetaGraphs(model).build().toByteArray());
  }

  private void assertLoadsWithout(String op, String place) {
    try (Model model = Model.load(folder)) {
      assertThat(model.droppedOperations()).containsEntry(op, ImmutableList.of(place));
      assertThat(
              Saliency.of(model)
                  .method(Gradient.of())
                  .target(Target.classIndex(1))
                  .compute(NdArrays.vectorOf(1f, 5f, 2f))
                  .toArray())
          .containsExactly(0, 10, 0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CudnnRNNV3, __inference_gpu_lstm",
    "CudnnRNNBackpropV3, __inference___backward_gpu_gru",
    "PrintV2, __inference__traced_save",
    "MatchingFiles, __inference__traced_save",
    "RngReadAndSkip, __inference_training_step",
    "StatefulUniform, __inference_training_step",
    "IteratorGetNext, __inference_adapt_step",
    "WriteScalarSummary, __inference_train",
    "SomebodysOwnOp, __inference_train"
  })
  void whatLiesInAFunctionThatNobodyCallsIsDropped(String op, String function) throws IOException {
    MetaGraphDef.Builder model = model();
    addUncalled(model, function, bare("node", op));
    write(model);

    assertLoadsWithout(op, "function '" + function + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ApplyAdam",
        "ApplyGradientDescent",
        "SparseApplyAdagrad",
        "IsVariableInitialized",
        "ScalarSummary",
        "MergeSummary",
        "DenseToDenseSetOperation",
        "QueueDequeueManyV2",
        "PyFunc"
      })
  void whatTheTrainingLeftInTheMainGraphIsDropped(String op) throws IOException {
    MetaGraphDef.Builder model = model();
    model.getGraphDefBuilder().addNode(bare("left", op, "out", "^in"));
    write(model);

    assertLoadsWithout(op, "the main graph");
  }

  @Test
  void whatAnotherSignatureRunsIsDropped() throws IOException {
    MetaGraphDef.Builder model = model();
    model
        .getGraphDefBuilder()
        .addNode(bare("file", "Placeholder"))
        .addNode(bare("saved", "Save", "file", "in"))
        .addNode(bare("read", "Restore", "file"));
    model.putSignatureDef("restore", signature("file:0", "read:0"));
    model.putSignatureDef("save", signature("file:0", "saved:0"));
    write(model);

    assertLoadsWithout("Restore", "the main graph");
  }

  @Test
  void whatSavesTheModelIsDropped() throws IOException {
    MetaGraphDef.Builder model = model();
    model.getGraphDefBuilder().addNode(bare("print", "PrintV2"));
    model.setSaverDef(SaverDef.newBuilder().setSaveTensorName("print:0"));
    write(model);

    assertLoadsWithout("PrintV2", "the main graph");
  }

  @Test
  void aBranchThatIsNeverTakenIsDropped() throws IOException {
    MetaGraphDef.Builder model = branching(false);
    write(model);

    assertLoadsWithout("RngReadAndSkip", "function 'training'");
  }

  @Test
  void aBranchThatIsTakenIsRefused() throws IOException {
    MetaGraphDef.Builder model = branching(true);
    write(model);

    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The SavedModel '%s' contains the op 'RngReadAndSkip' (node 'drawn' of function"
                + " 'training'), which is not known to be safe.\n"
                + "Maybe export the model without it: it was refused before anything ran.",
            folder);
  }

  private static MetaGraphDef.Builder branching(boolean training) {
    MetaGraphDef.Builder model = model();
    GraphDef.Builder graph = model.getGraphDefBuilder();
    graph
        .getLibraryBuilder()
        .addFunction(EditedModel.passingOn("training").addNodeDef(bare("drawn", "RngReadAndSkip")));
    graph
        .clearNode()
        .addNode(
            node("in", "Placeholder").toBuilder().putAttr("shape", Graphs.shape(-1, 3)).build())
        .addNode(Graphs.truth("flag", training))
        .addNode(
            bare("out", "If", "flag", "in").toBuilder()
                .putAttr("Tcond", Graphs.type(DataType.DT_BOOL))
                .putAttr("Tin", EditedModel.types(DataType.DT_FLOAT))
                .putAttr("Tout", EditedModel.types(DataType.DT_FLOAT))
                .putAttr("then_branch", EditedModel.function("training"))
                .putAttr("else_branch", EditedModel.function("serving")));
    return model;
  }

  @Test
  void whatTheSignatureRunsByAControlEdgeIsRefused() throws IOException {
    MetaGraphDef.Builder model = model();
    GraphDef.Builder graph = model.getGraphDefBuilder();
    graph.addNode(bare("written", "WriteFile"));
    graph.getNodeBuilder(1).addInput("^written");
    write(model);

    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The SavedModel '%s' contains the op 'WriteFile' (node 'written' of the main graph),"
                + " which writes files.\n"
                + "Maybe export the model without it: it was refused before anything ran.",
            folder);
  }

  @Test
  void whatRestoresTheModelIsLookedAt() throws IOException {
    MetaGraphDef.Builder model = model();
    model.getGraphDefBuilder().addNode(bare("restored", "ReadFile"));
    model.setSaverDef(SaverDef.newBuilder().setRestoreOpName("restored"));
    write(model);

    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The SavedModel '%s' contains the op 'ReadFile' (node 'restored' of the main graph),"
                + " which reads files.\n"
                + "Maybe export the model without it: it was refused before anything ran.",
            folder);
  }
}
