package io.github.tfsaliency.export;

import static io.github.tfsaliency.support.EditedModel.call;
import static io.github.tfsaliency.support.EditedModel.passingOn;
import static io.github.tfsaliency.support.EditedModel.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/** Explanations that transpose within a function by an order that they compute. */
@TestInstance(Lifecycle.PER_CLASS)
class ExplanationOrdersTest {
  private static final String SCORE = "saliency/score";

  @TempDir private static Path folder;

  private Path honest;
  private FloatNdArray input;
  private double score;

  @BeforeAll
  void export() {
    honest = folder.resolve("honest");
    try (Model model = Model.load(References.model("mlp"))) {
      input = Inputs.uniform(1, Shape.of(1).append(model.inputShape().tail()).asArray());
      Saliency.of(model).method(Gradient.of()).export(honest);
    }
    score = scoreOf(honest);
  }

  private double scoreOf(Path model) {
    try (Model loaded = Model.load(model)) {
      return loaded.explanation().orElseThrow().compute(input, Target.top()).score();
    }
  }

  /** The score goes through a function that transposes it by the order {@code [2 - subtracted]}. */
  private Path transposed(String name, int subtracted) throws IOException {
    Path copy = folder.resolve(name);
    EditedModel.copy(honest, copy, model -> transpose(model, subtracted));
    return copy;
  }

  private static void transpose(MetaGraphDef.Builder model, int subtracted) {
    model
        .getGraphDefBuilder()
        .addNode(call("out", "transposes", SCORE))
        .getLibraryBuilder()
        .addFunction(
            passingOn("transposes")
                .addNodeDef(within(Graphs.integers("two", Shape.of(1), 2)))
                .addNodeDef(within(Graphs.integers("subtracted", Shape.of(1), subtracted)))
                .addNodeDef(
                    within(Graphs.node("order", "Sub", "two", "subtracted")).toBuilder()
                        .putAttr("T", Graphs.type(DataType.DT_INT32)))
                .addNodeDef(
                    NodeDef.newBuilder()
                        .setName("transposed")
                        .setOp("Transpose")
                        .addInput("x")
                        .addInput("order:z:0")
                        .putAttr("T", Graphs.FLOAT)
                        .putAttr("Tperm", Graphs.type(DataType.DT_INT32)))
                .putRet("y", "transposed:y:0"));
    model.putSignatureDef(
        "explain",
        model.getSignatureDefOrThrow("explain").toBuilder()
            .putOutputs(
                "score",
                model.getSignatureDefOrThrow("explain").getOutputsOrThrow("score").toBuilder()
                    .setName("out:0")
                    .build())
            .build());
  }

  @Test
  void anOrderWithinAFunctionIsKept() throws IOException {
    assertThat(scoreOf(transposed("kept", 2))).isEqualTo(score);
  }

  @Test
  void aNegativeOrderWithinAFunctionIsOutOfRange() throws IOException {
    Path negative = transposed("negative", 3);

    assertThatThrownBy(() -> scoreOf(negative))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("perm dim 2147483647 is out of range of input rank 1");
  }
}
