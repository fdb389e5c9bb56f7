package io.github.tfsaliency.graph.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.support.Pipes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which files a model's folder gives out. Links need a right on Windows that few users have. */
@DisabledOnOs(OS.WINDOWS)
class ModelFolderTest {
  @TempDir Path temporary;
  private Path model;
  private Path outside;
  private ModelFolder folder;

  @BeforeEach
  void makeFolders() throws IOException {
    // What is a link already is not what these tests are about.
    Path real = temporary.toRealPath();
    model = Files.createDirectory(real.resolve("model"));
    outside = Files.createDirectory(real.resolve("outside"));
    folder = ModelFolder.of(model);
  }

  @CanIgnoreReturnValue
  private static Path file(Path path) throws IOException {
    Files.createDirectories(path.getParent());
    return Files.writeString(path, path.getFileName().toString());
  }

  @CanIgnoreReturnValue
  private Path link(String name, String target) throws IOException {
    Path link = model.resolve(name);
    Files.createDirectories(link.getParent());
    return Files.createSymbolicLink(link, link.getFileSystem().getPath(target));
  }

  private void assertRefused(String name, String message, Object... values) {
    assertThatThrownBy(() -> folder.find(name))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(message, values);
  }

  private void assertLeadsOut(String name, String link, Path target) {
    assertRefused(
        name,
        "The link '%s' of the SavedModel '%s' leads to '%s', outside the folder.\n"
            + "Maybe allow it, if files there may be read, with"
            + " Model.from(path).linksWithin(folder).",
        link,
        model,
        target);
  }

  @Nested
  class Finds {
    @Test
    void aRegularFile() throws IOException {
      Path real = file(model.resolve("variables/variables.index"));

      assertThat(folder.find("variables/variables.index")).contains(real);
    }

    @Test
    void nothingWhereThereIsNothing() {
      assertThat(folder.find("assets.extra/saliency.json")).isEmpty();
    }

    @Test
    void whatALinkInsideTheFolderLeadsTo() throws IOException {
      Path real = file(model.resolve("v1/vocabulary"));
      link("current", "v1");
      link("assets/vocabulary", "../current/vocabulary");

      assertThat(folder.find("assets/vocabulary")).contains(real);
    }

    @Test
    void filesOfAFolderThatIsALinkItself() throws IOException {
      Path real = file(model.resolve("saved_model.pb"));
      Path linked = Files.createSymbolicLink(temporary.resolve("linked"), model);

      assertThat(ModelFolder.of(linked).find("saved_model.pb")).contains(real);
    }

    @Test
    void filesInTheWorkingDirectory() {
      assertThat(ModelFolder.of(Path.of("")).find("pom.xml")).isPresent();
      assertThat(ModelFolder.of(Path.of("")).name("assets.extra", "labels.txt"))
          .contains("assets.extra/labels.txt");
    }

    @Test
    void whatLiesInARootThatWasNamed() throws IOException {
      Path real = file(outside.resolve("deep/blob"));
      link("saved_model.pb", "../outside/deep/blob");
      Path root = Files.createSymbolicLink(temporary.resolve("root"), outside);

      assertThat(folder.withLinksWithin(root).find("saved_model.pb")).contains(real);
    }

    @Test
    void whatLiesInTheSecondRoot() throws IOException {
      Path other = Files.createDirectory(model.resolveSibling("other"));
      Path real = file(other.resolve("blob"));
      link("saved_model.pb", "../other/blob");

      assertThat(folder.withLinksWithin(outside).withLinksWithin(other).find("saved_model.pb"))
          .contains(real);
    }

    @Test
    void theFilesOfOneVersionWhileALinkMovesToTheNext() throws IOException {
      Path first = file(model.resolve("saved_model.pb"));
      file(outside.resolve("saved_model.pb"));
      Path current = Files.createSymbolicLink(temporary.resolve("current"), model);
      ModelFolder pinned = ModelFolder.of(current).pin();
      Files.delete(current);
      Files.createSymbolicLink(current, outside);

      assertThat(pinned.find("saved_model.pb")).contains(first);
    }
  }

  @Nested
  class Refuses {
    @Test
    void aLinkOutOfTheFolder() throws IOException {
      Path secret = file(outside.resolve("secret"));
      link("assets/vocabulary", "../../outside/secret");

      assertLeadsOut("assets/vocabulary", "assets/vocabulary", secret);
    }

    @Test
    void aLinkThatLeavesTheFolderAtTheSecondStep() throws IOException {
      Path secret = file(outside.resolve("secret"));
      link("hop", outside.resolve("secret").toString());
      link("saved_model.pb", "hop");

      assertLeadsOut("saved_model.pb", "saved_model.pb", secret);
    }

    @Test
    void aFileBehindALinkToAFolderOutside() throws IOException {
      Path secret = file(outside.resolve("variables.index"));
      link("variables", "../outside");

      assertLeadsOut("variables/variables.index", "variables", secret);
    }

    @Test
    void aLinkToAFolderWhoseNameBeginsLikeTheModels() throws IOException {
      Path secret = file(model.resolveSibling("model-2").resolve("secret"));
      link("saved_model.pb", "../model-2/secret");

      assertLeadsOut("saved_model.pb", "saved_model.pb", secret);
    }

    @Test
    void aLinkBesideTheRootThatWasNamed() throws IOException {
      Path secret = file(outside.resolve("secret"));
      link("saved_model.pb", "../outside/secret");
      folder = folder.withLinksWithin(Files.createDirectory(outside.resolve("blobs")));

      assertLeadsOut("saved_model.pb", "saved_model.pb", secret);
    }

    @Test
    @EnabledIf("io.github.tfsaliency.graph.files.ModelFolderTest#hasDevices")
    void aLinkToADevice() throws IOException {
      link("labels", "/dev/zero");

      assertLeadsOut("labels", "labels", Path.of("/dev/zero"));
    }

    @Test
    @EnabledIf("io.github.tfsaliency.graph.files.ModelFolderTest#hasDevices")
    void aDeviceInARootThatWasNamed() throws IOException {
      link("labels", "/dev/zero");
      folder = folder.withLinksWithin(Path.of("/dev"));

      assertRefused(
          "labels",
          "The file 'labels' of the SavedModel '%s' is a pipe, a socket or a device, not a regular"
              + " file.\n"
              + "Maybe put a regular file in its place, or remove it.",
          model);
    }

    @Test
    void aPipe() throws IOException, InterruptedException {
      Pipes.create(model.resolve("saved_model.pb"));

      assertRefused(
          "saved_model.pb",
          "The file 'saved_model.pb' of the SavedModel '%s' is a pipe, a socket or a device, not a"
              + " regular file.\n"
              + "Maybe put a regular file in its place, or remove it.",
          model);
    }

    @Test
    void aFolderInPlaceOfAFile() throws IOException {
      Files.createDirectory(model.resolve("saved_model.pb"));

      assertRefused(
          "saved_model.pb",
          "The file 'saved_model.pb' of the SavedModel '%s' is a folder, not a regular file.\n"
              + "Maybe put a regular file in its place, or remove it.",
          model);
    }

    @Test
    void aFileInPlaceOfAFolder() throws IOException {
      file(model.resolve("variables"));

      assertRefused(
          "variables/variables.index",
          "The file 'variables/variables.index' of the SavedModel '%s' cannot be read: Not a"
              + " directory.\n"
              + "Maybe its permissions, or those of its folders, forbid it.",
          model);
    }

    @Test
    void aLinkToItself() throws IOException {
      link("labels", "labels");

      assertRefused(
          "labels",
          "The link 'labels' of the SavedModel '%s' leads in a circle.\n"
              + "Maybe put a regular file in its place, or remove it.",
          model);
    }

    @Test
    void linksThatLeadToEachOther() throws IOException {
      link("assets/a", "../b");
      link("b", "assets/a");

      assertRefused(
          "assets/a",
          "The link 'assets/a' of the SavedModel '%s' leads in a circle.\n"
              + "Maybe put a regular file in its place, or remove it.",
          model);
    }

    @Test
    void aLinkThatDangles() throws IOException {
      link("assets.extra/saliency.json", "../gone");

      assertRefused(
          "assets.extra/saliency.json",
          "The link 'assets.extra/saliency.json' of the SavedModel '%s' leads to '%s', which does"
              + " not exist.\n"
              + "Maybe copy the model with the files that its links lead to.",
          model,
          model.resolve("gone"));
    }

    @Test
    void aNameThatForgesALine() throws IOException {
      Path secret = file(outside.resolve("secret"));
      link("a\nb", "../outside/secret");

      assertLeadsOut("a\nb", "a\\nb", secret);
    }

    @Test
    void aFolderThatDoesNotExist() {
      folder = ModelFolder.of(Path.of("none"));

      assertRefused(
          "saved_model.pb",
          "There is no folder 'none'.\n"
              + "Maybe the path is relative to a different working directory than '%s'.",
          Path.of("").toAbsolutePath());
    }

    @Test
    void aRootThatDoesNotExist() {
      assertThatThrownBy(() -> folder.withLinksWithin(Path.of("none")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "There is no folder 'none' for links to lead into.\n"
                  + "Maybe the path is relative to a different working directory than '%s'.",
              Path.of("").toAbsolutePath());
    }
  }

  static boolean hasDevices() {
    return Files.exists(Path.of("/dev/zero"));
  }

  @Nested
  class NamesByText {
    @Test
    void stayInTheFolder() {
      assertThat(folder.name("assets.extra", "../assets/labels.txt")).contains("assets/labels.txt");
      assertThat(folder.name("assets.extra", model.resolve("labels.txt").toString()))
          .contains("labels.txt");
    }

    @Test
    void thatLeaveTheFolderAreNone() {
      assertThat(folder.name("assets.extra", "../../outside/secret")).isEmpty();
      assertThat(folder.name("assets.extra", "..")).isEmpty();
      assertThat(folder.name("assets.extra", "/etc/hosts")).isEmpty();
      assertThat(folder.name("assets.extra", model + "-2/secret")).isEmpty();
    }
  }

  @Nested
  class Reads {
    @Test
    void noMoreThanIsAllowed() throws IOException {
      Path real = file(model.resolve("12345"));

      assertThat(ModelFolder.readString(real, real, 5)).isEqualTo("12345");
      assertThatThrownBy(() -> ModelFolder.readBytes(real, real, 4))
          .isInstanceOf(IOException.class)
          .hasMessage("the file '%s' has more than 4 bytes", real);
    }

    @Test
    void noTextInAnotherEncodingAndDoesNotQuoteIt() throws IOException {
      Path real = Files.write(model.resolve("labels"), "é".getBytes(StandardCharsets.ISO_8859_1));

      assertThatThrownBy(() -> ModelFolder.readString(real, real, 5))
          .isInstanceOf(IOException.class)
          .hasMessage("the file '%s' is not text in UTF-8", real);
    }

    @Test
    void noLinkThatTookThePlaceOfAFile() throws IOException {
      file(outside.resolve("secret"));
      Path real = link("labels", "../outside/secret");

      assertThatThrownBy(() -> ModelFolder.readBytes(real, real, 100))
          .isInstanceOf(IOException.class);
    }
  }

  @Nested
  class AllFiles {
    @Test
    void areThoseOfTheSavedModelWhateverLinksLeadToThem() throws IOException {
      Path pb = file(model.resolve("..2026/saved_model.pb"));
      Path vocabulary = file(model.resolve("..2026/assets/deep/vocabulary"));
      Path readme = file(model.resolve("README"));
      file(model.resolve("training/log"));
      link("..data", "..2026");
      link("saved_model.pb", "..data/saved_model.pb");
      link("assets", "..data/assets");
      link("..2026/assets/again", "deep");

      assertThat(ModelFiles.of(folder))
          .containsExactly(
              entry("README", readme),
              entry("assets/again/vocabulary", vocabulary),
              entry("assets/deep/vocabulary", vocabulary),
              entry("saved_model.pb", pb));
    }

    private static Map.Entry<String, Path> entry(String name, Path real) {
      return Map.entry(name, real);
    }

    private void assertRefused(String message, Object... values) {
      assertThatThrownBy(() -> ModelFiles.of(folder))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(message, values);
    }

    @Test
    void areRefusedIfAFolderLeadsOut() throws IOException {
      file(outside.resolve("secret"));
      link("assets/all", "../../outside");

      assertRefused(
          "The link 'assets/all' of the SavedModel '%s' leads to '%s', outside the folder.\n"
              + "Maybe allow it, if files there may be read, with"
              + " Model.from(path).linksWithin(folder).",
          model, outside);
    }

    @Test
    void areRefusedIfAFolderHoldsItself() throws IOException {
      link("assets/deep/up", "../..");

      assertRefused(
          "The folder 'assets/deep/up' of the SavedModel '%s' is '%s', which contains it, so a copy"
              + " would never end.\n"
              + "Maybe remove the link that leads back.",
          model, model);
    }

    @Test
    void areRefusedIfFoldersMultiplyEachOther() throws IOException {
      for (int i = 0; i < 20; i++) {
        link("assets/" + i + "/a", "../" + (i + 1));
        link("assets/" + i + "/b", "../" + (i + 1));
      }
      file(model.resolve("assets/20/file"));

      assertRefused(
          "The SavedModel '%s' has more than 100000 files, or links that multiply them.\n"
              + "Maybe remove what does not belong to the model.",
          model);
    }

    @Test
    void areRefusedIfOneIsAPipe() throws IOException, InterruptedException {
      Pipes.create(Files.createDirectory(model.resolve("assets")).resolve("pipe"));

      assertRefused(
          "The file 'assets/pipe' of the SavedModel '%s' is a pipe, a socket or a device, not a"
              + " regular file.\n"
              + "Maybe put a regular file in its place, or remove it.",
          model);
    }

    @Test
    void areRefusedIfOneDangles() throws IOException {
      link("LICENSE", "../gone");

      assertRefused(
          "The link 'LICENSE' of the SavedModel '%s' leads to '%s', which does not exist.\n"
              + "Maybe copy the model with the files that its links lead to.",
          model, model.resolveSibling("gone"));
    }
  }
}
