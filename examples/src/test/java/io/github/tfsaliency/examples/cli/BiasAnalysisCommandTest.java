package io.github.tfsaliency.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The paper's claim on two photographs of the embedded ones. */
class BiasAnalysisCommandTest {
  @TempDir static Path folder;
  private static final StringWriter ERR = new StringWriter();
  private static int exit;

  @BeforeAll
  static void analyse() {
    exit =
        TfSaliency.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(ERR, true),
            "bias-analysis",
            "--image",
            "photos/coffee.png",
            "photos/china.jpg",
            "--out",
            folder.resolve("report").toString());
  }

  @Test
  void everythingIsWritten() {
    assertThat(exit).as(ERR.toString()).isZero();
    assertThat(folder.resolve("report"))
        .isDirectoryContaining("glob:**report.html")
        .isDirectoryContaining("glob:**figures.csv")
        .isDirectoryContaining("glob:**profiles.csv")
        .isDirectoryContaining("glob:**figures.json");
  }

  @Test
  void multipliedMapsAreBlindNearTheZeroOfEveryEncoding() throws IOException {
    assertThat(figures())
        .filteredOn(figure -> figure.get("multipliedByInput").getAsBoolean())
        .hasSize(12)
        .allSatisfy(
            figure -> {
              assertThat(figure.get("zeroPointRatio").getAsDouble()).isLessThan(0.3);
              assertThat(figure.get("encodingDisagreementNonZero").getAsDouble())
                  .isGreaterThan(0.05);
            });
  }

  @Test
  void unmultipliedMapsDoNotCareAboutTheEncoding() throws IOException {
    assertThat(figures())
        .filteredOn(figure -> !figure.get("multipliedByInput").getAsBoolean())
        .hasSize(24)
        .allSatisfy(
            figure -> {
              assertThat(figure.get("zeroPointRatio").getAsDouble()).isBetween(1 - 1e-4, 1 + 1e-4);
              assertThat(figure.get("encodingDisagreement").getAsDouble()).isLessThan(1e-4);
            });
  }

  @Test
  void theModelIsTheSameInEveryEncoding() throws IOException {
    assertThat(json().get("largestRelativeLogitDifference").getAsDouble()).isLessThan(1e-5);
  }

  @Test
  void thePageIsOneFileThatLoadsNothing() throws IOException {
    String page = Files.readString(folder.resolve("report/report.html"));

    assertThat(page).contains("espresso", "<svg", "data:image/png;base64,");
    assertThat(page).doesNotContainPattern("(src|href)=\"(?!data:)");
  }

  private static JsonObject json() throws IOException {
    return JsonParser.parseString(Files.readString(folder.resolve("report/figures.json")))
        .getAsJsonObject();
  }

  private static Iterable<JsonObject> figures() throws IOException {
    return json().get("figures").getAsJsonArray().asList().stream()
        .map(JsonElement::getAsJsonObject)
        .toList();
  }
}
