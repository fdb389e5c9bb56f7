package io.github.tfsaliency.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.MoreFiles;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.method.GradCam;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.support.References;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Where an export is written, and what is never replaced by it. */
@TestInstance(Lifecycle.PER_CLASS)
class ExportFolderTest {
  @TempDir private Path folder;
  @AutoClose private final Model vgg = Model.load(References.model("vgg"));

  private Path out() {
    return folder.resolve("out");
  }

  private Saliency gradient() {
    return Saliency.of(vgg).method(Gradient.of());
  }

  @Test
  void anExistingFolderIsLeftAloneUnlessItIsToBeReplaced() throws IOException {
    Path exported = out().resolve("there");
    gradient().export(exported);
    byte[] before = Files.readAllBytes(exported.resolve("saved_model.pb"));
    Saliency other = Saliency.of(vgg).method(Lrp.epsilon(0.1));

    assertThatThrownBy(() -> other.export(exported))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The folder '%s' already exists and is not empty.\n"
                + "Maybe choose another, or allow replacing it.",
            exported);
    assertThat(exported.resolve("saved_model.pb")).hasBinaryContent(before);

    other.export(exported, StandardCopyOption.REPLACE_EXISTING);
    try (Model model = Model.load(exported)) {
      assertThat(model.explanation().orElseThrow().method()).startsWith("lrp:");
    }
    assertThat(MoreFiles.listFiles(out()))
        .extracting(file -> file.getFileName().toString())
        .noneMatch(name -> name.startsWith("."));
  }

  @Test
  void aFolderOfSomethingElseIsNeverReplaced() throws IOException {
    Path letters = Files.createDirectories(out().resolve("letters"));
    Files.writeString(letters.resolve("letter.txt"), "Dear reader");

    assertThatThrownBy(() -> gradient().export(letters, StandardCopyOption.REPLACE_EXISTING))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The folder '%s' holds other files than a SavedModel, so it is not replaced.\n"
                + "Maybe choose another, or remove it first.",
            letters);
    assertThat(letters.resolve("letter.txt")).exists();
  }

  @Test
  void theModelItselfIsNeverReplaced() {
    assertThatThrownBy(
            () -> gradient().export(References.model("vgg"), StandardCopyOption.REPLACE_EXISTING))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("holds the model that is exported, so it is not replaced.");
  }

  @Test
  void anExportThatFailsLeavesNothingBehind() throws IOException {
    Path parent = Files.createDirectories(out().resolve("failed"));
    try (Model mlp = Model.load(References.model("mlp"))) {
      assertThatThrownBy(
              () -> Saliency.of(mlp).method(GradCam.of()).export(parent.resolve("model")))
          .isInstanceOf(SaliencyException.class);
    }

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void anOptionThatIsNotKnownIsRefused() {
    assertThatThrownBy(
            () -> gradient().export(out().resolve("option"), StandardCopyOption.ATOMIC_MOVE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The options [ATOMIC_MOVE] are not all known, only REPLACE_EXISTING and ARRAYS_ONLY.");
  }
}
