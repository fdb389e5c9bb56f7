package io.github.tfsaliency.examples.chapter;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Ascii;
import com.google.common.base.CaseFormat;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** The figures of the report for other programs: one JSON document, and tables. */
public final class FigureFiles {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private static final ImmutableList<Table> TABLES =
      ImmutableList.of(
          Table.of(
              "figures.csv",
              "figures",
              "photograph",
              "title",
              "method",
              "inputFactor",
              "encoding",
              "encodingZero",
              "zeroPointRatio",
              "encodingDisagreement",
              "encodingDisagreementNonZero"),
          Table.of(
              "profiles.csv",
              "profiles",
              "title",
              "method",
              "encoding",
              "brightness",
              "meanAttribution",
              "values"),
          Table.of(
              "garments.csv",
              "garments.figures",
              "title",
              "method",
              "inputFactor",
              "encoding",
              "encodingZero",
              "brightness",
              "mass_accuracy=massAccuracy.mean",
              "mass_accuracy_low=massAccuracy.low",
              "mass_accuracy_high=massAccuracy.high",
              "rank_accuracy=rankAccuracy.mean",
              "rank_accuracy_low=rankAccuracy.low",
              "rank_accuracy_high=rankAccuracy.high",
              "garments=massAccuracy.count"),
          Table.of("looks.csv", "looks", "scenes", "title", "measure").withMean(),
          Table.of("experiments.csv", Figure.EXPERIMENTS, "experiment", "of", "at", "measure")
              .withMean());

  private FigureFiles() {}

  /**
   * Writes {@code figures.json} with all figures, and a table for each kind of line. A figure that
   * is not defined is null, or an empty cell.
   *
   * @param figures in the order of the document
   * @param folder an existing folder
   * @throws IOException if a file cannot be written
   */
  public static void write(List<Figure> figures, Path folder) throws IOException {
    JsonObject document = new JsonObject();
    figures.forEach(figure -> add(figure, document));
    Files.writeString(folder.resolve("figures.json"), GSON.toJson(document) + "\n");
    for (Table table : TABLES) {
      table.write(figures, folder);
    }
  }

  private static void add(Figure figure, JsonObject document) {
    JsonElement values = GSON.toJsonTree(figure.values());
    List<String> path = Splitter.on('.').omitEmptyStrings().splitToList(figure.table());
    JsonObject parent = document;
    for (String name : figure.isLine() ? path.subList(0, path.size() - 1) : path) {
      if (!parent.has(name)) {
        parent.add(name, new JsonObject());
      }
      parent = parent.getAsJsonObject(name);
    }
    if (!figure.isLine()) {
      values.getAsJsonObject().asMap().forEach(parent::add);
      return;
    }
    String list = path.get(path.size() - 1);
    if (!parent.has(list)) {
      parent.add(list, new JsonArray());
    }
    parent.getAsJsonArray(list).add(values);
  }

  /** A column, and the path in a figure's values that leads to its cells. */
  private record Column(String header, ImmutableList<String> path) {
    static Column of(String text) {
      int equals = text.indexOf('=');
      String path = text.substring(equals + 1);
      return new Column(
          equals < 0
              ? CaseFormat.LOWER_CAMEL.to(CaseFormat.LOWER_UNDERSCORE, text)
              : text.substring(0, equals),
          ImmutableList.copyOf(Splitter.on('.').split(path)));
    }

    @Nullable Object cell(Figure figure) {
      Object value = figure.values().get(path.get(0));
      for (String name : path.subList(1, path.size())) {
        value = value instanceof Map<?, ?> fields ? fields.get(name) : null;
      }
      return value instanceof Enum<?> constant ? Ascii.toLowerCase(constant.name()) : value;
    }
  }

  private record Table(String file, String of, ImmutableList<Column> columns) {
    static Table of(String file, String of, String... columns) {
      return new Table(
          file,
          of,
          ImmutableList.copyOf(columns).stream().map(Column::of).collect(toImmutableList()));
    }

    Table withMean() {
      ImmutableList.Builder<Column> all = ImmutableList.builder();
      all.addAll(columns);
      for (String field : new String[] {"mean", "low", "high", "count", "undefined"}) {
        all.add(new Column(field, ImmutableList.of("mean", field)));
      }
      return new Table(file, of, all.build());
    }

    void write(List<Figure> figures, Path folder) throws IOException {
      String[] header = columns.stream().map(Column::header).toArray(String[]::new);
      try (CSVPrinter csv =
          new CSVPrinter(
              Files.newBufferedWriter(folder.resolve(file)),
              CSVFormat.RFC4180.builder().setHeader(header).get())) {
        for (Figure figure : figures) {
          if (figure.isLine() && figure.table().equals(of)) {
            csv.printRecords(rows(figure));
          }
        }
      }
    }

    /** One row, or one for each element where cells are lists of the same length. */
    private List<List<@Nullable Object>> rows(Figure figure) {
      List<@Nullable Object> cells = new ArrayList<>();
      columns.forEach(column -> cells.add(column.cell(figure)));
      int count =
          cells.stream()
              .mapToInt(cell -> cell instanceof List<?> list ? list.size() : 1)
              .max()
              .orElse(0);
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        List<@Nullable Object> row = new ArrayList<>();
        for (Object cell : cells) {
          row.add(cell instanceof List<?> list ? list.get(i) : cell);
        }
        rows.add(row);
      }
      return rows;
    }
  }
}
