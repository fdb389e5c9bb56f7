package io.github.tfsaliency.benchmark;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import io.github.tfsaliency.benchmark.BenchmarkReport.Line;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The tables of docs/cost.md. */
final class CostTables {
  private CostTables() {}

  /** Where, when and of what. */
  static String heading(BenchmarkReport report) {
    return "Measured on "
        + report.date()
        + " at commit "
        + report.commit()
        + ": "
        + report.machine().entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "))
        + ".\n\n";
  }

  /** Multiples of the forward pass: a row for each method, a column for each model and batch. */
  static String methods(BenchmarkReport report) {
    SetMultimap<String, String> columns = LinkedHashMultimap.create();
    Set<String> rows = new LinkedHashSet<>();
    for (Line line : report.methods()) {
      columns.put(column(line), seconds(line.forwardSeconds()));
      rows.add(line.method());
    }
    StringBuilder table = new StringBuilder("| |");
    columns.keySet().forEach(column -> table.append(' ').append(column).append(" |"));
    table.append("\n|---|").append("---|".repeat(columns.keySet().size()));
    table.append("\n| the model's own forward pass |");
    columns
        .asMap()
        .values()
        .forEach(
            times -> table.append(' ').append(ImmutableList.copyOf(times).get(0)).append(" |"));
    for (String row : rows) {
      table.append("\n| `").append(row).append("` |");
      for (String column : columns.keySet()) {
        table.append(' ').append(cell(report.methods(), row, column)).append(" |");
      }
    }
    return table.append('\n').toString();
  }

  /** What is done once, in seconds. */
  static String starts(BenchmarkReport report) {
    return report.starts().stream()
        .map(start -> "| " + start.what() + " | " + seconds(start.seconds()) + " |\n")
        .collect(Collectors.joining("", "| once a process | median |\n|---|---|\n", ""));
  }

  private static String column(Line line) {
    return line.model() + ", batch " + line.batch();
  }

  private static String cell(List<Line> lines, String method, String column) {
    Optional<Line> found =
        lines.stream()
            .filter(line -> line.method().equals(method) && column(line).equals(column))
            .findFirst();
    return found
        .map(
            line ->
                String.format(
                    Locale.ROOT,
                    "%.2f (%.2f to %.2f)",
                    line.passes(),
                    line.lowest(),
                    line.highest()))
        .orElse("");
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, seconds < 0.1 ? "%.4f s" : "%.2f s", seconds);
  }
}
