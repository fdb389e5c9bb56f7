package io.github.tfsaliency.cli.compare;

import io.github.tfsaliency.cli.common.Cells;
import io.github.tfsaliency.cli.common.FileNames;
import io.github.tfsaliency.cli.common.Json;
import io.github.tfsaliency.cli.common.OutputFolder;
import io.github.tfsaliency.cli.compare.ComparedMap.Result;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.file.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** Writes the files of {@code compare}. */
public final class ComparisonFiles {
  private ComparisonFiles() {}

  /** An entry of the table; what is not defined, or not there, is null. */
  private record Row(
      String method,
      @Nullable Long target,
      @Nullable Double score,
      @Nullable Double gap,
      @Nullable Double firstSeconds,
      @Nullable Double seconds,
      @Nullable Double forwardPasses,
      Map<String, @Nullable Double> metrics,
      @Nullable Map<String, Double> groups,
      @Nullable String layer,
      List<String> warnings,
      @Nullable String npy,
      @Nullable String failure) {}

  private record Table(
      String input, String model, String targetName, double forwardSeconds, List<Row> methods) {}

  static void write(Comparison comparison, OutputFolder folder) throws IOException {
    List<Row> rows = new ArrayList<>();
    FileNames names = new FileNames();
    for (ComparedMap map : comparison.maps()) {
      rows.add(row(comparison, map, names, folder));
    }
    ComparisonPage page = new ComparisonPage(comparison);
    Table table =
        new Table(
            comparison.subject().file(),
            page.model(),
            comparison.target(),
            comparison.forwardSeconds(),
            rows);
    Files.writeString(folder.file("compare.json"), Json.text(table) + "\n");
    writeCsv(comparison, rows, folder.file("compare.csv"));
    Files.writeString(folder.file("compare.html"), Page.render("compare.jte", page));
    ImageIO.write(ComparisonSheet.draw(comparison), "png", folder.file("sheet.png").toFile());
  }

  private static Row row(
      Comparison comparison, ComparedMap map, FileNames names, OutputFolder folder) {
    Result result = map.result();
    Map<String, @Nullable Double> metrics = new LinkedHashMap<>();
    for (int i = 0; i < comparison.metrics().size(); i++) {
      metrics.put(
          comparison.metrics().get(i).toString(),
          result == null ? null : Cells.orNull(result.values().get(i)));
    }
    if (result == null) {
      return new Row(
          map.method(),
          null,
          null,
          null,
          null,
          null,
          null,
          metrics,
          null,
          null,
          List.of(),
          null,
          map.failure());
    }
    String npy = names.unique(Path.of(comparison.subject().file()), map.method()) + ".npy";
    Npy.write(folder.file(npy), result.map().values());
    return new Row(
        map.method(),
        result.map().target(),
        result.map().score(),
        Cells.orNull(result.gap()),
        result.firstSeconds(),
        result.seconds(),
        result.cost(),
        metrics,
        groups(comparison, result),
        result.layer(),
        result.map().warnings(),
        npy,
        null);
  }

  private static @Nullable Map<String, Double> groups(Comparison comparison, Result result) {
    return comparison
        .subject()
        .sample()
        .groups()
        .map(
            groups -> {
              Map<String, Double> sums = new LinkedHashMap<>();
              result.map().sums(groups).forEach((name, sum) -> sums.put(name, sum.get(0)));
              return sums;
            })
        .orElse(null);
  }

  private static void writeCsv(Comparison comparison, List<Row> rows, Path file)
      throws IOException {
    List<String> header =
        new ArrayList<>(
            List.of(
                "method", "target", "score", "gap", "first_seconds", "seconds", "forward_passes"));
    comparison.metrics().forEach(metric -> header.add(metric.toString()));
    header.addAll(List.of("npy", "failure"));
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader(header.toArray(String[]::new)).get();
    try (CSVPrinter csv = new CSVPrinter(Files.newBufferedWriter(file), format)) {
      for (Row row : rows) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(Cells.name(row.method()));
        cells.add(row.target());
        cells.add(row.score());
        cells.add(row.gap());
        cells.add(row.firstSeconds());
        cells.add(row.seconds());
        cells.add(row.forwardPasses());
        cells.addAll(row.metrics().values());
        cells.add(row.npy() == null ? null : Cells.name(row.npy()));
        cells.add(row.failure() == null ? null : Cells.text(row.failure()));
        csv.printRecord(cells);
      }
    }
  }
}
