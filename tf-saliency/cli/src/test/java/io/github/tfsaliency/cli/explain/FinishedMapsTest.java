package io.github.tfsaliency.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.common.OutputFolder;
import io.github.tfsaliency.record.Circumstances;
import io.github.tfsaliency.record.ExplainedTarget;
import io.github.tfsaliency.record.ExplanationRecord;
import io.github.tfsaliency.record.InputSums;
import io.github.tfsaliency.record.ModelChoices;
import io.github.tfsaliency.record.ModelSums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        null,
        null,
        List.of(),
        null,
        FILE,
        null,
        null,
        null,
        List.of(),
        "model",
        "0",
        key);
  }

  private static ExplanationRecord record(String key) {
    String sum = "0".repeat(64);
    return new ExplanationRecord(
        new Circumstances("tf-saliency", ImmutableMap.of(), 1, 1, Optional.empty(), 1, 1),
        new ModelSums(Optional.empty(), sum, ImmutableSortedMap.of()),
        new ModelChoices(
            "serve",
            ImmutableSet.of(),
            Optional.empty(),
            Optional.empty(),
            "y:0",
            false,
            ImmutableSortedMap.of(),
            ImmutableSortedMap.of(),
            Optional.empty(),
            Optional.empty()),
        new InputSums(ImmutableMap.of(), Optional.empty()),
        ImmutableList.of(
            new ExplainedTarget(
                "top", 1, Optional.empty(), 0.5, OptionalDouble.empty(), OptionalDouble.empty())),
        key,
        OptionalLong.empty(),
        false,
        ImmutableMap.of(),
        ImmutableList.of(),
        new ExplanationRecord.MapSum("image", sum, FILE));
  }

  private static void finish(OutputFolder results, Summary summary, FinishedMaps maps, String key)
      throws IOException {
    Files.writeString(results.file(FILE), key);
    summary.add(entry(key), record(key));
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

  private String recorded() throws IOException {
    return Files.readString(place.resolve(Summary.RECORDS));
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
      assertThat(recorded()).contains("first");
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
    assertThat(recorded()).doesNotContain("old", "new");
  }

  @Test
  void theSameMapStaysListed() throws IOException {
    run("same");

    run("same");

    assertThat(listed()).contains("same");
    assertThat(recorded()).contains("same");
  }

  @Test
  void aMapWithoutARecordIsComputedAgain() throws IOException {
    run("same");
    assertThat(Summary.of(place).existing("same")).containsExactly(FILE);

    Files.delete(place.resolve(Summary.RECORDS));

    assertThat(Summary.of(place).existing("same")).isEmpty();
  }

  @Test
  void aMapThatIsGoneIsInNeitherList() throws IOException {
    run("old");
    Files.delete(place.resolve(FILE));

    Summary.Documents left = Summary.of(place).documents();

    assertThat(left.summary()).isEqualTo("[]");
    assertThat(left.records()).isEqualTo("[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[3]", "{}", "[{}]", "[{\"map\": 3}]", "[{\"map\": {\"file\": []}}]", "["})
  void recordsThatAreNoneAreNotReplaced(String text) throws IOException {
    run("old");
    Files.writeString(place.resolve(Summary.RECORDS), text);

    assertThatThrownBy(() -> Summary.of(place))
        .isInstanceOf(SaliencyException.class)
        .hasMessageStartingWith(
            "The file '" + place.resolve("record.json") + "' is not a list of maps");
  }
}
