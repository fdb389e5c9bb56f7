package io.github.tfsaliency.export;

import static io.github.tfsaliency.support.EditedModel.call;
import static io.github.tfsaliency.support.EditedModel.function;
import static io.github.tfsaliency.support.EditedModel.identity;
import static io.github.tfsaliency.support.EditedModel.passingOn;
import static io.github.tfsaliency.support.EditedModel.within;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.Graphs;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorInfo;

/** Exports whose signature {@code explain} is inconsistent, or was made to go on for ever. */
class BrokenExplanationTest extends HostileExplanations {
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
          .hasMessageContaining("takes more than 1000000 steps with all called functions");
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
