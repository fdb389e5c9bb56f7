package io.github.tfsaliency.export;

import static io.github.tfsaliency.support.EditedModel.call;
import static io.github.tfsaliency.support.EditedModel.function;
import static io.github.tfsaliency.support.EditedModel.identity;
import static io.github.tfsaliency.support.EditedModel.passingOn;
import static io.github.tfsaliency.support.EditedModel.savingFunction;
import static io.github.tfsaliency.support.EditedModel.types;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.support.EditedModel;
import io.github.tfsaliency.support.Maps;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GradientDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RegisteredGradient;

/** Exports whose signature {@code explain} was made to do more than to explain. */
class HostileExplanationTest extends HostileExplanations {
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
}
