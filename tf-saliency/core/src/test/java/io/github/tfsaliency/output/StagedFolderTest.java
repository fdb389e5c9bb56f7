package io.github.tfsaliency.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedFolderTest {
  private static final StagedFolder.Swap NONE = (one, other) -> false;

  @TempDir private Path above;
  private Path place;

  @BeforeEach
  void choosePlace() throws IOException {
    above = above.toRealPath();
    place = above.resolve("maps");
  }

  private static void write(StagedFolder folder, String name, String text) throws IOException {
    Files.createDirectories(folder.path().resolve(name).getParent());
    Files.writeString(folder.path().resolve(name), text);
  }

  private void publish(StagedFolder.Swap swap, String name, String text) throws IOException {
    try (StagedFolder folder = StagedFolder.at(place, Set.of(), swap)) {
      write(folder, name, text);
      folder.publish(name);
    }
  }

  private void old(String name, String text) throws IOException {
    Files.createDirectories(place.resolve(name).getParent());
    Files.writeString(place.resolve(name), text);
  }

  /** The texts of all files, by their paths. */
  private Map<String, String> files() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> found = Files.walk(above)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        texts.put(above.relativize(file).toString(), Files.readString(file));
      }
    }
    return texts;
  }

  private void assertNothingHidden() throws IOException {
    try (Stream<Path> found = Files.list(above)) {
      assertThat(found).containsExactly(place);
    }
  }

  @Test
  void resultsAppearWhenTheyArePublished() throws IOException {
    try (StagedFolder folder = StagedFolder.at(place, Set.of())) {
      write(folder, "a", "1");
      assertThat(place).doesNotExist();

      folder.publish("a");

      assertThat(place.resolve("a")).hasContent("1");
    }
    assertNothingHidden();
  }

  @Test
  void closingUnpublishedLeavesNoTrace() throws IOException {
    try (StagedFolder folder = StagedFolder.at(place, Set.of())) {
      write(folder, "a", "1");
    }
    assertThat(above).isEmptyDirectory();
  }

  @Test
  void whatIsNotOursStays() throws IOException {
    old("a", "old");
    old("notes.txt", "mine");
    old("more/notes.txt", "mine too");
    Files.createSymbolicLink(place.resolve("link"), Path.of("notes.txt"));
    Object file = Files.getAttribute(place.resolve("notes.txt"), "fileKey");

    publish(Exchange::swap, "a", "new");

    assertThat(files())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "maps/a", "new",
                "maps/notes.txt", "mine",
                "maps/more/notes.txt", "mine too",
                "maps/link", "mine"));
    assertThat(place.resolve("link")).isSymbolicLink();
    assertThat(Files.getAttribute(place.resolve("notes.txt"), "fileKey")).isEqualTo(file);
    assertNothingHidden();
  }

  @Test
  void theSameHoldsWhereFoldersCannotBeExchanged() throws IOException {
    old("a", "old");
    old("more/notes.txt", "mine");

    publish(NONE, "a", "new");

    assertThat(files())
        .containsExactlyInAnyOrderEntriesOf(Map.of("maps/a", "new", "maps/more/notes.txt", "mine"));
    assertNothingHidden();
  }

  @Test
  void whatComesDuringTheExchangeIsNotLost() throws IOException {
    old("a", "old");
    old("notes.txt", "mine");
    StagedFolder.Swap late =
        (one, other) -> {
          try {
            old("late.txt", "mine");
            Files.writeString(above.resolve("saved"), "mine, saved again");
            Files.move(
                above.resolve("saved"),
                place.resolve("notes.txt"),
                StandardCopyOption.REPLACE_EXISTING);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return Exchange.swap(one, other);
        };

    publish(late, "a", "new");

    assertThat(files())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "maps/a", "new",
                "maps/late.txt", "mine",
                "maps/notes.txt", "mine, saved again"));
  }

  @Test
  void whatTheResultsSupersedeEnds() throws IOException {
    old("saved_model.pb", "old");
    old("variables/old", "old");
    old("notes.txt", "mine");
    try (StagedFolder folder = StagedFolder.at(place, Set.of("saved_model.pb", "variables"))) {
      write(folder, "saved_model.pb", "new");
      write(folder, "variables/new", "new");
      folder.publish("saved_model.pb");
    }
    assertThat(files())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "maps/saved_model.pb", "new",
                "maps/variables/new", "new",
                "maps/notes.txt", "mine"));
    assertNothingHidden();
  }

  @Test
  void whatIsFinishedComesToItsPlaceAheadOfTheRest() throws IOException {
    old("notes.txt", "mine");
    try (StagedFolder folder = StagedFolder.at(place, Set.of())) {
      write(folder, "a", "1");
      write(folder, "b", "half");

      folder.addFinished(List.of("a"));

      assertThat(place.resolve("a")).hasContent("1");
      assertThat(place.resolve("b")).doesNotExist();
    }
    assertThat(files()).isEqualTo(Map.of("maps/a", "1", "maps/notes.txt", "mine"));
  }

  @Test
  void filesAreAddedBesideThoseOfEarlierRuns() throws IOException {
    old("a", "old");
    old("b", "old");
    try (StagedFolder folder = StagedFolder.at(place, Set.of())) {
      write(folder, "a", "new");
      write(folder, "c", "new");
      folder.add(List.of("c"));
    }
    assertThat(files())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("maps/a", "new", "maps/b", "old", "maps/c", "new"));
  }

  @Test
  void aFolderOfTheNameOfAResultIsNotReplaced() throws IOException {
    old("a/notes.txt", "mine");

    assertThatThrownBy(() -> publish(Exchange::swap, "a", "new"))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(place.resolve("a") + ": a folder has the name of a file of results");

    assertThat(files()).containsExactlyInAnyOrderEntriesOf(Map.of("maps/a/notes.txt", "mine"));
    assertNothingHidden();
  }

  @Test
  void aNewFolderDoesNotReplaceOneThatSomebodyHasFilledMeanwhile() throws IOException {
    try (StagedFolder folder = StagedFolder.at(place, Set.of())) {
      write(folder, "a", "1");
      old("a", "another's");

      assertThatThrownBy(() -> folder.publishNew("a"))
          .isInstanceOf(DirectoryNotEmptyException.class);
    }
    assertThat(place.resolve("a")).hasContent("another's");
  }

  @Test
  void aFileIsNoPlaceForAFolder() throws IOException {
    Files.writeString(place, "mine");

    assertThatThrownBy(() -> StagedFolder.at(place, Set.of()))
        .isInstanceOf(NotDirectoryException.class);
  }

  @Test
  void aLinkToAFolderStaysALink() throws IOException {
    Path real = Files.createDirectories(above.resolve("real"));
    Files.writeString(real.resolve("a"), "old");
    Files.createSymbolicLink(place, real);

    publish(Exchange::swap, "a", "new");

    assertThat(place).isSymbolicLink();
    assertThat(real.resolve("a")).hasContent("new");
  }

  @Test
  void runsOfTheSamePlaceDoNotDisturbEachOther() throws IOException {
    try (StagedFolder first = StagedFolder.at(place, Set.of());
        StagedFolder second = StagedFolder.at(place, Set.of())) {
      write(first, "a", "first");
      write(first, "b", "first");
      write(second, "a", "second");
      first.publish("a");
      second.publish("a");
    }
    assertThat(files())
        .containsExactlyInAnyOrderEntriesOf(Map.of("maps/a", "second", "maps/b", "first"));
    assertNothingHidden();
  }

  private Path dead(String machine, String key) throws IOException {
    Path staging = Files.createDirectories(above.resolve(".maps." + UUID.randomUUID()));
    Files.createDirectories(staging.resolve("new"));
    Files.writeString(
        staging.resolve(StagingLock.FILE),
        "staging folder of tf-saliency\n" + machine + "\n" + key + "\n");
    return staging;
  }

  private static String keyOf(Path folder) throws IOException {
    return String.valueOf(Files.getAttribute(folder, "fileKey"));
  }

  @Test
  void theRemainsOfADeadProcessAreRemoved() throws IOException {
    Path staging = dead(StagingLock.machine(), "");
    Files.writeString(
        staging.resolve(StagingLock.FILE),
        "staging folder of tf-saliency\n"
            + StagingLock.machine()
            + "\n"
            + keyOf(staging.resolve("new"))
            + "\n");
    Files.writeString(staging.resolve("new/b"), "unfinished");

    publish(Exchange::swap, "a", "new");

    assertThat(files()).containsOnlyKeys("maps/a");
    assertNothingHidden();
  }

  @Test
  void aProcessThatDiedRightAfterMakingItsFolderLeavesNothing() throws IOException {
    Files.createDirectories(above.resolve(".maps." + UUID.randomUUID()));
    Path unmarked = Files.createDirectories(above.resolve(".maps." + UUID.randomUUID()));
    Files.createDirectories(unmarked.resolve("new"));
    Files.createFile(unmarked.resolve(StagingLock.FILE));

    publish(Exchange::swap, "a", "new");

    assertNothingHidden();
  }

  @Test
  void aFolderThatADeadProcessHadRenamedIsGivenBack() throws IOException {
    Path staging = dead(StagingLock.machine(), "");
    Files.createDirectories(staging.resolve("old"));
    Files.writeString(staging.resolve("old/notes.txt"), "mine");

    publish(Exchange::swap, "a", "new");

    assertThat(files())
        .containsExactlyInAnyOrderEntriesOf(Map.of("maps/a", "new", "maps/notes.txt", "mine"));
    assertNothingHidden();
  }

  @Test
  void whatADeadProcessHadExchangedIsNotLost() throws IOException {
    old("a", "of the dead");
    Path staging = dead(StagingLock.machine(), "another folder");
    Files.writeString(staging.resolve("new/a"), "older");
    Files.writeString(staging.resolve("new/late.txt"), "mine");

    StagedFolder.at(place, Set.of()).close();

    assertThat(files())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("maps/a", "of the dead", "maps/late.txt", "mine"));
    assertNothingHidden();
  }

  @Test
  void anotherMachineIsBelievedToBeAliveForAWeek() throws IOException {
    Path staging = dead("elsewhere", "");
    StagedFolder.at(place, Set.of()).close();
    assertThat(staging).exists();

    Files.setLastModifiedTime(
        staging.resolve(StagingLock.FILE),
        FileTime.from(Instant.now().minus(Duration.ofDays(7)).minusSeconds(1)));
    StagedFolder.at(place, Set.of()).close();
    assertThat(staging).doesNotExist();
  }

  @Test
  void whatOnlyLooksLikeOursIsLeftAlone() throws IOException {
    String id = UUID.randomUUID().toString();
    Files.createDirectories(above.resolve(".maps." + id));
    Files.writeString(above.resolve(".maps." + id + "/notes.txt"), "mine");
    Path marked = dead(StagingLock.machine(), "");
    Files.writeString(marked.resolve(StagingLock.FILE), "mine");
    Path other = above.resolve(".other" + marked.getFileName().toString().substring(5));
    Files.createDirectories(other);
    Files.writeString(above.resolve(".maps." + UUID.randomUUID()), "a file");
    Files.createDirectories(above.resolve(".maps.old"));
    Map<String, String> before = files();

    StagedFolder.at(place, Set.of()).close();

    assertThat(files()).isEqualTo(before);
    assertThat(other).exists();
    assertThat(above.resolve(".maps.old")).exists();
  }
}
