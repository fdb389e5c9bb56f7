package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code explain} draws. */
class DisplayCommandTest {
  @TempDir Path folder;
  private CommandRun command;

  @BeforeEach
  void choosePlace() {
    command = new CommandRun(folder);
  }

  private int explain(String model, Path input, String... more) {
    String[] start = {
      "explain",
      "--model",
      CommandRun.MODELS + model,
      "--input",
      input.toString(),
      "--method",
      "gradient"
    };
    return command.run(Stream.of(start, more).flatMap(Arrays::stream).toArray(String[]::new));
  }

  @Test
  void aVectorIsDrawnAsBarsAndNamedInTheSummary() throws IOException {
    int exit = explain("mlp", command.random("row.npy", 12));

    assertThat(exit).as(command.err.toString()).isZero();
    JsonObject only =
        JsonParser.parseString(command.text("summary.json"))
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject();
    assertThat(only.get("png").getAsString()).isEqualTo("row.gradient.png");
    assertThat(only.get("html").getAsString()).isEqualTo("row.gradient.html");
    String page = command.text("row.gradient.html");
    for (int i = 0; i < 12; i++) {
      assertThat(page).contains("<title>[" + i + "] = ");
    }
    assertThat(ImageIO.read(command.results().resolve("row.gradient.png").toFile()).getWidth())
        .isEqualTo(1440);
  }

  @Test
  void rowsOfABatchAreDrawnTogether() throws IOException {
    int exit = explain("mlp", command.random("rows.npy", 5, 12));

    assertThat(exit).as(command.err.toString()).isZero();
    assertThat(command.text("rows.gradient.html"))
        .contains("rows.npy: all samples", "<circle", "rows.npy: mean magnitude");
  }

  @Test
  void aSeriesIsDrawnAsLinesInTheThemeThatWasAskedFor() throws IOException {
    int exit = explain("conv1d", command.random("series.npy", 64, 2), "--theme", "dark");

    assertThat(exit).as(command.err.toString()).isZero();
    assertThat(command.text("series.gradient.html"))
        .contains("<polyline", ">channel 1</text>", "#15181d")
        .doesNotContain("prefers-color-scheme");
  }

  @Test
  void aDisplayThatDoesNotSuitTheInputIsRefusedWithThoseThatDo() throws IOException {
    int exit = explain("mlp", command.random("row.npy", 12), "--display", "slices");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString())
        .contains("The display 'slices' does not suit", "Maybe one of [bars");
  }
}
