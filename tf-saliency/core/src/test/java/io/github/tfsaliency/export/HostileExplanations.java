package io.github.tfsaliency.export;

import static io.github.tfsaliency.support.EditedModel.function;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.support.EditedModel;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.References;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/** Exports whose signature {@code explain} is edited, of which none may write anything. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
abstract class HostileExplanations {
  static final String SCORE = "saliency/score";
  static final String MAYBE =
      ".\nMaybe export it anew from a model that you trust: it was refused before anything ran.";

  @TempDir static Path folder;
  Path honest;
  Path loops;
  FloatNdArray input;
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
  Path prey() {
    return folder.resolve("prey");
  }

  @AfterEach
  void nothingWasWritten() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("prey"));
    }
  }

  Path edited(Path from, Consumer<MetaGraphDef.Builder> edit) throws IOException {
    Path copy = folder.resolve("copy_" + count++);
    EditedModel.copy(from, copy, edit);
    return copy;
  }

  void assertRefused(Path from, String reason, Consumer<MetaGraphDef.Builder> edit)
      throws IOException {
    Path copy = edited(from, edit);
    try (Model model = Model.load(copy)) {
      assertThatThrownBy(model::explanation)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(reason.startsWith("Node") ? reason : reason.formatted(copy));
    }
  }

  static String runs(String op, String deed, String way) {
    return "The explanation in '%s' runs the op '"
        + op
        + "' (node 'save'), which "
        + deed
        + ", by way of signature 'explain' -> "
        + way
        + "node 'save'"
        + MAYBE;
  }

  static String writes(String way) {
    return runs("SaveV2", "writes files", way);
  }

  /** Puts a node ahead of the score. */
  static void scoreFrom(MetaGraphDef.Builder model, NodeDef node) {
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

  static void addFunction(MetaGraphDef.Builder model, FunctionDef function) {
    model.getGraphDefBuilder().getLibraryBuilder().addFunction(function);
  }

  static FunctionDef.Builder body(MetaGraphDef.Builder model) {
    return model.getGraphDefBuilder().getLibraryBuilder().getFunctionBuilderList().stream()
        .filter(function -> function.getSignature().getName().endsWith("_body"))
        .findFirst()
        .orElseThrow();
  }
}
