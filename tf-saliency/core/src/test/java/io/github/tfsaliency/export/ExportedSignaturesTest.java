package io.github.tfsaliency.export;

import static io.github.tfsaliency.support.EditedModel.call;
import static io.github.tfsaliency.support.EditedModel.identity;
import static io.github.tfsaliency.support.EditedModel.savingFunction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.ExportReport;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.EditedModel;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.References;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VariableDef;

/** What of a model an export hands on to whoever loads it. */
class ExportedSignaturesTest {
  private static final String SERVING = "serving_default";

  @TempDir private Path folder;

  private Path out() {
    return folder.resolve("out");
  }

  private Path prey() {
    return folder.resolve("prey");
  }

  private ExportReport export(Consumer<MetaGraphDef.Builder> edit) throws IOException {
    Path copy = folder.resolve("copy");
    EditedModel.copy(References.model("mlp"), copy, edit);
    try (Model model = Model.load(copy)) {
      return Saliency.of(model).method(Gradient.of()).export(out());
    }
  }

  private void assertNotExported(String reason, Consumer<MetaGraphDef.Builder> edit) {
    assertThatThrownBy(() -> export(edit))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The SavedModel '%s' cannot be exported: %s.\n"
                + "Maybe ask the model's author what it is for.",
            folder.resolve("copy"), reason);
    assertThat(out()).doesNotExist();
    assertThat(prey()).doesNotExist();
  }

  private static String runsSave(String root, String way) {
    return root
        + " runs the op 'SaveV2' (node 'save'), which writes files, by way of "
        + root
        + way
        + " -> node 'save'";
  }

  /** A signature like the model's own whose output is another node. */
  private static void addSignature(MetaGraphDef.Builder model, String name, NodeDef output) {
    model.getGraphDefBuilder().addNode(output);
    SignatureDef own = model.getSignatureDefOrThrow(SERVING);
    model.putSignatureDef(
        name,
        own.toBuilder()
            .clearOutputs()
            .putOutputs("out", TensorInfo.newBuilder().setName(output.getName() + ":0").build())
            .build());
  }

  private static String score(MetaGraphDef.Builder model) {
    return model.getSignatureDefOrThrow(SERVING).getOutputsMap().values().stream()
        .findFirst()
        .orElseThrow()
        .getName();
  }

  @Test
  void anOrdinaryModelLosesNoSignature() throws IOException {
    ExportReport report = export(model -> {});

    assertThat(report)
        .isEqualTo(new ExportReport(out(), ImmutableSet.of("explain"), ImmutableSortedMap.of()));
  }

  @Test
  void aSignatureThatSavesIsLeftOutAndNamed() throws IOException {
    ExportReport report =
        export(
            model -> {
              EditedModel.addSaving(model, prey());
              addSignature(model, "bad", identity("bad_out", score(model), "^save"));
              addSignature(model, "good", identity("good_out", score(model)));
            });

    assertThat(report.leftOut())
        .isEqualTo(ImmutableSortedMap.of("bad", runsSave("signature 'bad'", "")));
    MetaGraphDef written = EditedModel.read(out());
    assertThat(written.getSignatureDefMap())
        .containsKeys(SERVING, "good", "explain")
        .doesNotContainKey("bad");
    assertThat(written.getGraphDef().getNodeList())
        .extracting(NodeDef::getName)
        .contains("good_out")
        .doesNotContain("save", "bad_out");
  }

  /** With a second output that saves, so that the first one can be explained. */
  private ExportReport exportOfASignatureThatSaves() throws IOException {
    Path copy = folder.resolve("copy");
    EditedModel.copy(
        References.model("mlp"),
        copy,
        model -> {
          EditedModel.addSaving(model, prey());
          addSignature(model, "mine", identity("saved", score(model), "^save"));
          SignatureDef bad = model.getSignatureDefOrThrow("mine");
          TensorInfo output = TensorInfo.newBuilder().setName(score(model)).build();
          model.putSignatureDef("mine", bad.toBuilder().putOutputs("mine", output).build());
        });
    try (Model model = Model.from(copy).signature("mine").output("mine").load()) {
      return Saliency.of(model).method(Gradient.of()).export(out());
    }
  }

  @Test
  void theCardOfAnExportDoesNotNameAChosenSignatureThatIsLeftOut() throws IOException {
    ExportReport report = exportOfASignatureThatSaves();

    assertThat(report.leftOut()).containsOnlyKeys("mine");
    assertThat(out().resolve("assets.extra/saliency.json"))
        .content()
        .contains("\"signature\": \"explain\"")
        .doesNotContain("mine");
  }

  @Test
  void anExportWithoutTheChosenSignatureIsLoadedByAnotherAndExplains() throws IOException {
    var unused = exportOfASignatureThatSaves();

    try (Model model = Model.load(out())) {
      FloatNdArray input = Inputs.normal(1, 1, 12);
      assertThat(model.explanation().orElseThrow().compute(input, Target.top()).values())
          .isEqualTo(Saliency.of(model).method(Gradient.of()).compute(input).values());
    }
  }

  @Test
  void aSignatureWhoseFunctionSavesIsLeftOutWithItsFunction() throws IOException {
    ExportReport report =
        export(
            model -> {
              model
                  .getGraphDefBuilder()
                  .getLibraryBuilder()
                  .addFunction(savingFunction("writer", prey()));
              addSignature(model, "bad", call("bad_out", "writer", score(model)).build());
            });

    assertThat(report.leftOut())
        .isEqualTo(
            ImmutableSortedMap.of(
                "bad", runsSave("signature 'bad'", " -> node 'bad_out' -> function 'writer'")));
    assertThat(EditedModel.read(out()).getGraphDef().getLibrary().getFunctionList())
        .extracting(function -> function.getSignature().getName())
        .isNotEmpty()
        .doesNotContain("writer");
  }

  @Test
  void aSignatureThatRunsTheSaversOwnSaveOpIsLeftOut() throws IOException {
    ExportReport report =
        export(
            model ->
                model.putSignatureDef(
                    "bad",
                    SignatureDef.newBuilder()
                        .putOutputs(
                            "out",
                            TensorInfo.newBuilder()
                                .setName(model.getSaverDef().getSaveTensorName())
                                .build())
                        .build()));

    assertThat(report.leftOut()).containsOnlyKeys("bad");
    assertThat(report.leftOut().get("bad"))
        .startsWith(
            "signature 'bad' runs the op 'ShardedFilename' (node 'ShardedFilename'), which names"
                + " files that are to be written, by way of signature 'bad' -> node ");
    assertThat(EditedModel.read(out()).getGraphDef().getLibrary().getFunctionList())
        .flatMap(FunctionDef::getNodeDefList)
        .as("the saver still saves")
        .extracting(NodeDef::getOp)
        .contains("SaveV2");
  }

  @Test
  void aSignatureThatChangesVariablesIsLeftOut() throws IOException {
    ExportReport report =
        export(
            model ->
                model.putSignatureDef(
                    "restore",
                    SignatureDef.newBuilder()
                        .putOutputs(
                            "out",
                            TensorInfo.newBuilder()
                                .setName(model.getSaverDef().getRestoreOpName())
                                .build())
                        .build()));

    assertThat(report.leftOut()).containsOnlyKeys("restore");
  }

  @Test
  void aSignatureOfWhatDoesNotExistIsLeftOut() throws IOException {
    ExportReport report =
        export(model -> addSignature(model, "bad", identity("bad_out", "absent")));

    assertThat(report.leftOut())
        .isEqualTo(
            ImmutableSortedMap.of(
                "bad",
                "The node 'absent', which signature 'bad' -> node 'bad_out' leads to, does not"
                    + " exist in the SavedModel."));
  }

  @Test
  void whatNobodyRunsIsNotHandedOn() throws IOException {
    ExportReport report =
        export(
            model -> {
              EditedModel.addSaving(model, prey());
              model
                  .getGraphDefBuilder()
                  .getLibraryBuilder()
                  .addFunction(savingFunction("writer", prey()));
              model.putCollectionDef(
                  "train_op",
                  CollectionDef.newBuilder()
                      .setNodeList(CollectionDef.NodeList.newBuilder().addValue("save"))
                      .build());
            });

    assertThat(report.leftOut()).isEmpty();
    MetaGraphDef written = EditedModel.read(out());
    assertThat(written.getGraphDef().getNodeList())
        .extracting(NodeDef::getName)
        .doesNotContain("save");
    assertThat(written.getGraphDef().getLibrary().getFunctionList())
        .extracting(function -> function.getSignature().getName())
        .doesNotContain("writer");
    assertThat(written.getCollectionDefMap()).doesNotContainKey("train_op");
  }

  @ParameterizedTest
  @ValueSource(strings = {"saved_model_main_op", "legacy_init_op"})
  void anInitOpOfACollectionThatSavesIsAnError(String collection) {
    assertNotExported(
        runsSave("the init op of collection '" + collection + "'", ""),
        model -> {
          EditedModel.addSaving(model, prey());
          model.putCollectionDef(
              collection,
              CollectionDef.newBuilder()
                  .setNodeList(CollectionDef.NodeList.newBuilder().addValue("save"))
                  .build());
        });
  }

  @Test
  void anInitOpOfASignatureThatSavesIsAnError() {
    assertNotExported(
        runsSave(
            "the init op of signature '__saved_model_init_op'",
            " -> node 'init' -> function 'writer'"),
        model -> {
          model
              .getGraphDefBuilder()
              .addNode(call("init", "writer", score(model)))
              .getLibraryBuilder()
              .addFunction(savingFunction("writer", prey()));
          model.putSignatureDef(
              "__saved_model_init_op",
              SignatureDef.newBuilder()
                  .putOutputs(
                      "__saved_model_init_op", TensorInfo.newBuilder().setName("init").build())
                  .build());
        });
  }

  @Test
  void aRestoreOpThatSavesIsAnError() {
    assertNotExported(
        runsSave("the restore op", ""),
        model -> {
          EditedModel.addSaving(model, prey());
          EditedModel.node(model, model.getSaverDef().getRestoreOpName()).addInput("^save");
        });
  }

  /** What an export is for needs no saving, and an export must not do what was not checked. */
  private void assertSavingIsDropped(String op, Consumer<MetaGraphDef.Builder> edit)
      throws IOException {
    ExportReport report =
        export(
            model -> {
              edit.accept(model);
              String save = model.getSaverDef().getSaveTensorName();
              EditedModel.node(model, save.substring(0, save.indexOf(':'))).addInput("^more");
            });

    assertThat(report.leftOut()).isEmpty();
    MetaGraphDef exported = EditedModel.read(out());
    assertThat(
            Stream.concat(
                exported.getGraphDef().getNodeList().stream(),
                exported.getGraphDef().getLibrary().getFunctionList().stream()
                    .flatMap(function -> function.getNodeDefList().stream())))
        .extracting(NodeDef::getOp)
        .doesNotContain(op, "SaveV2");
    try (Model model = Model.load(out());
        SavedModelBundle bundle = SavedModelBundle.load(out().toString(), "serve")) {
      assertThat(model.explanation()).isPresent();
      assertThatThrownBy(
              () ->
                  bundle
                      .session()
                      .runner()
                      .fetch(exported.getSaverDef().getSaveTensorName())
                      .run()
                      .close())
          .hasMessageContaining("This export cannot be saved again");
    }
  }

  @Test
  void aSaveOpThatChangesVariablesIsDropped() throws IOException {
    assertSavingIsDropped(
        "ShardedFilename",
        model -> {
          String handle =
              model.getGraphDef().getNodeList().stream()
                  .filter(node -> node.getOp().equals("VarHandleOp"))
                  .findFirst()
                  .orElseThrow()
                  .getName();
          model
              .getGraphDefBuilder()
              .addNode(
                  NodeDef.newBuilder()
                      .setName("more")
                      .setOp("AssignVariableOp")
                      .addInput(handle)
                      .addInput(score(model))
                      .putAttr("dtype", Graphs.FLOAT));
        });
    assertThat(EditedModel.read(out()).getGraphDef().getNodeList())
        .extracting(NodeDef::getName)
        .doesNotContain("more");
  }

  @Test
  void aSaveOpThatPrintsInAFunctionIsDropped() throws IOException {
    assertSavingIsDropped(
        "PrintV2",
        model ->
            model
                .getGraphDefBuilder()
                .addNode(call("more", "printer", score(model)))
                .getLibraryBuilder()
                .addFunction(
                    Graphs.function(
                        "printer",
                        "x",
                        NodeDef.newBuilder()
                            .setName("text")
                            .setOp("Const")
                            .putAttr("dtype", Graphs.type(DataType.DT_STRING))
                            .putAttr(
                                "value",
                                AttrValue.newBuilder()
                                    .setTensor(
                                        TensorProto.newBuilder()
                                            .setDtype(DataType.DT_STRING)
                                            .setTensorShape(TensorShapeProto.getDefaultInstance())
                                            .addStringVal(ByteString.copyFromUtf8("saving")))
                                    .build())
                            .build(),
                        NodeDef.newBuilder()
                            .setName("print")
                            .setOp("PrintV2")
                            .addInput("text:output:0")
                            .build())));
  }

  @Test
  void aVariablesFirstValueThatSavesIsAnError() {
    assertNotExported(
        runsSave("the initialisation of collection 'variables'", ""),
        model -> {
          EditedModel.addSaving(model, prey());
          ByteString variable =
              VariableDef.newBuilder()
                  .setVariableName(score(model))
                  .setInitializerName("save")
                  .build()
                  .toByteString();
          model.putCollectionDef(
              "variables",
              CollectionDef.newBuilder()
                  .setBytesList(CollectionDef.BytesList.newBuilder().addValue(variable))
                  .build());
        });
  }
}
