package io.github.tfsaliency.display.plot;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.display.draw.Anchor;
import io.github.tfsaliency.display.draw.Ink;
import io.github.tfsaliency.display.draw.Sketch;
import io.github.tfsaliency.display.draw.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * From a base value to the score: each feature begins where the one above it ends.
 *
 * @param most how many are shown; the others are summed up
 * @param base where it begins
 */
public record Waterfall(ImmutableList<Feature> features, int most, double base) implements Plot {
  @Override
  public void draw(Sketch sketch) {
    Feature.Chosen chosen = Feature.Chosen.of(features, most);
    List<Feature> rows = new ArrayList<>(chosen.shown());
    if (chosen.rest() > 0) {
      rows.add(new Feature(chosen.restLabel(), "", chosen.sumOfRest()));
    }
    double low = base;
    double high = base;
    double at = base;
    double text = Rows.room(Numbers.text(base));
    for (Feature row : rows) {
      at += row.map();
      low = Math.min(low, at);
      high = Math.max(high, at);
      text = Math.max(text, Rows.room(Numbers.signed(row.map())));
    }
    double score = at;
    text = Math.max(text, Rows.room(Numbers.text(score)));
    List<String> names = new ArrayList<>(rows.stream().map(Feature::label).toList());
    names.add("base value");
    Rows lines = new Rows(sketch, names, low, high, text, text);
    double top = sketch.bottom() + 10;
    double bottom = top + (rows.size() + 2) * Rows.ROW + 4;
    lines.axis(top, bottom, "score");
    double y = top + 2;
    end(sketch, lines, "base value", base, y);
    at = base;
    for (int i = 0; i < rows.size(); i++) {
      Feature row = rows.get(i);
      double x = lines.x(at);
      sketch.line(x, y + (Rows.ROW + Rows.BAR) / 2, x, y + Rows.ROW + 5, Ink.PALE.solid(), 1);
      y += Rows.ROW;
      lines.name(row.label(), y, i >= chosen.shown().size() ? Ink.PALE : Ink.TEXT);
      Ink ink = row.map() < 0 ? Ink.AGAINST : Ink.FOR;
      lines.bar(y, at, at + row.map(), ink, Numbers.signed(row.map()), row.hint());
      at += row.map();
    }
    double x = lines.x(at);
    sketch.line(x, y + (Rows.ROW + Rows.BAR) / 2, x, y + Rows.ROW + 5, Ink.PALE.solid(), 1);
    end(sketch, lines, "score", score, y + Rows.ROW);
    Legend.ofBars(sketch, true);
    Legend.note(
        sketch,
        "Base value "
            + Numbers.text(base)
            + ", plus the "
            + Numbers.count(features.size())
            + " contributions ("
            + Numbers.signed(score - base)
            + "), is "
            + Numbers.text(score)
            + ".");
  }

  private static void end(Sketch sketch, Rows lines, String name, double value, double y) {
    lines.name(name, y, Ink.TEXT);
    double x = lines.x(value);
    sketch.box(
        x - 1.5,
        y + (Rows.ROW - Rows.BAR) / 2,
        3,
        Rows.BAR,
        Ink.TEXT.solid(),
        name + ": " + Numbers.text(value));
    sketch.text(
        Numbers.text(value), x + 6, y + Rows.ROW / 2 + 4, Anchor.LEFT, Type.SMALL, Ink.TEXT);
  }
}
