package io.github.tfsaliency.display.plot;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Doubles;
import io.github.tfsaliency.display.draw.Ink;
import io.github.tfsaliency.display.draw.Paint;
import io.github.tfsaliency.display.draw.Sketch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A row of dots for each feature, a dot for each sample where its map is, in the colour of what the
 * sample has there.
 *
 * @param columns those that are shown, at least one
 * @param rest how many others there are
 * @param meansOfRest what the mean magnitudes of the others sum to
 */
public record Beeswarm(ImmutableList<Column> columns, int rest, double meansOfRest)
    implements Plot {
  private static final double ROW = 30;
  private static final double RADIUS = 2.4;

  /** More would hide each other, and make large files. */
  private static final int MOST_DOTS = 1000;

  /** Each takes as much of a file as its dot does. */
  private static final int MOST_HINTS = 2000;

  @Override
  public void draw(Sketch sketch) {
    List<Column> rows = columns;
    double low = 0;
    double high = 0;
    for (Column row : rows) {
      low = Math.min(low, Doubles.min(row.maps().toArray()));
      high = Math.max(high, Doubles.max(row.maps().toArray()));
    }
    Rows lines =
        new Rows(
            sketch, rows.stream().map(Column::name).toList(), ROW, low, high, RADIUS, RADIUS + 4);
    double top = sketch.bottom() + 10;
    double bottom = top + rows.size() * lines.step();
    lines.axis(top, bottom, "attribution");
    sketch.line(lines.x(0), top, lines.x(0), bottom, Ink.PALE.solid(), 1);
    double y = top;
    boolean hinted = (long) rows.size() * columns.get(0).maps().length() <= MOST_HINTS;
    boolean numbers = false;
    boolean others = false;
    for (Column row : rows) {
      lines.name(row.name(), y, Ink.TEXT);
      sketch.rule(lines.from(), lines.middle(y), lines.to(), lines.middle(y));
      dots(sketch, lines, row, lines.middle(y), hinted);
      numbers |= row.hasNumbers();
      others |= !row.hasNumbers();
      y += lines.step();
    }
    if (numbers) {
      Legend.ofValues(sketch, "feature value", "low", "high");
    }
    if (others) {
      Legend.note(sketch, "Grey: values that are not numbers.");
    }
    int samples = columns.get(0).maps().length();
    if (samples > MOST_DOTS) {
      Legend.note(
          sketch,
          Numbers.count(MOST_DOTS)
              + " of "
              + Numbers.count(samples)
              + " samples are drawn, at equal distances.");
    }
    if (rest > 0) {
      Legend.note(
          sketch,
          Numbers.count(rest)
              + " features with smaller maps are not shown; their mean magnitudes sum to "
              + Numbers.text(meansOfRest)
              + ".");
    }
  }

  /** Dots of about the same place stand above and below each other. */
  private static void dots(Sketch sketch, Rows lines, Column row, double middle, boolean hinted) {
    int samples = row.maps().length();
    int drawn = Math.min(samples, MOST_DOTS);
    int[] chosen = new int[drawn];
    Map<Long, Integer> inPlace = new HashMap<>();
    for (int i = 0; i < drawn; i++) {
      chosen[i] = (int) ((long) i * samples / drawn);
      inPlace.merge(place(lines, row, chosen[i]), 1, Integer::sum);
    }
    int crowd = inPlace.values().stream().max(Integer::compare).orElse(1);
    double step = Math.min(RADIUS * 1.5, (ROW - 2 * RADIUS - 4) / Math.max(1, crowd - 1));
    Map<Long, Integer> placed = new HashMap<>();
    double[] numbers = row.numbers();
    double least = Arrays.stream(numbers).filter(Double::isFinite).min().orElse(0);
    double largest = Arrays.stream(numbers).filter(Double::isFinite).max().orElse(0);
    for (int i : chosen) {
      int before = placed.merge(place(lines, row, i), 1, Integer::sum) - 1;
      int ring = (before + 1) / 2;
      double away = ring * step * (before % 2 == 0 ? 1 : -1);
      sketch.dot(
          lines.x(row.maps().get(i)),
          middle + away,
          RADIUS,
          colour(numbers[i], least, largest),
          hinted
              ? row.name() + " = " + row.values().get(i) + ": " + Numbers.signed(row.maps().get(i))
              : "");
    }
  }

  private static long place(Rows lines, Column row, int sample) {
    return Math.round(lines.x(row.maps().get(sample)) / (2 * RADIUS));
  }

  private static Paint colour(double value, double least, double largest) {
    if (!Double.isFinite(value)) {
      return Ink.PALE.at(0.7);
    }
    return Ink.value(largest > least ? (value - least) / (largest - least) : 0.5).at(0.85);
  }
}
