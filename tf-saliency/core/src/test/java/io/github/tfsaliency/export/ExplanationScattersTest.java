package io.github.tfsaliency.export;

import static io.github.tfsaliency.support.EditedModel.call;
import static io.github.tfsaliency.support.EditedModel.passingOn;
import static io.github.tfsaliency.support.EditedModel.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.support.EditedModel;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.References;
import io.github.tfsaliency.support.SmallGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/** Explanations that scatter: what they may, and what would end the process. */
@TestInstance(Lifecycle.PER_CLASS)
class ExplanationScattersTest {
  private static final String SCORE = "saliency/score";
  private static final AttrValue INT = Graphs.type(DataType.DT_INT32);

  @TempDir private static Path folder;

  private Path honest;
  private Path edited;

  @BeforeAll
  void export() throws IOException {
    honest = folder.resolve("honest");
    edited = folder.resolve("edited");
    try (Model model = Model.load(References.model("mlp"))) {
      Saliency.of(model).method(Gradient.of()).export(honest);
    }
    EditedModel.copy(honest, edited, ExplanationScattersTest::scatter);
  }

  private static ImmutableDoubleArray scoresOf(Path model, int samples) {
    try (Model loaded = Model.load(model)) {
      FloatNdArray input =
          Inputs.uniform(1, Shape.of(samples).append(loaded.inputShape().tail()).asArray());
      return loaded.explanation().orElseThrow().compute(input, Target.top()).scores();
    }
  }

  /**
   * The scores are scattered to indices of as many dimensions as twice the samples: nobody knows
   * this ahead of the call, and of one sample they fit.
   */
  private static void scatter(MetaGraphDef.Builder model) {
    FunctionDef.Builder scatters =
        passingOn("scatters")
            .addNodeDef(within(Graphs.integers("one", Shape.of(1), 1)))
            .addNodeDef(within(Graphs.integers("two", Shape.of(1), 2)))
            .addNodeDef(within(Graphs.integers("rest", Shape.of(1), -1)))
            .addNodeDef(within(Graphs.integers("single", Shape.scalar(), 1)))
            .addNodeDef(within(Graphs.integers("zero", Shape.scalar(), 0)))
            .addNodeDef(
                op("samples", "Shape", "x").putAttr("T", Graphs.FLOAT).putAttr("out_type", INT))
            .addNodeDef(op("twice", "Mul", "two:output:0", "samples:output:0").putAttr("T", INT))
            .addNodeDef(op("less", "Sub", "twice:z:0", "one:output:0").putAttr("T", INT))
            .addNodeDef(fill("ones", "less:z:0", "single:output:0"))
            .addNodeDef(
                op("sizes", "ConcatV2", "rest:output:0", "ones:output:0", "zero:output:0")
                    .putAttr("N", Graphs.number(2))
                    .putAttr("T", INT)
                    .putAttr("Tidx", INT))
            .addNodeDef(fill("zeros", "samples:output:0", "zero:output:0"))
            .addNodeDef(
                op("indices", "Reshape", "zeros:output:0", "sizes:output:0")
                    .putAttr("T", INT)
                    .putAttr("Tshape", INT))
            .addNodeDef(
                op("scattered", "TensorScatterUpdate", "x", "indices:output:0", "x")
                    .putAttr("T", Graphs.FLOAT)
                    .putAttr("Tindices", INT))
            .putRet("y", "scattered:output:0");
    model
        .getGraphDefBuilder()
        .addNode(call("out", "scatters", SCORE))
        .getLibraryBuilder()
        .addFunction(scatters);
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

  private static NodeDef.Builder op(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(Arrays.asList(inputs));
  }

  private static NodeDef fill(String name, String sizes, String value) {
    return op(name, "Fill", sizes, value).putAttr("T", INT).putAttr("index_type", INT).build();
  }

  @Test
  void updatesThatFitTheirIndicesAreScattered() {
    assertThat(scoresOf(edited, 1)).isEqualTo(scoresOf(honest, 1));
  }

  @Test
  void updatesWithFewerDimensionsEndTheRunBeforeTheKernel() {
    assertThatThrownBy(() -> scoresOf(edited, 2))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining(
            "Node 'scattered' (op 'TensorScatterUpdate') scatters updates with fewer dimensions"
                + " than its indices ask for");
  }

  private static List<AttributionMethod> methods() {
    return List.of(
        Gradient.of(), IntegratedGradients.of().withSteps(3), SmoothGrad.of(Gradient.of()));
  }

  /** The gradient of a gather is a scatter, in loops too. */
  @ParameterizedTest
  @MethodSource("methods")
  void theGradientOfAGatherIsExported(AttributionMethod method) throws IOException {
    Path gathering = Files.createTempDirectory(folder, "gathering");
    Path exported = gathering.resolve("exported");
    SmallGraph graph = new SmallGraph();
    String columns =
        graph.add(
            graph
                .builder("Transpose", graph.input("x", 4), graph.integers(1, 0))
                .putAttr("Tperm", INT));
    String gathered =
        graph.add(
            NodeDef.newBuilder()
                .setName("gathered")
                .setOp("GatherNd")
                .addInput(columns)
                .addInput(graph.add(Graphs.integers("places", Shape.of(2, 1), 3, 1).toBuilder()))
                .putAttr("Tparams", Graphs.FLOAT)
                .putAttr("Tindices", INT));
    graph.add(
        graph
            .builder("Transpose", graph.node("Square", gathered), graph.integers(1, 0))
            .putAttr("Tperm", INT));
    graph.save(gathering);
    FloatNdArray x = Inputs.uniform(1, 2, 4);
    try (Model model = Model.load(gathering)) {
      Saliency saliency = Saliency.of(model).method(method).target(Target.classIndex(0));
      saliency.export(exported);
      try (Model loaded = Model.load(exported)) {
        FloatNdArray map =
            loaded.explanation().orElseThrow().compute(x, Target.classIndex(0)).values();
        assertThat(map.getFloat(0, 3)).isNotZero();
        assertThat(map.getFloat(0, 0)).isZero();
      }
    }
  }
}
