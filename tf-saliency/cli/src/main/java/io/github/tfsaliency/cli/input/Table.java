package io.github.tfsaliency.cli.input;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table in a file: CSV as RFC 4180 has it, with a header, in UTF-8.
 *
 * @param file where it is from
 * @param columns their names, in the order of the file
 * @param rows each as many cells as there are columns
 */
record Table(Path file, ImmutableList<String> columns, ImmutableList<ImmutableList<String>> rows) {
  /** What looks like it is a value. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private static final int MOST_COLUMNS = 100_000;
  private static final int MOST_CELLS = 20_000_000;

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();

  /**
   * Reads a table.
   *
   * @throws SaliencyException if it cannot be read, has no header or no rows, or a row has another
   *     number of fields
   */
  static Table read(Path file) {
    String text = TextLines.whole("table", file);
    try (CSVParser parser = FORMAT.parse(new StringReader(text))) {
      ImmutableList<String> columns = ImmutableList.of();
      ImmutableList.Builder<ImmutableList<String>> rows = ImmutableList.builder();
      int count = 0;
      int blank = 0;
      for (CSVRecord line : parser) {
        if (columns.isEmpty()) {
          columns = header(file, line);
        } else if (line.size() == 1 && line.get(0).isEmpty()) {
          // Blank lines at the end are none of the table's.
          blank++;
        } else {
          count++;
          if (blank > 0 || line.size() != columns.size()) {
            throw otherSize(file, count, blank > 0 ? 0 : line.size(), columns.size());
          }
          if ((long) count * columns.size() > MOST_CELLS) {
            throw new SaliencyException(
                Message.of(
                    "The table '%s' has more than %s cells.\nMaybe cut it into several.",
                    file, MOST_CELLS));
          }
          rows.add(ImmutableList.copyOf(line.values()));
        }
      }
      if (count == 0) {
        throw new SaliencyException(
            Message.of(
                "The table '%s' has no rows%s.\n"
                    + "Maybe it needs a first line with the names of the columns, and one line for"
                    + " each sample.",
                file, Message.part(columns.isEmpty() ? "" : " under its header")));
      }
      return new Table(file, columns, rows.build());
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      throw new SaliencyException(
          Message.of(
              "The table '%s' cannot be read: %s.\nMaybe a quote is not closed.",
              file, Message.reason(e)),
          e);
    }
  }

  private static ImmutableList<String> header(Path file, CSVRecord line) {
    if (line.size() > MOST_COLUMNS) {
      throw new SaliencyException(
          Message.of("The table '%s' has more than %s columns.", file, MOST_COLUMNS));
    }
    ImmutableList.Builder<String> names = ImmutableList.builder();
    Map<String, Integer> known = new HashMap<>();
    boolean named = false;
    for (int i = 0; i < line.size(); i++) {
      String name = line.get(i).strip();
      named |= !NUMBER.matcher(name).matches();
      if (name.isEmpty()) {
        throw new SaliencyException(
            Message.of(
                "The column %s of the table '%s' has no name.\n"
                    + "Maybe the first line must name all columns.",
                i + 1, file));
      }
      if (known.put(name, i) != null) {
        throw new SaliencyException(
            Message.of(
                "The table '%s' has two columns '%s'.\nMaybe rename or remove one.", file, name));
      }
      names.add(name);
    }
    if (!named) {
      throw new SaliencyException(
          Message.of(
              "The first line of the table '%s' holds numbers, where the names of the columns must"
                  + " be.\nMaybe add a header.",
              file));
    }
    return names.build();
  }

  private static SaliencyException otherSize(Path file, int row, int found, int expected) {
    return new SaliencyException(
        Message.of(
            "Row %s of the table '%s' has %s fields, but the header has %s.\n"
                + "Maybe a text with commas needs quotes around it, or commas must be between the"
                + " fields.",
            row, file, found, expected));
  }

  /**
   * The place of a column.
   *
   * @throws SaliencyException if there is none of the name
   */
  int place(String column) {
    int place = columns.indexOf(column);
    if (place < 0) {
      throw new SaliencyException(
          Message.of(
              "The table '%s' has no column '%s'.\nMaybe one of %s.",
              file, column, NearestNames.of(column, columns)));
    }
    return place;
  }

  /** The places of all columns, by their names. */
  ImmutableMap<String, Integer> places() {
    ImmutableMap.Builder<String, Integer> places = ImmutableMap.builder();
    for (int i = 0; i < columns.size(); i++) {
      places.put(columns.get(i), i);
    }
    return places.buildOrThrow();
  }

  /**
   * A cell.
   *
   * @throws SaliencyException if nothing is there
   */
  String cell(int row, int column) {
    String cell = rows.get(row).get(column);
    if (cell.isBlank()) {
      throw new SaliencyException(
          Message.of(
              "Row %s of the table '%s' has no value in the column '%s'.\n"
                  + "Maybe fill it in, or leave the row out.",
              row + 1, file, columns.get(column)));
    }
    return cell;
  }

  /**
   * A number.
   *
   * @throws SaliencyException if the cell is none
   */
  double number(int row, int column) {
    String cell = cell(row, column).strip();
    double number = NUMBER.matcher(cell).matches() ? Double.parseDouble(cell) : Double.NaN;
    if (!Float.isFinite((float) number)) {
      throw wrong(
          row,
          column,
          "is no number that the model can take",
          "Maybe give the categories of texts: --encoding '{\"columns\": {\"NAME\": [\"red\","
              + " \"green\"]}}'.");
    }
    return number;
  }

  SaliencyException wrong(int row, int column, String what, String maybe) {
    return new SaliencyException(
        Message.of(
            "Row %s of the table '%s' has '%s' in the column '%s', which %s.\n%s",
            row + 1,
            file,
            rows.get(row).get(column),
            columns.get(column),
            Message.part(what),
            Message.part(maybe)));
  }
}
