package io.github.tfsaliency.examples.chapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.cli.report.MeanInterval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureFilesTest {
  @TempDir Path folder;

  private enum Shade {
    DARK_GREY
  }

  private JsonObject json(Figure... figures) throws IOException {
    FigureFiles.write(List.of(figures), folder);
    return JsonParser.parseString(Files.readString(folder.resolve("figures.json")))
        .getAsJsonObject();
  }

  private List<String> csv(String file, Figure... figures) throws IOException {
    FigureFiles.write(List.of(figures), folder);
    return Files.readAllLines(folder.resolve(file));
  }

  @Test
  void singleFiguresAreFieldsOfTheObjectThatIsNamed() throws IOException {
    JsonObject document =
        json(Figure.single("").with("seed", 1L), Figure.single("garments").with("explained", 20));

    assertThat(document.get("seed").getAsLong()).isEqualTo(1);
    assertThat(document.getAsJsonObject("garments").get("explained").getAsInt()).isEqualTo(20);
  }

  @Test
  void linesAreElementsOfTheListThatIsNamed() throws IOException {
    JsonObject document =
        json(
            Figure.line("garments.accuracies").with("planted", 0.5),
            Figure.line("garments.accuracies").with("planted", 0.75));

    assertThat(document.getAsJsonObject("garments").getAsJsonArray("accuracies"))
        .extracting(line -> line.getAsJsonObject().get("planted").getAsDouble())
        .containsExactly(0.5, 0.75);
  }

  @Test
  void aFigureThatIsNotDefinedIsNullAndAnEmptyCell() throws IOException {
    Figure figure =
        Figure.of(
            "attack",
            "second class",
            null,
            "steps",
            new MeanInterval(3, Double.NaN, Double.NaN, 1, 2));

    JsonObject mean =
        json(figure).getAsJsonArray("experiments").get(0).getAsJsonObject().getAsJsonObject("mean");

    assertThat(mean.get("low")).isEqualTo(JsonNull.INSTANCE);
    assertThat(csv("experiments.csv", figure))
        .containsExactly(
            "experiment,of,at,measure,mean,low,high,count,undefined",
            "attack,second class,,steps,3.0,,,1,2");
  }

  @Test
  void listsBecomeOneRowForEachElement() throws IOException {
    Figure profile =
        Figure.line("profiles")
            .with("title", "Gradient")
            .with("method", "gradient")
            .with("encoding", "[0, 1]")
            .with("brightness", List.of(0.25, 0.75))
            .with("meanAttribution", List.of(Double.NaN, 1.5))
            .with("values", List.of(0L, 4L));

    assertThat(csv("profiles.csv", profile))
        .containsExactly(
            "title,method,encoding,brightness,mean_attribution,values",
            "Gradient,gradient,\"[0, 1]\",0.25,,0",
            "Gradient,gradient,\"[0, 1]\",0.75,1.5,4");
  }

  @Test
  void constantsAreLowerCaseWordsInTables() throws IOException {
    Figure figure =
        Figure.line("looks")
            .with("scenes", "garments")
            .with("title", "Gradient")
            .with("measure", Shade.DARK_GREY)
            .with("mean", new MeanInterval(1, 0.5, 1.5, 3, 0));

    assertThat(csv("looks.csv", figure)).contains("garments,Gradient,dark_grey,1.0,0.5,1.5,3,0");
  }

  @Test
  void linesOfOtherTablesAreNoRows() throws IOException {
    assertThat(csv("looks.csv", Figure.line("profiles").with("title", "Gradient"))).hasSize(1);
  }
}
