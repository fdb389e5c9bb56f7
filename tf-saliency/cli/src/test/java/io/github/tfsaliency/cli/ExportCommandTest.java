package io.github.tfsaliency.cli;

import static io.github.tfsaliency.cli.CommandRun.MODELS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

@ExtendWith(Surroundings.class)
class ExportCommandTest {
  @TempDir private Path folder;
  private CommandRun command;

  @BeforeEach
  void prepare() {
    command = new CommandRun(folder);
  }

  private int export(String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "export";
    arguments[1] = "--model";
    arguments[2] = MODELS + "vgg";
    System.arraycopy(more, 0, arguments, 3, more.length);
    return command.run(arguments);
  }

  @Test
  void theExportLoadsAgainWithItsExplanation() {
    int exit = export("--method", "lrp:rule=z-plus");

    assertThat(exit).as(command.err.toString()).isZero();
    assertThat(command.out.toString())
        .isEqualToIgnoringNewLines(
            "the signature 'explain' by lrp:rule=z-plus in " + command.results());
    try (Model model = Model.load(command.results())) {
      assertThat(model.explanation().orElseThrow().method()).isEqualTo("lrp:rule=z-plus");
    }
  }

  @Test
  void aModelOfPicturesGetsASignatureOfFiles() {
    int exit = export("--method", "gradient", "--encoding", "{\"offset\": 0, \"scale\": 255}");

    assertThat(exit).as(command.err.toString()).isZero();
    assertThat(command.out.toString())
        .isEqualToIgnoringNewLines(
            "the signatures 'explain' and 'explain_encoded' by gradient in " + command.results());
  }

  @Test
  void theSignatureOfFilesIsLeftOutIfAsked() throws IOException {
    int exit =
        export(
            "--method",
            "gradient",
            "--encoding",
            "{\"offset\": 0, \"scale\": 255}",
            "--arrays-only");

    assertThat(exit).as(command.err.toString()).isZero();
    assertThat(
            SavedModel.parseFrom(Files.readAllBytes(command.results().resolve("saved_model.pb")))
                .getMetaGraphs(0)
                .getSignatureDefMap())
        .containsKey("explain")
        .doesNotContainKey("explain_encoded");
  }

  @Test
  void anotherExportReplacesTheFirstOnlyIfAsked() {
    assertThat(export("--method", "gradient")).isZero();

    assertThat(export("--method", "guided-backprop")).isEqualTo(1);
    assertThat(command.err.toString())
        .isEqualToIgnoringNewLines(
            "The folder '"
                + command.results()
                + "' already exists and is not empty.Maybe choose another, or allow replacing it.");
    assertThat(export("--method", "guided-backprop", "--overwrite")).isZero();
    try (Model model = Model.load(command.results())) {
      assertThat(model.explanation().orElseThrow().method()).isEqualTo("guided-backprop");
    }
  }

  @Test
  void aSignatureThatIsLeftOutIsNamed() throws IOException {
    Path model = folder.resolve("model");
    try (Stream<Path> files = Files.walk(Path.of(MODELS + "vgg"))) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(Path.of(MODELS + "vgg").relativize(file).toString()));
      }
    }
    Path graph = model.resolve("saved_model.pb");
    SavedModel.Builder edited = SavedModel.parseFrom(Files.readAllBytes(graph)).toBuilder();
    MetaGraphDef.Builder metaGraph = edited.getMetaGraphsBuilder(0);
    metaGraph.putSignatureDef(
        "restoring",
        SignatureDef.newBuilder()
            .putOutputs(
                "done",
                TensorInfo.newBuilder()
                    .setName(metaGraph.getSaverDef().getRestoreOpName() + ":0")
                    .build())
            .build());
    Files.write(graph, edited.build().toByteArray());

    int exit = command.run("export", "--model", model.toString(), "--method", "gradient");

    assertThat(exit).isZero();
    assertThat(command.err.toString())
        .startsWith("left out of the export: signature 'restoring' runs the op ")
        .contains(", by way of signature 'restoring' -> node ");
    try (Model exported = Model.load(command.results())) {
      assertThat(exported.explanation()).isPresent();
    }
  }

  @Test
  void aMethodThatCannotBeExportedSaysWhy() {
    int exit = export("--method", "rise");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString()).contains("cannot be exported: it draws its masks in Java.");
    assertThat(command.results()).doesNotExist();
  }

  @Test
  void anExportWithoutAMethodIsAUsageError() {
    assertThat(export()).isEqualTo(2);
    assertThat(command.err.toString()).contains("Missing required option: '--method=SPEC'");
  }
}
