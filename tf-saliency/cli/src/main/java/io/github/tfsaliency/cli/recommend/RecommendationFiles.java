package io.github.tfsaliency.cli.recommend;

import com.google.common.base.Ascii;
import io.github.tfsaliency.cli.common.Cells;
import io.github.tfsaliency.cli.common.Json;
import io.github.tfsaliency.cli.common.OutputFolder;
import io.github.tfsaliency.cli.recommend.Recommendation.Agreement;
import io.github.tfsaliency.cli.recommend.Recommendation.Unsuited;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.cli.report.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the files of {@code recommend}. */
final class RecommendationFiles {
  private RecommendationFiles() {}

  private record JsonMetric(
      @Nullable Double mean,
      @Nullable Double low,
      @Nullable Double high,
      int n,
      int undefined,
      @Nullable Double meanRank,
      @Nullable Double rankLow,
      @Nullable Double rankHigh,
      boolean amongTheBest) {}

  private record JsonMethod(
      String method,
      double cost,
      boolean multipliesByInput,
      @Nullable Double gap,
      List<String> warnings,
      Map<String, JsonMetric> metrics) {}

  private record JsonVerdict(String question, String verdict, List<String> methods, String text) {
    static JsonVerdict of(Verdict verdict) {
      return new JsonVerdict(
          verdict.question(),
          Ascii.toLowerCase(verdict.kind().name()),
          verdict.methods(),
          verdict.text());
    }
  }

  private record Document(
      String model,
      int inputs,
      long seed,
      JsonVerdict overall,
      List<JsonVerdict> questions,
      List<JsonMethod> methods,
      List<Agreement> agreements,
      List<Unsuited> unsuited,
      List<String> failures) {}

  static void write(Recommendation found, OutputFolder folder) throws IOException {
    RecommendationPage page = new RecommendationPage(found);
    List<JsonMethod> methods = new ArrayList<>();
    for (int i = 0; i < found.candidates().size(); i++) {
      methods.add(method(found, i));
    }
    Document document =
        new Document(
            page.model(),
            found.inputs(),
            found.seed(),
            JsonVerdict.of(found.overall()),
            found.verdicts().stream().map(JsonVerdict::of).toList(),
            methods,
            found.agreements(),
            found.unsuited(),
            found.failures());
    Files.writeString(folder.file("recommendation.json"), Json.text(document) + "\n");
    Files.writeString(folder.file("recommendation.html"), Page.render("recommendation.jte", page));
  }

  private static JsonMethod method(Recommendation found, int place) {
    Candidate candidate = found.candidates().get(place);
    Map<String, JsonMetric> metrics = new LinkedHashMap<>();
    for (Standing standing : found.standings()) {
      MeanInterval value = standing.values().get(place);
      MeanInterval rank = standing.ranks().get(place);
      metrics.put(
          standing.metric(),
          new JsonMetric(
              Cells.orNull(value.mean()),
              Cells.orNull(value.low()),
              Cells.orNull(value.high()),
              value.count(),
              value.undefined(),
              Cells.orNull(rank.mean()),
              Cells.orNull(rank.low()),
              Cells.orNull(rank.high()),
              standing.leaders().contains(place)));
    }
    return new JsonMethod(
        candidate.name(),
        candidate.cost(),
        candidate.multipliesByInput(),
        Cells.orNull(candidate.gap()),
        candidate.warnings(),
        metrics);
  }
}
