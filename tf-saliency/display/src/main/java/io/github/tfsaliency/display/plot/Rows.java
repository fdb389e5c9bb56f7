package io.github.tfsaliency.display.plot;

import io.github.tfsaliency.display.draw.Anchor;
import io.github.tfsaliency.display.draw.Ink;
import io.github.tfsaliency.display.draw.Sketch;
import io.github.tfsaliency.display.draw.Type;
import java.util.Collection;

/** Names at the left, and beside them an axis that all of them share. */
final class Rows {
  static final double ROW = 22;
  static final double BAR = 13;

  private static final double GAP = 10;

  private final Sketch sketch;
  private final double names;
  private final double from;
  private final double to;
  private final double low;
  private final double high;

  /**
   * Rows from the bottom of what is there.
   *
   * @param names all that will stand at the left
   * @param low the least that is drawn
   * @param high the largest that is drawn
   * @param before room for texts left of the least
   * @param after room for texts right of the largest
   */
  Rows(
      Sketch sketch,
      Collection<String> names,
      double low,
      double high,
      double before,
      double after) {
    this.sketch = sketch;
    double longest = names.stream().mapToDouble(Type.TEXT::width).max().orElse(0);
    this.names = Math.min(longest, sketch.room() * 0.4);
    from = sketch.left() + this.names + GAP + before;
    to = sketch.right() - after;
    this.low = low;
    this.high = high > low ? high : low + 1;
  }

  double x(double value) {
    return from + (value - low) / (high - low) * (to - from);
  }

  double from() {
    return from;
  }

  double to() {
    return to;
  }

  /** The width of a text beside a bar. */
  static double room(String text) {
    return Type.SMALL.width(text) + 8;
  }

  void name(String name, double y, Ink ink) {
    sketch.text(
        Type.TEXT.fit(name, names),
        sketch.left() + names,
        y + ROW / 2 + 4.5,
        Anchor.RIGHT,
        Type.TEXT,
        ink);
  }

  /** A bar between two values, and its number at the end that is away from the first. */
  void bar(double y, double start, double end, Ink ink, String number, String hint) {
    double left = Math.min(x(start), x(end));
    double width = Math.max(Math.abs(x(end) - x(start)), 1);
    sketch.box(left, y + (ROW - BAR) / 2, width, BAR, ink.solid(), hint);
    boolean leftward = end < start;
    sketch.text(
        number,
        leftward ? left - 5 : left + width + 5,
        y + ROW / 2 + 4,
        leftward ? Anchor.RIGHT : Anchor.LEFT,
        Type.SMALL,
        Ink.PALE);
  }

  /** An axis below everything. */
  void axis(double top, double bottom, String title) {
    double last = Double.NEGATIVE_INFINITY;
    int most = (int) Math.max(2, Math.min(7, (to - from) / 55));
    for (double tick : Ticks.between(low, high, most).asList()) {
      String text = Numbers.text(tick);
      double x = x(tick);
      sketch.rule(x, top, x, bottom);
      if (x - Type.SMALL.width(text) / 2 > last + 6) {
        sketch.text(text, x, bottom + 14, Anchor.MIDDLE, Type.SMALL, Ink.PALE);
        last = x + Type.SMALL.width(text) / 2;
      }
    }
    sketch.text(
        title,
        Math.min(sketch.right(), (from + to) / 2 + Type.SMALL.width(title) / 2),
        bottom + 29,
        Anchor.RIGHT,
        Type.SMALL,
        Ink.PALE);
    sketch.takeTo(bottom + 32);
  }
}
