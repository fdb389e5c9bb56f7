package io.github.tfsaliency.importing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.MoreFiles;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Pipes;
import io.github.tfsaliency.support.References;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.SavedModel;

/** Models whose files are links, as volumes and caches lay them out, and as an attacker would. */
@DisabledOnOs(OS.WINDOWS)
class LinkedModelTest {
  private static final String SHARD = "variables/variables.data-00000-of-00001";
  private static final String CARD = "assets.extra/saliency.json";
  private static final String SECRET = "hunter2";

  @TempDir Path temporary;
  private Path plain;
  private Path outside;

  @BeforeEach
  void makeModel() throws IOException {
    Path real = temporary.toRealPath();
    plain = real.resolve("plain");
    outside = real.resolve("outside");
    Path mlp = References.model("mlp");
    copy(mlp.resolve("saved_model.pb"), "saved_model.pb");
    copy(mlp.resolve("fingerprint.pb"), "fingerprint.pb");
    copy(mlp.resolve("variables/variables.index"), "variables/variables.index");
    copy(mlp.resolve(SHARD), SHARD);
    write(plain.resolve(CARD), "{\"labels\": \"labels.txt\"}");
    write(plain.resolve("assets.extra/labels.txt"), "cat\ndog\n");
    write(plain.resolve("assets/deep/vocabulary.txt"), "word");
    write(plain.resolve("LICENSE"), "free");
  }

  private void copy(Path file, String name) throws IOException {
    Files.createDirectories(plain.resolve(name).getParent());
    Files.copy(file, plain.resolve(name));
  }

  @CanIgnoreReturnValue
  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> !Files.isDirectory(file))
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  /** Puts a link in the place of a file and moves the file away. */
  @CanIgnoreReturnValue
  private Path moveOut(String name) throws IOException {
    Files.createDirectories(outside);
    Path moved = outside.resolve(plain.resolve(name).getFileName());
    Files.move(plain.resolve(name), moved);
    Files.createSymbolicLink(plain.resolve(name), moved);
    return moved;
  }

  private void replaceByLink(String name, Path target) throws IOException {
    Files.createDirectories(plain.resolve(name).getParent());
    Files.deleteIfExists(plain.resolve(name));
    Files.createSymbolicLink(plain.resolve(name), target);
  }

  private String leadsOut(String link, Path target) {
    return String.format(
        "The link '%s' of the SavedModel '%s' leads to '%s', outside the folder.\n"
            + "Maybe allow it, if files there may be read, with"
            + " Model.from(path).linksWithin(folder).",
        link, plain, target);
  }

  private String noRegularFile(String name) {
    return String.format(
        "The file '%s' of the SavedModel '%s' is a pipe, a socket or a device, not a regular"
            + " file.\n"
            + "Maybe put a regular file in its place, or remove it.",
        name, plain);
  }

  private void assertNotLoaded(String message, Object... values) {
    assertThatThrownBy(() -> Model.load(plain))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(message, values);
  }

  @Nested
  class Honest {
    /** The map of one sample, and the labels, must be those of the plain folder. */
    private void assertSameAsPlain(ModelLoader linked) throws IOException {
      try (Model expected = Model.load(plain);
          Model model = linked.load()) {
        FloatNdArray input = Inputs.uniform(1, expected.inputShape().tail().asArray());
        assertThat(map(model, input)).isEqualTo(map(expected, input));
        assertThat(model.labels()).containsExactly("cat", "dog");
        assertExportsAlike(model, expected);
      }
    }

    private FloatNdArray map(Model model, FloatNdArray input) {
      return Saliency.of(model).method(Gradient.of()).compute(input).values();
    }

    private void assertExportsAlike(Model model, Model expected) throws IOException {
      Path fromLinks = temporary.resolve("from-links");
      Path fromPlain = temporary.resolve("from-plain");
      Saliency.of(model).method(Lrp.zPlus()).export(fromLinks);
      Saliency.of(expected).method(Lrp.zPlus()).export(fromPlain);

      assertThat(files(fromLinks)).isEqualTo(files(fromPlain)).contains("LICENSE");
      for (String name : files(fromLinks)) {
        assertThat(Files.isRegularFile(fromLinks.resolve(name), LinkOption.NOFOLLOW_LINKS))
            .isTrue();
        if (!name.startsWith("saved_model")) {
          assertThat(fromLinks.resolve(name)).hasSameBinaryContentAs(fromPlain.resolve(name));
        }
      }
    }

    @Test
    void aFolderThatIsALink() throws IOException {
      Path linked = Files.createSymbolicLink(temporary.resolve("linked"), plain);

      assertSameAsPlain(Model.from(linked));
    }

    @Test
    void aVolumeOfKubernetes() throws IOException {
      Path volume = Files.createDirectory(temporary.resolve("volume"));
      Path version = volume.resolve("..2026_11_28_12_00_00.123456789");
      for (String name : files(plain)) {
        Files.createDirectories(version.resolve(name).getParent());
        Files.copy(plain.resolve(name), version.resolve(name));
      }
      Files.createSymbolicLink(volume.resolve("..data"), version.getFileName());
      try (Stream<Path> names = Files.list(version)) {
        for (Path name : names.map(Path::getFileName).toList()) {
          Files.createSymbolicLink(volume.resolve(name), Path.of("..data").resolve(name));
        }
      }

      assertSameAsPlain(Model.from(volume));
    }

    @Test
    void aHubsCacheWithItsBlobsAllowed() throws IOException {
      assertSameAsPlain(
          Model.from(hubCache()).linksWithin(temporary.resolve("models--a--b/blobs")));
    }

    private Path hubCache() throws IOException {
      Path cache = temporary.toRealPath().resolve("models--a--b");
      Path snapshot = cache.resolve("snapshots/0123abc");
      Files.createDirectories(cache.resolve("blobs"));
      int number = 0;
      for (String name : files(plain)) {
        Path blob = cache.resolve("blobs/" + number++);
        Files.copy(plain.resolve(name), blob);
        Path link = snapshot.resolve(name);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, requireNonNull(link.getParent()).relativize(blob));
      }
      return snapshot;
    }

    @Test
    void butNotAHubsCacheOfWhichNothingWasSaid() throws IOException {
      Path snapshot = hubCache();

      assertThatThrownBy(() -> Model.load(snapshot))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageMatching(
              "The link 'assets.extra/saliency.json' of the SavedModel '[^']*/0123abc' leads to"
                  + " '[^']*/models--a--b/blobs/[0-9]+', outside the folder[.]\n"
                  + "Maybe allow it, .*");
    }

    @Test
    void signaturesAreReadThroughAllowedLinks() throws IOException {
      moveOut("saved_model.pb");

      assertThat(Model.from(plain).linksWithin(outside).signatures()).isNotEmpty();
      assertThatThrownBy(() -> Model.from(plain).signatures())
          .hasMessage(leadsOut("saved_model.pb", outside.resolve("saved_model.pb")));
    }
  }

  @Nested
  class Loading {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "saved_model.pb",
          "variables/variables.index",
          SHARD,
          CARD,
          "assets.extra/labels.txt"
        })
    void refusesLinksOutOfTheFolder(String name) throws IOException {
      Path moved = moveOut(name);

      assertNotLoaded(leadsOut(name, moved));
      Model.from(plain).linksWithin(outside).load().close();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "saved_model.pb",
          "variables/variables.index",
          SHARD,
          CARD,
          "assets.extra/labels.txt"
        })
    void refusesPipes(String name) throws IOException, InterruptedException {
      Files.delete(plain.resolve(name));
      Pipes.create(plain.resolve(name));

      assertNotLoaded(noRegularFile(name));
    }

    @Test
    void refusesALinkToTheFolderOfWeights() throws IOException {
      Path moved = moveOut("variables");

      assertNotLoaded(leadsOut("variables", moved.resolve("variables.index")));
    }

    @Test
    void refusesLabelsThatLieOutsideBehindALinkInside() throws IOException {
      write(outside.resolve("labels.txt"), SECRET);
      replaceByLink("assets.extra/lists", outside);
      write(plain.resolve(CARD), "{\"labels\": \"lists/labels.txt\"}");

      assertNotLoaded(leadsOut("assets.extra/lists", outside.resolve("labels.txt")));
    }

    @Test
    void takesLabelsFromElsewhereInTheFolder() throws IOException {
      write(plain.resolve(CARD), "{\"labels\": \"../assets/deep/vocabulary.txt\"}");

      try (Model model = Model.load(plain)) {
        assertThat(model.labels()).containsExactly("word");
      }
    }

    @Test
    void doesNotQuoteACardThatIsNone() throws IOException {
      write(plain.resolve(CARD), SECRET);

      assertNotLoaded("The file '%s' cannot be used: it is not a JSON object", plain.resolve(CARD));
    }

    @Test
    void doesNotQuoteLabelsThatAreNoText() throws IOException {
      Files.write(plain.resolve("assets.extra/labels.txt"), new byte[] {'h', 'i', (byte) 0xFF});

      assertNotLoaded(
          "The file '%s' cannot be used: the file '%s' is not text in UTF-8",
          plain.resolve(CARD), plain.resolve("assets.extra/labels.txt"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"../../outside/secret", "../variables/variables.index", "/etc/hosts", ""})
    void refusesAssetsOutsideOfTheirFolder(String name) throws IOException {
      Path file = plain.resolve("saved_model.pb");
      SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
      model.getMetaGraphsBuilder(0).addAssetFileDef(AssetFileDef.newBuilder().setFilename(name));
      Files.write(file, model.build().toByteArray());

      assertNotLoaded(
          "The SavedModel '%s' names the asset '%s', which lies outside of its subfolder"
              + " 'assets'.\n"
              + "Maybe it was damaged, or made to read other files: do not use it.",
          plain, name);
    }
  }

  @Nested
  class Exporting {
    private Path exported() {
      return temporary.resolve("exported");
    }

    private void export(ModelLoader loader) {
      try (Model model = loader.load()) {
        Saliency.of(model).method(Gradient.of()).export(exported());
      }
    }

    private void assertNotExported(String message) throws IOException {
      assertThatThrownBy(() -> export(Model.from(plain)))
          .isInstanceOf(SaliencyException.class)
          .hasMessage(message);
      assertThat(exported()).doesNotExist();
      assertThat(MoreFiles.listFiles(temporary))
          .extracting(file -> file.getFileName().toString())
          .noneMatch(name -> name.startsWith(".exported"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "assets/secret",
          "assets/deep/secret",
          "assets.extra/secret",
          "README",
          "variables/secret"
        })
    void refusesLinksOutOfTheFolder(String name) throws IOException {
      Path secret = write(outside.resolve("secret"), SECRET);
      replaceByLink(name, secret);

      assertNotExported(leadsOut(name, secret));
    }

    @Test
    void refusesALinkToAFolderOutside() throws IOException {
      write(outside.resolve("secret"), SECRET);
      replaceByLink("assets/deep/all", outside);

      assertNotExported(leadsOut("assets/deep/all", outside));
    }

    @ParameterizedTest
    @ValueSource(strings = {"assets/pipe", "assets.extra/pipe", "pipe", "variables/variables.pipe"})
    void refusesPipes(String name) throws IOException, InterruptedException {
      Pipes.create(plain.resolve(name));

      assertNotExported(noRegularFile(name));
    }

    @Test
    void copiesWhatAllowedLinksLeadTo() throws IOException {
      write(outside.resolve("vocabulary.txt"), "words");
      write(outside.resolve("lists/more.txt"), "more");
      replaceByLink("assets/vocabulary.txt", outside.resolve("vocabulary.txt"));
      replaceByLink("assets/lists", outside.resolve("lists"));
      replaceByLink("assets/alias", Path.of("deep"));
      replaceByLink("NOTICE", Path.of("LICENSE"));

      export(Model.from(plain).linksWithin(outside));

      assertThat(exported().resolve("assets/vocabulary.txt")).hasContent("words");
      assertThat(exported().resolve("assets/lists/more.txt")).hasContent("more");
      assertThat(exported().resolve("assets/alias/vocabulary.txt")).hasContent("word");
      assertThat(exported().resolve("NOTICE")).hasContent("free");
      try (Stream<Path> all = Files.walk(exported())) {
        assertThat(all).noneMatch(Files::isSymbolicLink);
      }
    }

    @Test
    void copiesFilesThatNobodyMayWrite() throws IOException {
      for (String name : files(plain)) {
        assertThat(plain.resolve(name).toFile().setReadOnly()).isTrue();
      }

      export(Model.from(plain));

      assertThat(files(exported())).contains(CARD, "assets/deep/vocabulary.txt");
    }

    @Test
    void refusesMoreThanTheDiskHolds() throws IOException {
      long free = Files.getFileStore(temporary).getUsableSpace();
      try (RandomAccessFile holes =
          new RandomAccessFile(plain.resolve("assets/holes").toFile(), "rw")) {
        holes.setLength(2 * free);
      }

      assertThatThrownBy(() -> export(Model.from(plain)))
          .isInstanceOf(SaliencyException.class)
          .hasMessageMatching(
              "The files of the SavedModel '[^']*' have [0-9]+ bytes together, but only [0-9]+ are"
                  + " free at the destination[.]\n"
                  + "Maybe choose another disk, or look for files that do not belong to the"
                  + " model[.]");
      assertThat(exported()).doesNotExist();
    }

    @Test
    void anExplanationIsNotLoadedFromLinksOutOfTheFolder() throws IOException {
      export(Model.from(plain));
      Path secret = write(outside.resolve("secret"), SECRET);
      Files.createSymbolicLink(exported().resolve("assets/secret"), secret);

      try (Model model = Model.load(exported())) {
        assertThatThrownBy(model::explanation)
            .isInstanceOf(UnsupportedModelException.class)
            .hasMessageStartingWith("The link 'assets/secret' of the SavedModel ");
      }
      try (Model model = Model.from(exported()).linksWithin(outside).load()) {
        FloatNdArray input = Inputs.uniform(1, model.inputShape().tail().asArray());
        assertThat(model.explanation().orElseThrow().compute(input, Target.top()).values())
            .isNotNull();
      }
    }
  }

  @Test
  void filesTellsWhatBelongsToTheModel() throws IOException {
    Path moved = moveOut("saved_model.pb");

    assertThat(Model.from(plain).linksWithin(outside).files())
        .containsAllEntriesOf(Map.of("saved_model.pb", moved, SHARD, plain.resolve(SHARD)))
        .hasSize(files(plain).size());
  }
}
