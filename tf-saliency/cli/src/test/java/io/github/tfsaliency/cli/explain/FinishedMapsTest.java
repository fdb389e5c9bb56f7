package io.github.tfsaliency.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.common.OutputFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinishedMapsTest {
  private static final String FILE = "a.gradient.npy";

  @TempDir private Path folder;
  private Path place;

  @BeforeEach
  void choosePlace() {
    place = folder.resolve("maps");
  }

  private static Summary.Entry entry(String key) {
    return new Summary.Entry(
        "a.npy",
        "image",
        "gradient",
        List.of(1L),
        null,
        List.of(0.5),
        null,
        null,
        List.of(),
        null,
        FILE,
        null,
        List.of(),
        "model",
        "0",
        key);
  }

  private static void finish(OutputFolder results, Summary summary, FinishedMaps maps, String key)
      throws IOException {
    Files.writeString(results.file(FILE), key);
    summary.add(entry(key));
    maps.add(entry(key));
  }

  private void run(String key) throws IOException {
    Summary summary = Summary.of(place);
    try (OutputFolder results = OutputFolder.at(place)) {
      FinishedMaps maps = new FinishedMaps(results, summary);
      finish(results, summary, maps, key);
      maps.publishAll();
    }
  }

  private String listed() throws IOException {
    return Files.readString(place.resolve(Summary.NAME));
  }

  @Test
  void theFirstMapIsAtItsPlaceAsSoonAsItIsFinished() throws IOException {
    Summary summary = Summary.of(place);
    try (OutputFolder results = OutputFolder.at(place)) {
      FinishedMaps maps = new FinishedMaps(results, summary);
      finish(results, summary, maps, "first");

      maps.publishSome();

      assertThat(place.resolve(FILE)).hasContent("first");
      assertThat(listed()).contains("first");
    }
  }

  @Test
  void anEarlierMapIsNoLongerListedWhenAnotherTakesItsFile() throws IOException {
    run("old");
    Summary summary = Summary.of(place);
    Files.delete(place.resolve(FILE));
    Files.createDirectory(place.resolve(FILE));
    try (OutputFolder results = OutputFolder.at(place)) {
      FinishedMaps maps = new FinishedMaps(results, summary);
      finish(results, summary, maps, "new");

      assertThatThrownBy(maps::publishSome)
          .isInstanceOf(SaliencyException.class)
          .hasMessageContaining("a folder has the name of a file of results");
    }
    assertThat(listed()).doesNotContain("old", "new");
  }

  @Test
  void theSameMapStaysListed() throws IOException {
    run("same");

    run("same");

    assertThat(listed()).contains("same");
  }
}
