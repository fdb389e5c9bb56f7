package io.github.tfsaliency;

import static io.github.tfsaliency.EditedModel.call;
import static io.github.tfsaliency.EditedModel.function;
import static io.github.tfsaliency.EditedModel.identity;
import static io.github.tfsaliency.EditedModel.passingOn;
import static io.github.tfsaliency.EditedModel.savingFunction;
import static io.github.tfsaliency.EditedModel.types;
import static io.github.tfsaliency.EditedModel.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.path.IntegratedGradients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GradientDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.RegisteredGradient;
import org.tensorflow.proto.TensorInfo;

/** Exports whose signature {@code explain} was made to do more than to explain. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
class HostileExplanationTest {
  private static final String SCORE = "saliency/score";
  private static final String MAYBE =
      ".\nMaybe export it anew from a model that you trust: it was refused before anything ran.";

  @TempDir private static Path folder;
  private Path honest;
  private Path loops;
  private FloatNdArray input;
  private int count;

  @BeforeAll
  void export() {
    honest = folder.resolve("honest");
    loops = folder.resolve("loops");
    try (Model model = Model.load(References.model("mlp"))) {
      input = Inputs.uniform(1, Shape.of(2).append(model.inputShape().tail()).asArray());
      Saliency.of(model).method(Gradient.of()).export(honest);
      Saliency.of(model).method(IntegratedGradients.of().withSteps(3)).export(loops);
    }
  }

  /** Where an attack would write. */
  private Path prey() {
    return folder.resolve("prey");
  }

  @AfterEach
  void nothingWasWritten() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("prey"));
    }
  }

  private Path edited(Path from, Consumer<MetaGraphDef.Builder> edit) throws IOException {
    Path copy = folder.resolve("copy_" + count++);
    EditedModel.copy(from, copy, edit);
    return copy;
  }

  private void assertRefused(Path from, String reason, Consumer<MetaGraphDef.Builder> edit)
      throws IOException {
    Path copy = edited(from, edit);
    try (Model model = Model.load(copy)) {
      assertThatThrownBy(model::explanation)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(reason.startsWith("Node") ? reason : reason.formatted(copy));
    }
  }

  private static String runs(String op, String deed, String way) {
    return "The explanation in '%s' runs the op '"
        + op
        + "' (node 'save'), which "
        + deed
        + ", by way of signature 'explain' -> "
        + way
        + "node 'save'"
        + MAYBE;
  }

  private static String writes(String way) {
    return runs("SaveV2", "writes files", way);
  }

  /** Puts a node ahead of the score. */
  private static void scoreFrom(MetaGraphDef.Builder model, NodeDef node) {
    model.getGraphDefBuilder().addNode(node);
    model.putSignatureDef(
        "explain",
        model.getSignatureDefOrThrow("explain").toBuilder()
            .putOutputs(
                "score",
                model.getSignatureDefOrThrow("explain").getOutputsOrThrow("score").toBuilder()
                    .setName(node.getName() + ":0")
                    .build())
            .build());
  }

  private static void addFunction(MetaGraphDef.Builder model, FunctionDef function) {
    model.getGraphDefBuilder().getLibraryBuilder().addFunction(function);
  }

  @Test
  void anOutputThatWaitsForASaveIsRefused() throws IOException {
    assertRefused(
        honest,
        writes(""),
        model -> {
          EditedModel.addSaving(model, prey());
          scoreFrom(model, identity("out", SCORE, "^save"));
        });
  }

  @Test
  void aControlEdgeDeepInTheGraphIsFollowed() throws IOException {
    assertRefused(
        honest,
        writes(""),
        model -> {
          EditedModel.addSaving(model, prey());
          EditedModel.node(model, "saliency/target").addInput("^save");
        });
  }

  @Test
  void aMergeOfCheckpointsIsRefused() throws IOException {
    assertRefused(
        honest,
        runs("MergeV2Checkpoints", "writes files", ""),
        model -> {
          model.getGraphDefBuilder().addAllNode(EditedModel.merging(folder, prey()));
          scoreFrom(model, identity("out", SCORE, "^save"));
        });
  }

  @Test
  void aFunctionThatACallNamesIsFollowed() throws IOException {
    assertRefused(
        honest,
        writes("node 'out' -> function 'writer' -> "),
        model -> {
          addFunction(model, savingFunction("writer", prey()));
          scoreFrom(model, call("out", "writer", SCORE).build());
        });
  }

  @Test
  void aFunctionThatAFunctionCallsIsFollowed() throws IOException {
    assertRefused(
        honest,
        writes("node 'out' -> function 'outer' -> node 'inner' -> function 'writer' -> "),
        model -> {
          addFunction(model, savingFunction("writer", prey()));
          addFunction(model, passingOn("outer").addNodeDef(call("inner", "writer", "x")).build());
          scoreFrom(model, call("out", "outer", SCORE).build());
        });
  }

  @Test
  void aFunctionInAListOfFunctionsIsFollowed() throws IOException {
    assertRefused(
        honest,
        writes("node 'out' -> function 'writer' -> "),
        model -> {
          addFunction(model, passingOn("harmless").build());
          addFunction(model, savingFunction("writer", prey()));
          model.getGraphDefBuilder().addNode(Graphs.integers("zero", Shape.scalar(), 0));
          scoreFrom(
              model,
              NodeDef.newBuilder()
                  .setName("out")
                  .setOp("Case")
                  .addInput("zero")
                  .addInput(SCORE)
                  .putAttr("Tin", types(DataType.DT_FLOAT))
                  .putAttr("Tout", types(DataType.DT_FLOAT))
                  .putAttr(
                      "branches",
                      AttrValue.newBuilder()
                          .setList(
                              AttrValue.ListValue.newBuilder()
                                  .addFunc(NameAttrList.newBuilder().setName("harmless"))
                                  .addFunc(NameAttrList.newBuilder().setName("writer")))
                          .build())
                  .build());
        });
  }

  @Test
  void aFunctionInTheAttributesOfAFunctionIsFollowed() throws IOException {
    assertRefused(
        honest,
        writes("node 'out' -> function 'writer' -> "),
        model -> {
          addFunction(model, passingOn("harmless").build());
          addFunction(model, savingFunction("writer", prey()));
          scoreFrom(
              model,
              call("out", "harmless", SCORE)
                  .putAttr(
                      "f",
                      AttrValue.newBuilder()
                          .setFunc(
                              NameAttrList.newBuilder()
                                  .setName("harmless")
                                  .putAttr("g", function("writer")))
                          .build())
                  .build());
        });
  }

  @Test
  void theGradientOfAFunctionIsFollowed() throws IOException {
    assertRefused(
        honest,
        writes("node 'out' -> function 'writer' -> "),
        model -> {
          addFunction(model, passingOn("harmless").build());
          addFunction(model, savingFunction("writer", prey()));
          model
              .getGraphDefBuilder()
              .getLibraryBuilder()
              .addGradient(
                  GradientDef.newBuilder().setFunctionName("harmless").setGradientFunc("writer"));
          scoreFrom(model, call("out", "harmless", SCORE).build());
        });
  }

  @Test
  void theGradientThatANodeRegistersIsFollowed() throws IOException {
    assertRefused(
        honest,
        writes("node 'out' -> function 'writer' -> "),
        model -> {
          addFunction(model, savingFunction("writer", prey()));
          model
              .getGraphDefBuilder()
              .getLibraryBuilder()
              .addRegisteredGradients(
                  RegisteredGradient.newBuilder()
                      .setRegisteredOpType("Custom")
                      .setGradientFunc("writer"));
          scoreFrom(
              model,
              identity("out", SCORE).toBuilder()
                  .putAttr("_gradient_op_type", Graphs.text("Custom"))
                  .build());
        });
  }

  @Test
  void aFunctionUnderAnOpsPlaceIsFollowed() throws IOException {
    assertRefused(
        honest,
        writes("node 'out' -> function 'Writer' -> "),
        model -> {
          addFunction(model, savingFunction("Writer", prey()));
          scoreFrom(
              model, NodeDef.newBuilder().setName("out").setOp("Writer").addInput(SCORE).build());
        });
  }

  @Test
  void aLoopsBodyIsFollowed() throws IOException {
    assertRefused(
        loops,
        writes("node 'saliency/loop_3' -> function 'saliency_loop_3_body' -> "),
        model ->
            body(model)
                .addAllNodeDef(
                    EditedModel.saving(prey()).stream().map(EditedModel::within).toList()));
  }

  private static FunctionDef.Builder body(MetaGraphDef.Builder model) {
    return model.getGraphDefBuilder().getLibraryBuilder().getFunctionBuilderList().stream()
        .filter(function -> function.getSignature().getName().endsWith("_body"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatChangesAVariableIsRefused() throws IOException {
    assertRefused(
        honest,
        runs("AssignVariableOp", "changes variables or tables", ""),
        model -> {
          GraphDef.Builder graph = model.getGraphDefBuilder();
          String handle =
              graph.getNodeList().stream()
                  .filter(node -> node.getOp().equals("VarHandleOp"))
                  .findFirst()
                  .orElseThrow()
                  .getName();
          graph.addNode(Graphs.floats("value", Shape.scalar(), 1));
          graph.addNode(
              NodeDef.newBuilder()
                  .setName("save")
                  .setOp("AssignVariableOp")
                  .addInput(handle)
                  .addInput("value")
                  .putAttr("dtype", Graphs.FLOAT));
          scoreFrom(model, identity("out", SCORE, "^save"));
        });
  }

  @Test
  void theFilesOwnRestoreAndInitOpsAreNeverRun() throws IOException {
    Path copy =
        edited(
            honest,
            model -> {
              EditedModel.addSaving(model, prey());
              String restore = model.getSaverDef().getRestoreOpName();
              EditedModel.node(model, restore).addInput("^save");
              model.putCollectionDef(
                  "legacy_init_op",
                  CollectionDef.newBuilder()
                      .setNodeList(CollectionDef.NodeList.newBuilder().addValue("save"))
                      .build());
            });

    assertThat(Maps.array(explained(copy).values()))
        .isEqualTo(Maps.array(explained(honest).values()));
  }

  private Attribution explained(Path folder) {
    try (Model model = Model.load(folder)) {
      return model.explanation().orElseThrow().compute(input, Target.top());
    }
  }

  @Test
  void aVariableWithinAFunctionIsRefused() throws IOException {
    assertRefused(
        honest,
        "Node 'own' (op 'VarHandleOp') makes a variable within the function 'hidden', where nothing"
            + " restores it.\n"
            + "Maybe the SavedModel was damaged, or made for a newer TensorFlow than this"
            + " library's.",
        model -> {
          addFunction(
              model,
              passingOn("hidden")
                  .addNodeDef(
                      NodeDef.newBuilder()
                          .setName("own")
                          .setOp("VarHandleOp")
                          .putAttr("dtype", Graphs.FLOAT)
                          .putAttr("shape", Graphs.shape(1))
                          .putAttr("shared_name", Graphs.text("x")))
                  .build());
          scoreFrom(model, call("out", "hidden", SCORE).build());
        });
  }

  @Test
  void aBodyIsComparedWithWhatItsOpsDeclare() throws IOException {
    assertRefused(
        honest,
        "Node 'cast' (op 'Cast') lacks its attribute 'DstT'.\n"
            + "Maybe the SavedModel was damaged, or made for a newer TensorFlow than this"
            + " library's.",
        model -> {
          addFunction(
              model,
              passingOn("broken")
                  .addNodeDef(
                      NodeDef.newBuilder()
                          .setName("cast")
                          .setOp("Cast")
                          .addInput("x")
                          .putAttr("SrcT", Graphs.FLOAT))
                  .build());
          scoreFrom(model, call("out", "broken", SCORE).build());
        });
  }

  @Test
  void aFunctionThatCallsItselfIsRefused() throws IOException {
    assertRefused(
        honest,
        "Node 'again' (op 'StatefulPartitionedCall') calls the function 'endless', which calls"
            + " itself.\n"
            + "Maybe the SavedModel was damaged, or made for a newer TensorFlow than this"
            + " library's.",
        model -> {
          addFunction(
              model, passingOn("endless").addNodeDef(call("again", "endless", "x")).build());
          scoreFrom(model, call("out", "endless", SCORE).build());
        });
  }

  @Test
  void functionsThatDoubleAtEveryLevelAreRefused() throws IOException {
    Path copy =
        edited(
            honest,
            model -> {
              for (int i = 0; i < 40; i++) {
                addFunction(
                    model,
                    passingOn("f" + i)
                        .addNodeDef(call("a", "f" + (i + 1), "x"))
                        .addNodeDef(call("b", "f" + (i + 1), "x"))
                        .build());
              }
              addFunction(model, passingOn("f40").build());
              scoreFrom(model, call("out", "f0", SCORE).build());
            });

    try (Model model = Model.load(copy)) {
      assertThatThrownBy(model::explanation)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageContaining("takes more than 1000000 steps with all that is called");
    }
  }

  @Test
  void aLoopThatDoesNotCountItsTurnsIsRefused() throws IOException {
    Path copy =
        edited(
            loops,
            model ->
                model.getGraphDefBuilder().getLibraryBuilder().getFunctionBuilderList().stream()
                    .filter(function -> function.getSignature().getName().endsWith("_condition"))
                    .forEach(
                        function ->
                            function
                                .getNodeDefBuilder(0)
                                .setInput(1, function.getNodeDef(0).getInput(0))));

    try (Model model = Model.load(copy)) {
      assertThatThrownBy(model::explanation)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageContaining("is a loop that does not count its turns from a constant");
    }
  }

  @Test
  void aLoopThatGrowsWhatItAddsUpIsRefused() throws IOException {
    Path copy =
        edited(
            loops,
            model -> {
              FunctionDef.Builder body = body(model);
              OpDef signature = body.getSignature();
              String sum = signature.getInputArg(2).getName();
              body.addNodeDef(within(Graphs.integers("axis", Shape.scalar(), 0)));
              body.addNodeDef(
                  NodeDef.newBuilder()
                      .setName("doubled")
                      .setOp("ConcatV2")
                      .addInput(sum)
                      .addInput(sum)
                      .addInput("axis:output:0")
                      .putAttr("N", AttrValue.newBuilder().setI(2).build())
                      .putAttr("T", Graphs.type(DataType.DT_DOUBLE)));
              body.putRet(signature.getOutputArg(2).getName(), "doubled:output:0");
            });

    try (Model model = Model.load(copy)) {
      assertThatThrownBy(model::explanation)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageContaining("is given a tensor of shape [1, ")
          .hasMessageContaining("which a turn makes one of shape [2, ");
    }
  }

  @Test
  void whatAFunctionMakesOfItselfIsBounded() throws IOException {
    Path copy =
        edited(
            honest,
            model -> {
              addFunction(
                  model,
                  passingOn("huge")
                      .addNodeDef(within(Graphs.integers("often", Shape.of(1), 1 << 28)))
                      .addNodeDef(
                          NodeDef.newBuilder()
                              .setName("tiled")
                              .setOp("Tile")
                              .addInput("x")
                              .addInput("often:output:0")
                              .putAttr("T", Graphs.FLOAT))
                      .addNodeDef(
                          NodeDef.newBuilder()
                              .setName("more")
                              .setOp("Tile")
                              .addInput("tiled:output:0")
                              .addInput("often:output:0")
                              .putAttr("T", Graphs.FLOAT))
                      .build());
              scoreFrom(model, call("out", "huge", SCORE).build());
            });

    try (Model model = Model.load(copy)) {
      assertThatThrownBy(model::explanation)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageContaining("Node 'more' (op 'Tile') makes a tensor of shape ");
    }
  }

  @Test
  void anOutputOfAnotherTypeIsRefused() throws IOException {
    assertRefused(
        honest,
        "The output 'score' of the signature 'explain' is int64, not float.",
        model ->
            scoreFrom(
                model,
                identity("out", "saliency/target").toBuilder()
                    .putAttr("T", Graphs.type(DataType.DT_INT64))
                    .build()));
  }

  @Test
  void anOutputOfSeveralTensorsIsRefused() throws IOException {
    assertRefused(
        honest,
        "The output 'score' of the signature 'explain' is not one dense tensor.",
        model -> {
          TensorInfo sparse =
              TensorInfo.newBuilder()
                  .setCooSparse(
                      TensorInfo.CooSparse.newBuilder()
                          .setValuesTensorName(SCORE)
                          .setIndicesTensorName(SCORE)
                          .setDenseShapeTensorName(SCORE))
                  .build();
          model.putSignatureDef(
              "explain",
              model.getSignatureDefOrThrow("explain").toBuilder()
                  .putOutputs("score", sparse)
                  .build());
        });
  }

  @Test
  void aMissingNodeIsRefusedByName() throws IOException {
    assertRefused(
        honest,
        "The node 'absent', which signature 'explain' -> node 'out' leads to, does not exist in the"
            + " SavedModel.",
        model -> scoreFrom(model, identity("out", SCORE, "^absent")));
  }
}
