package io.github.tfsaliency.importing;

import static io.github.tfsaliency.graph.Graphs.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.Maps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Dropout as TensorFlow 1 writes it, with the share of kept units as a placeholder: y = 3 x. */
class DropoutShareTest {
  private static final FloatNdArray X =
      NdArrays.wrap(Shape.of(1, 2), DataBuffers.of(new float[] {2, -1}, true, false));

  @TempDir Path folder;

  /** The formulas of TensorFlow 1.13 and of the versions before it. */
  private enum Formula {
    COMPARED,
    ROUNDED_DOWN
  }

  private void write(Formula formula) throws IOException {
    List<NodeDef> nodes = new ArrayList<>();
    nodes.add(node("x", "Placeholder").toBuilder().putAttr("shape", Graphs.shape(-1, 2)).build());
    nodes.add(node("keep_prob", "Placeholder"));
    nodes.add(
        NodeDef.newBuilder()
            .setName("size")
            .setOp("Shape")
            .addInput("x")
            .putAttr("T", Graphs.FLOAT)
            .putAttr("out_type", Graphs.type(DataType.DT_INT32))
            .build());
    nodes.add(
        NodeDef.newBuilder()
            .setName("drawn")
            .setOp("RandomUniform")
            .addInput("size")
            .putAttr("dtype", Graphs.FLOAT)
            .putAttr("T", Graphs.type(DataType.DT_INT32))
            .build());
    nodes.add(Graphs.floats("least", Shape.scalar(), 0));
    nodes.add(Graphs.floats("most", Shape.scalar(), 1));
    nodes.add(node("width", "Sub", "most", "least"));
    nodes.add(node("wide", "Mul", "drawn", "width"));
    nodes.add(node("moved", "Add", "wide", "least"));
    nodes.add(Graphs.floats("three", Shape.scalar(), 3));
    nodes.add(node("tripled", "Mul", "x", "three"));
    nodes.add(node("scaled", "RealDiv", "tripled", "keep_prob"));
    if (formula == Formula.COMPARED) {
      nodes.add(node("rate", "Sub", "most", "keep_prob"));
      nodes.add(node("kept", "GreaterEqual", "moved", "rate"));
      nodes.add(
          NodeDef.newBuilder()
              .setName("mask")
              .setOp("Cast")
              .addInput("kept")
              .putAttr("SrcT", Graphs.type(DataType.DT_BOOL))
              .putAttr("DstT", Graphs.FLOAT)
              .build());
    } else {
      nodes.add(node("lifted", "Add", "keep_prob", "moved"));
      nodes.add(node("mask", "Floor", "lifted"));
    }
    nodes.add(node("y", "Mul", "scaled", "mask"));
    MetaGraphDef.Builder model =
        MetaGraphDef.newBuilder()
            .setGraphDef(Graphs.graph(nodes))
            .putSignatureDef(
                "serving_default",
                SignatureDef.newBuilder()
                    .putInputs("x", TensorInfo.newBuilder().setName("x:0").build())
                    .putOutputs("y", TensorInfo.newBuilder().setName("y:0").build())
                    .build());
    model.getMetaInfoDefBuilder().addTags("serve");
    Files.write(
        folder.resolve("saved_model.pb"),
        SavedModel.newBuilder().addMetaGraphs(model).build().toByteArray());
  }

  @ParameterizedTest
  @EnumSource
  void whereAllUnitsAreKeptNothingIsDrawn(Formula formula) throws IOException {
    write(formula);
    try (Model model = Model.from(folder).set("keep_prob", 1).load()) {
      assertThat(Maps.array(model.predict(X))).containsExactly(6, -3);
      assertThat(
              Saliency.of(model)
                  .method(Gradient.of())
                  .target(Target.classIndex(0))
                  .compute(X)
                  .toArray())
          .containsExactly(3, 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whereSomeUnitsAreDroppedTheModelIsRefused(Formula formula) throws IOException {
    write(formula);

    assertThatThrownBy(() -> Model.from(folder).set("keep_prob", 0.75).load())
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'drawn' (op 'RandomUniform') is between input and output, where only operations"
                + " without side effects and randomness are allowed.\n"
                + "Maybe export the model for inference, without it.");
  }

  @Test
  void aShareThatNobodyGivesMayBeFixed() throws IOException {
    write(Formula.COMPARED);

    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageEndingWith(
            "Maybe fix it with Model.from(path).set(name, value), or choose another output or"
                + " another signature.")
        .hasMessageContaining("'keep_prob'");
  }
}
