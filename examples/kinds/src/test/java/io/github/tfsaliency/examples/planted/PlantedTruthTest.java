package io.github.tfsaliency.examples.planted;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.github.tfsaliency.attribution.Attribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The maps of the examples mark what was planted. */
class PlantedTruthTest {
  private static final Path MODELS = Path.of("../../savedmodels/planted");
  private static final Path SAMPLES = Path.of("../planted");
  private static final int CHANNELS = 3;
  private static final int VIBRATION = 1;
  private static final int BURST = 12;
  private static final int TONE = 1200;

  @TempDir Path folder;

  private static List<Integer> starts(String kind) throws IOException {
    String truth = Files.readString(SAMPLES.resolve(kind).resolve("truth.json"));
    Matcher list = Pattern.compile("\"starts\": \\[([^]]*)]").matcher(truth);
    assertThat(list.find()).isTrue();
    return Splitter.on(", ").splitToStream(list.group(1)).map(Integer::valueOf).toList();
  }

  /** Indices, the largest value first. */
  private static List<Integer> ranked(float[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -values[i]))
        .toList();
  }

  private static double share(float[] map, int from, int to) {
    double all = 0;
    double inside = 0;
    for (int i = 0; i < map.length; i++) {
      all += Math.abs(map[i]);
      inside += i >= from && i < to ? Math.abs(map[i]) : 0;
    }
    return inside / all;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void aRoomIsPleasantByItsTemperature(int row) throws IOException {
    Path svg = folder.resolve("row.svg");

    Attribution map =
        ExplainARow.explain(MODELS.resolve("table"), SAMPLES.resolve("table/rooms.csv"), row, svg);

    assertThat(map.label()).contains("pleasant");
    assertThat(ExplainARow.FEATURES.get(ranked(map.toArray()).get(0))).isEqualTo("temperature");
    assertThat(svg).content().contains("temperature", "heating=oil");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void aFaultIsInTheBurstOfTheVibration(int number) throws IOException {
    Path svg = folder.resolve("series.svg");

    Attribution map =
        ExplainASeries.explain(
            MODELS.resolve("series"), SAMPLES.resolve("series/faults.npy"), number, svg);

    int most = ranked(map.toArray()).get(0);
    assertThat(map.label()).contains("fault");
    assertThat(most % CHANNELS).isEqualTo(VIBRATION);
    int start = starts("series").get(number);
    assertThat(most / CHANNELS).isBetween(start, start + BURST - 1);
    assertThat(svg).content().contains("vibration");
  }

  @ParameterizedTest
  @CsvSource({
    "and we the view was not un ##fair in, not, un",
    "by the view was not very un ##pleasant may, not, un",
    "our near dog stayed the view was not dirty, not, dirty"
  })
  void aNegatedReviewIsGoodByItsAdjectiveAndTheNegation(String text, String one, String other)
      throws IOException {
    Path svg = folder.resolve("text.svg");

    Attribution map =
        ExplainAText.explain(
            MODELS.resolve("text"), SAMPLES.resolve("text/vocabulary.txt"), text, svg);

    List<String> tokens = Splitter.on(' ').splitToList("[CLS] " + text + " [SEP]");
    assertThat(map.label()).contains("good");
    assertThat(ranked(map.toArray()).subList(0, 2).stream().map(tokens::get))
        .containsExactlyInAnyOrder(one, other);
    assertThat(svg).content().contains(one, other);
  }

  @ParameterizedTest
  @CsvSource({"0, falling", "1, rising", "2, falling", "3, rising", "4, falling", "5, rising"})
  void aSoundRisesOrFallsWhereItsToneIs(int number, String label)
      throws IOException, UnsupportedAudioFileException {
    Path svg = folder.resolve("sound.svg");

    Attribution map =
        ExplainASound.explain(
            MODELS.resolve("sound"), SAMPLES.resolve("sound/" + number + ".wav"), svg);

    assertThat(map.label()).contains(label);
    int start = starts("sound").get(number);
    // The tone is less than a sixth of the sound.
    assertThat(share(map.toArray(), start, start + TONE)).isGreaterThan(0.6);
    assertThat(svg).isNotEmptyFile();
  }

  @Test
  void everyExampleRunsAsAProgram() throws Exception {
    ExplainARow.main(paths("table", "table/rooms.csv", "a.svg"));
    ExplainASeries.main(paths("series", "series/faults.npy", "b.svg"));
    ExplainASound.main(paths("sound", "sound/0.wav", "c.svg"));
    ExplainAText.main(
        new String[] {
          MODELS.resolve("text").toString(),
          SAMPLES.resolve("text/vocabulary.txt").toString(),
          "the room was lovely",
          folder.resolve("d.svg").toString()
        });

    assertThat(folder)
        .isDirectoryContaining("glob:**/a.svg")
        .isDirectoryContaining("glob:**/b.svg")
        .isDirectoryContaining("glob:**/c.svg")
        .isDirectoryContaining("glob:**/d.svg");
  }

  private String[] paths(String model, String sample, String out) {
    return new String[] {
      MODELS.resolve(model).toString(),
      SAMPLES.resolve(sample).toString(),
      folder.resolve(out).toString()
    };
  }
}
