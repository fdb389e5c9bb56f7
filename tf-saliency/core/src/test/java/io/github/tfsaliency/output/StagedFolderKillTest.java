package io.github.tfsaliency.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills processes that publish results, at moments that {@code -Dkill.seed} chooses; {@code
 * -Dkill.cases} says how many.
 */
class StagedFolderKillTest {
  private static final int CASES = Integer.getInteger("kill.cases", 20);
  private static final long SEED = Long.getLong("kill.seed", 1);
  private static final int MOST_RUNS = 20;
  private static final int MOST_POLLS = 200;

  @TempDir private Path above;

  private static Process start(Path place, String how, Path in) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            StagingChild.class.getName(),
            place.toString(),
            how)
        .directory(in.toFile())
        .redirectError(new File("/dev/null"))
        .start();
  }

  private Path place() throws IOException {
    Path place = Files.createDirectories(above.resolve("place"));
    Files.writeString(place.resolve("notes.txt"), "mine");
    return place;
  }

  /** Ends it after some runs and a number of looks at its folder, at whatever it does then. */
  private void kill(Process child, Random random) throws Exception {
    int runs = 1 + random.nextInt(MOST_RUNS);
    int polls = random.nextInt(MOST_POLLS);
    try (BufferedReader out = child.inputReader(UTF_8)) {
      for (int run = 0; run < runs; run++) {
        assertThat(out.readLine()).isNotNull();
      }
      for (int poll = 0; poll < polls; poll++) {
        Files.exists(above);
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  private void assertWhole(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      assertThat(files).hasSize(StagingChild.FILES + 1);
    }
    assertThat(place.resolve("notes.txt")).hasContent("mine");
    String run = Files.readString(place.resolve("result-0"));
    for (int file = 1; file < StagingChild.FILES; file++) {
      assertThat(place.resolve("result-" + file)).hasContent(run);
    }
  }

  private void assertNothingHidden(Path place) throws IOException {
    try (Stream<Path> files = Files.list(above)) {
      assertThat(files).containsExactly(place);
    }
  }

  @Test
  void whenKilledThePlaceHasTheOldOrTheNewResultsAndTheNextRunCleansUp() throws Exception {
    Path one = Files.createDirectories(above.resolve("one"));
    Path other = Files.createDirectories(above.resolve("other"));
    assumeThat(Exchange.swap(one, other)).as("this file system exchanges folders").isTrue();
    Files.delete(one);
    Files.delete(other);
    Path place = place();
    Random random = new Random(SEED);
    for (int kill = 0; kill < CASES; kill++) {
      kill(start(place, "exchange", above), random);
      assertWhole(place);

      StagedFolder.at(place, Set.of()).close();

      assertWhole(place);
      assertNothingHidden(place);
    }
  }

  @Test
  void whereFoldersCannotBeExchangedTheNextRunGivesTheOldOneBack() throws Exception {
    Path place = place();
    Random random = new Random(SEED);
    for (int kill = 0; kill < CASES; kill++) {
      kill(start(place, "renames", above), random);

      StagedFolder.at(place, Set.of()).close();

      assertWhole(place);
      assertNothingHidden(place);
    }
  }

  @Test
  void whenAskedToEndItRemovesItsHiddenFolder() throws Exception {
    Path place = place();
    Process child = start(place, "wait", above);
    assertThat(child.inputReader(UTF_8).readLine()).isEqualTo("waiting");
    try (Stream<Path> files = Files.list(above)) {
      assertThat(files).hasSize(2);
    }

    child.destroy();
    child.waitFor();

    assertNothingHidden(place);
  }

  @Test
  void whatEndsBeginsNoFolderThatNobodyWouldRemove() throws Exception {
    Path place = place();
    Process child = start(place, "late", above);

    assertThat(child.inputReader(UTF_8).readLine()).isEqualTo("the process is ending");
    child.waitFor();

    assertNothingHidden(place);
  }

  @Test
  void theFolderOfAProcessThatLivesIsLeftAlone() throws Exception {
    Path place = place();
    Process child = start(place, "wait", above);
    BufferedReader out = child.inputReader(UTF_8);
    assertThat(out.readLine()).isEqualTo("waiting");

    StagedFolder.at(place, Set.of()).close();

    child.getOutputStream().close();
    assertThat(out.readLine()).isEqualTo("1");
    child.destroyForcibly().waitFor();
    assertThat(place.resolve("result-0")).exists();
  }

  @Test
  void theWorkingDirectoryStaysWhereItIs() throws Exception {
    Path place = place();
    Object before = Files.getAttribute(place, "fileKey");
    Process child = start(place, "exchange", place);
    assertThat(child.inputReader(UTF_8).readLine()).isEqualTo("1");
    child.destroyForcibly().waitFor();

    assertThat(place.resolve("result-1")).exists();
    assertThat(Files.getAttribute(place, "fileKey")).isEqualTo(before);
  }
}
