package io.github.tfsaliency.benchmark;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.benchmark.BenchmarkReport.Line;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of docs/cost.md. */
final class CostTables {
  /** They have many methods, so each has a table of its own. */
  private static final ImmutableList<String> ALONE =
      ImmutableList.of(BenchmarkModels.EFFICIENTNET, BenchmarkModels.VIT);

  private static final ImmutableSet<String> MANY_PASSES =
      Cells.manyPasses().stream().map(Cell::method).collect(toImmutableSet());

  private CostTables() {}

  /** Where, when and of what. */
  static String heading(BenchmarkReport report) {
    return measured(report.date(), report.commit(), report.machine().entrySet().stream());
  }

  /** The same of how cost grows. */
  static String heading(GrowthReport report) {
    return measured(report.date(), report.commit(), report.machine().entrySet().stream());
  }

  private static String measured(
      String date, String commit, Stream<Map.Entry<String, String>> machine) {
    return "Measured on "
        + date
        + " at commit "
        + commit
        + ":\n"
        + machine
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(",\n"))
        + ".\n";
  }

  /**
   * Multiples of the forward pass: a row for each method, a column for each model and batch. Models
   * with many methods have a table each.
   */
  static String methods(BenchmarkReport report) {
    Stream<Predicate<String>> tables =
        Stream.concat(
            ALONE.stream().map(Predicate::isEqual), Stream.of(Predicate.not(ALONE::contains)));
    return tables
        .map(
            models ->
                report.methods().stream()
                    .filter(line -> models.test(line.model()))
                    .filter(line -> !MANY_PASSES.contains(line.method()))
                    .collect(toImmutableList()))
        .filter(lines -> !lines.isEmpty())
        .map(CostTables::table)
        .collect(Collectors.joining("\n"));
  }

  /** Seconds and multiples of the forward pass, of methods of many passes. */
  static String manyPasses(BenchmarkReport report) {
    return report.methods().stream()
        .filter(line -> MANY_PASSES.contains(line.method()))
        .map(
            line ->
                "| `%s` | %s | %s | %s |\n"
                    .formatted(
                        line.method(),
                        column(line),
                        seconds(line.seconds()),
                        passes(line, "%.0f (%.0f to %.0f)")))
        .collect(
            Collectors.joining(
                "",
                "| | model | seconds | forward passes (lowest to highest) |\n|---|---|---|---|\n",
                ""));
  }

  /** What is done once, in seconds. */
  static String starts(BenchmarkReport report) {
    return report.starts().stream()
        .map(start -> "| " + start.what() + " | " + seconds(start.seconds()) + " |\n")
        .collect(Collectors.joining("", "| once a process | median |\n|---|---|\n", ""));
  }

  private static String table(List<Line> lines) {
    ImmutableSet<String> columns = lines.stream().map(CostTables::column).collect(toImmutableSet());
    StringBuilder table = new StringBuilder("| |");
    columns.forEach(column -> table.append(' ').append(column).append(" |"));
    table.append("\n|---|").append("---|".repeat(columns.size()));
    table.append("\n| the model's own forward pass |");
    for (String column : columns) {
      Line first =
          lines.stream().filter(line -> column(line).equals(column)).findFirst().orElseThrow();
      table.append(' ').append(seconds(first.forwardSeconds())).append(" |");
    }
    for (String method : lines.stream().map(Line::method).collect(toImmutableSet())) {
      table.append("\n| `").append(method).append("` |");
      for (String column : columns) {
        table.append(' ').append(cell(lines, method, column)).append(" |");
      }
    }
    return table.append('\n').toString();
  }

  private static String column(Line line) {
    return line.model() + ", batch " + line.batch();
  }

  private static String cell(List<Line> lines, String method, String column) {
    Optional<Line> found =
        lines.stream()
            .filter(line -> line.method().equals(method) && column(line).equals(column))
            .findFirst();
    return found.map(line -> passes(line, "%.2f (%.2f to %.2f)")).orElse("");
  }

  private static String passes(Line line, String format) {
    return String.format(Locale.ROOT, format, line.passes(), line.lowest(), line.highest());
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, seconds < 0.1 ? "%.4f s" : "%.2f s", seconds);
  }
}
