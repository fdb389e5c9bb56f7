package io.github.tfsaliency.display.plot;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.display.draw.Ink;
import io.github.tfsaliency.display.draw.Sketch;
import java.util.ArrayList;
import java.util.List;

/**
 * A bar for each feature of one sample, the largest first, the same scale on both sides of 0.
 *
 * @param most how many are shown; the others are summed up
 * @param signed whether bars have the colours of their sign
 * @param axis what is along the axis
 */
public record Bars(ImmutableList<Feature> features, int most, boolean signed, String axis)
    implements Plot {
  @Override
  public void draw(Sketch sketch) {
    Feature.Chosen chosen = Feature.Chosen.of(features, most);
    List<Feature> rows = new ArrayList<>(chosen.shown());
    if (chosen.rest() > 0) {
      rows.add(new Feature(chosen.restLabel(), "", chosen.sumOfRest()));
    }
    double low = 0;
    double high = 0;
    double before = 0;
    double after = 0;
    for (Feature row : rows) {
      low = Math.min(low, row.map());
      high = Math.max(high, row.map());
      double text = Rows.room(number(row.map()));
      before = row.map() < 0 ? Math.max(before, text) : before;
      after = row.map() >= 0 ? Math.max(after, text) : after;
    }
    Rows lines =
        new Rows(sketch, rows.stream().map(Feature::label).toList(), low, high, before, after);
    double top = sketch.bottom() + 10;
    double bottom = top + rows.size() * Rows.ROW + 4;
    lines.axis(top, bottom, axis);
    double y = top + 2;
    for (int i = 0; i < rows.size(); i++) {
      Feature row = rows.get(i);
      boolean others = i >= chosen.shown().size();
      lines.name(row.label(), y, others ? Ink.PALE : Ink.TEXT);
      Ink ink = signed ? (row.map() < 0 ? Ink.AGAINST : Ink.FOR) : Ink.MUCH;
      lines.bar(y, 0, row.map(), ink, number(row.map()), row.hint());
      y += Rows.ROW;
    }
    sketch.line(lines.x(0), top, lines.x(0), bottom, Ink.PALE.solid(), 1);
    Legend.ofBars(sketch, signed);
    if (chosen.rest() > 0) {
      Legend.note(
          sketch,
          "The "
              + Numbers.count(chosen.shown().size())
              + " largest of "
              + Numbers.count(features.size())
              + " features are shown one by one.");
    }
  }

  private String number(double map) {
    return signed ? Numbers.signed(map) : Numbers.text(map);
  }
}
