package io.github.tfsaliency.examples.chapter;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.Resources;
import io.github.tfsaliency.cli.report.MeanInterval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/**
 * Figures of a full run that come with the program, for a report that does not compute them.
 *
 * @param tables each of one measure
 */
public record StoredFigures(ImmutableList<Table> tables) {
  private static final String RESOURCE = "full-run.csv";

  /**
   * The figures of one measure.
   *
   * @param date when they were computed
   * @param measure what was measured
   * @param places on the horizontal axis, in their order; one that is empty if there is no axis
   * @param rows by what they are of
   */
  public record Table(
      String date, String measure, ImmutableList<String> places, ImmutableList<Row> rows) {}

  /**
   * What one method, layer or goal has.
   *
   * @param of its title
   * @param figures one a place
   */
  public record Row(String of, ImmutableList<Optional<MeanInterval>> figures) {}

  private record Line(
      String date, String experiment, String of, String at, String measure, MeanInterval mean) {
    boolean isIn(Line table) {
      return table.experiment.equals(experiment) && table.measure.equals(measure);
    }
  }

  /**
   * Those of the experiments that a chapter has figures of.
   *
   * @param figures of the chapter
   * @return empty if nothing is stored
   */
  public static Optional<StoredFigures> of(List<Figure> figures) {
    ImmutableSet<String> experiments =
        figures.stream()
            .filter(figure -> figure.isLine() && figure.table().equals(Figure.EXPERIMENTS))
            .map(figure -> String.valueOf(figure.values().get("experiment")))
            .collect(toImmutableSet());
    ImmutableList<Line> lines =
        read().stream()
            .filter(line -> experiments.contains(line.experiment()))
            .collect(toImmutableList());
    return lines.isEmpty() ? Optional.empty() : Optional.of(new StoredFigures(tables(lines)));
  }

  private static ImmutableList<Table> tables(List<Line> lines) {
    ImmutableList.Builder<Table> tables = ImmutableList.builder();
    for (int i = 0; i < lines.size(); i++) {
      Line first = lines.get(i);
      if (lines.subList(0, i).stream().noneMatch(first::isIn)) {
        tables.add(table(lines.stream().filter(first::isIn).toList()));
      }
    }
    return tables.build();
  }

  private static Table table(List<Line> lines) {
    ImmutableSet<String> places = lines.stream().map(Line::at).collect(toImmutableSet());
    ImmutableSet<String> rows = lines.stream().map(Line::of).collect(toImmutableSet());
    return new Table(
        lines.get(0).date(),
        lines.get(0).measure(),
        places.asList(),
        rows.stream()
            .map(
                of ->
                    new Row(
                        of,
                        places.stream()
                            .map(at -> figure(lines, of, at))
                            .collect(toImmutableList())))
            .collect(toImmutableList()));
  }

  private static Optional<MeanInterval> figure(List<Line> lines, String of, String at) {
    return lines.stream()
        .filter(line -> line.of().equals(of) && line.at().equals(at))
        .map(Line::mean)
        .findFirst();
  }

  private static ImmutableList<Line> read() {
    try (CSVParser csv =
        CSVParser.parse(
            Resources.getResource(StoredFigures.class, RESOURCE),
            UTF_8,
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get())) {
      return csv.stream()
          .map(
              line ->
                  new Line(
                      line.get("date"),
                      line.get("experiment"),
                      line.get("of"),
                      line.get("at"),
                      line.get("measure"),
                      mean(line.get("mean"), line.get("low"), line.get("high"))))
          .collect(toImmutableList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without an interval where none is stored. */
  private static MeanInterval mean(String mean, String low, String high) {
    return new MeanInterval(
        Double.parseDouble(mean),
        low.isEmpty() ? Double.NaN : Double.parseDouble(low),
        high.isEmpty() ? Double.NaN : Double.parseDouble(high),
        low.isEmpty() ? 1 : 2,
        0);
  }
}
