package io.github.tfsaliency.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The tables and plots of docs/cost.md are those of the results that are committed; {@code
 * -Dtfsaliency.update-docs=true} writes them anew.
 */
class CostPageTest {
  private static final Path PAGE = Path.of("../../docs/cost.md");
  private static final Path IMAGES = PAGE.resolveSibling("images");
  private static final Path RESULTS = Path.of("results");
  private static final String END = "<!-- end -->\n";
  private static final boolean UPDATES = Boolean.getBoolean("tfsaliency.update-docs");

  @Test
  void thePageHasTheTablesOfTheResults() throws IOException {
    BenchmarkReport benchmark = BenchmarkReport.read(RESULTS.resolve("benchmark.json"));
    GrowthReport growth = GrowthReport.read(RESULTS.resolve("growth.json"));
    String page = Files.readString(PAGE);
    String written = replace(page, "machine", CostTables.heading(benchmark));
    written = replace(written, "methods", CostTables.methods(benchmark));
    written = replace(written, "many passes", CostTables.manyPasses(benchmark));
    written = replace(written, "starts", CostTables.starts(benchmark));
    written = replace(written, "growth", CostTables.heading(growth));
    written = replace(written, "peers", Files.readString(RESULTS.resolve("peers.txt")));
    if (UPDATES) {
      Files.writeString(PAGE, written);
      return;
    }

    assertThat(page).isEqualTo(written);
  }

  @Test
  void thePlotsAreThoseOfTheResults() throws IOException {
    GrowthReport growth = GrowthReport.read(RESULTS.resolve("growth.json"));
    for (Map.Entry<String, String> plot : GrowthPlots.all(growth).entrySet()) {
      Path image = IMAGES.resolve(plot.getKey());
      if (UPDATES) {
        Files.writeString(image, plot.getValue());
      }

      assertThat(image).hasContent(plot.getValue());
      assertThat(PAGE).content().contains("images/" + plot.getKey());
    }
  }

  private static String replace(String page, String mark, String table) {
    String start = "<!-- " + mark + " -->\n";
    assertThat(page).containsOnlyOnce(start);
    int begin = page.indexOf(start) + start.length();
    return page.substring(0, begin) + table + page.substring(page.indexOf(END, begin));
  }
}
