package io.github.tfsaliency.cli.evaluate;

import io.github.tfsaliency.cli.common.Cells;
import io.github.tfsaliency.cli.common.Json;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.common.OutputFolder;
import io.github.tfsaliency.cli.evaluate.Evaluation.Failure;
import io.github.tfsaliency.cli.evaluate.Evaluation.Row;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.spec.MetricSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** Writes the files of {@code evaluate}. */
final class EvaluationFiles {
  private EvaluationFiles() {}

  /** A measured map; what is not defined is null. */
  private record JsonRow(
      String picture,
      String method,
      long target,
      String targetName,
      double score,
      Map<String, @Nullable Double> metrics) {}

  private record JsonMean(
      @Nullable Double mean,
      @Nullable Double low,
      @Nullable Double high,
      int n,
      int undefined,
      @Nullable Double meanRank) {}

  private record JsonMethod(String method, Map<String, JsonMean> metrics) {}

  private record Document(
      String model,
      long seed,
      List<JsonMethod> summary,
      List<JsonRow> rows,
      List<Failure> failures) {}

  static void write(EvaluationPage page, OutputFolder folder) throws IOException {
    writeRows(page, folder.file("evaluation.csv"));
    writeSummary(page, folder.file("summary.csv"));
    Files.writeString(folder.file("evaluation.json"), Json.text(document(page)) + "\n");
    Files.writeString(folder.file("evaluation.html"), Page.render("evaluation.jte", page));
  }

  private static CSVPrinter csv(Path file, List<String> header) throws IOException {
    return new CSVPrinter(
        Files.newBufferedWriter(file),
        CSVFormat.RFC4180.builder().setHeader(header.toArray(String[]::new)).get());
  }

  private static void writeRows(EvaluationPage page, Path file) throws IOException {
    List<String> header =
        new ArrayList<>(List.of("picture", "method", "target", "target_name", "score"));
    page.metrics().forEach(metric -> header.add(metric.toString()));
    try (CSVPrinter csv = csv(file, header)) {
      for (Row row : page.evaluation().rows()) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.addAll(
            List.of(
                Cells.name(row.picture()),
                Cells.name(row.method()),
                row.target(),
                Cells.name(row.targetName()),
                row.score()));
        row.values().forEach(value -> cells.add(Cells.orNull(value)));
        csv.printRecord(cells);
      }
    }
  }

  private static void writeSummary(EvaluationPage page, Path file) throws IOException {
    List<String> header = new ArrayList<>(List.of("method"));
    for (MetricSpec metric : page.metrics()) {
      for (String column : List.of("mean", "low", "high", "n", "undefined")) {
        header.add(metric.toString() + " " + column);
      }
    }
    try (CSVPrinter csv = csv(file, header)) {
      for (int m = 0; m < page.methods().size(); m++) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(page.methods().get(m).text());
        for (int i = 0; i < page.metrics().size(); i++) {
          MeanInterval mean = page.mean(m, i);
          cells.add(Cells.orNull(mean.mean()));
          cells.add(Cells.orNull(mean.low()));
          cells.add(Cells.orNull(mean.high()));
          cells.add(mean.count());
          cells.add(mean.undefined());
        }
        csv.printRecord(cells);
      }
    }
  }

  private static Document document(EvaluationPage page) {
    List<JsonMethod> summary = new ArrayList<>();
    for (int m = 0; m < page.methods().size(); m++) {
      MethodSpec method = page.methods().get(m);
      Map<String, JsonMean> metrics = new LinkedHashMap<>();
      for (int i = 0; i < page.metrics().size(); i++) {
        MeanInterval mean = page.mean(m, i);
        metrics.put(
            page.metrics().get(i).toString(),
            new JsonMean(
                Cells.orNull(mean.mean()),
                Cells.orNull(mean.low()),
                Cells.orNull(mean.high()),
                mean.count(),
                mean.undefined(),
                Cells.orNull(page.ranks().get(i).ranks().get(m))));
      }
      summary.add(new JsonMethod(method.text(), metrics));
    }
    return new Document(
        page.model(),
        page.evaluation().question().seed(),
        summary,
        page.evaluation().rows().stream().map(row -> row(page, row)).toList(),
        page.evaluation().failures());
  }

  private static JsonRow row(EvaluationPage page, Row row) {
    Map<String, @Nullable Double> metrics = new LinkedHashMap<>();
    for (int i = 0; i < page.metrics().size(); i++) {
      metrics.put(page.metrics().get(i).toString(), Cells.orNull(row.values().get(i)));
    }
    return new JsonRow(
        row.picture(), row.method(), row.target(), row.targetName(), row.score(), metrics);
  }
}
