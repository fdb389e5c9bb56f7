package io.github.tfsaliency.display.plot;

import io.github.tfsaliency.display.draw.Anchor;
import io.github.tfsaliency.display.draw.Ink;
import io.github.tfsaliency.display.draw.Sketch;
import io.github.tfsaliency.display.draw.Type;
import java.util.Collection;

/**
 * Names, and beside them an axis that all of them share. On a narrow sheet names stand above, so
 * that they need not be cut.
 */
final class Rows {
  static final double BAR = 13;

  /** How high a row is that has room for a bar. */
  static final double BAR_ROW = 22;

  private static final double NAME = 15;

  private static final double GAP = 10;

  private final Sketch sketch;
  private final double names;
  private final double above;
  private final double height;
  private final double from;
  private final double to;
  private final double low;
  private final double high;

  /**
   * Rows from the bottom of what is there.
   *
   * @param names all that will stand at the left
   * @param height of a row, without a name above it
   * @param low the least that is drawn
   * @param high the largest that is drawn
   * @param before room for texts left of the least
   * @param after room for texts right of the largest
   */
  Rows(
      Sketch sketch,
      Collection<String> names,
      double height,
      double low,
      double high,
      double before,
      double after) {
    this.sketch = sketch;
    double longest = names.stream().mapToDouble(Type.TEXT::width).max().orElse(0);
    above = sketch.isNarrow() ? NAME : 0;
    this.names = sketch.isNarrow() ? 0 : Math.min(longest, sketch.room() * 0.4);
    this.height = height;
    from = sketch.left() + this.names + (sketch.isNarrow() ? 0 : GAP) + before;
    to = sketch.right() - after;
    this.low = low;
    this.high = high > low ? high : low + Math.max(1, Math.abs(low) / 1000);
  }

  /** From the top of a row to that of the next one. */
  double step() {
    return above + height;
  }

  /** Where the middle of a bar is. */
  double middle(double top) {
    return top + above + height / 2;
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

  void name(String name, double top, Ink ink) {
    if (above > 0) {
      String shown = Type.TEXT.fit(name, sketch.room());
      // lines pass behind it
      sketch.box(sketch.left(), top + 2, Type.TEXT.width(shown) + 4, NAME, Ink.GROUND.solid(), "");
      sketch.text(shown, sketch.left(), top + NAME - 1, Anchor.LEFT, Type.TEXT, ink);
    } else {
      sketch.text(
          Type.TEXT.fit(name, names),
          sketch.left() + names,
          middle(top) + 4.5,
          Anchor.RIGHT,
          Type.TEXT,
          ink);
    }
  }

  /** A bar between two values, and its number at the end that is away from the first. */
  void bar(double top, double start, double end, Ink ink, String number, String hint) {
    double left = Math.min(x(start), x(end));
    double width = Math.max(Math.abs(x(end) - x(start)), 1);
    sketch.box(left, middle(top) - BAR / 2, width, BAR, ink.solid(), hint);
    boolean leftward = end < start;
    sketch.text(
        number,
        leftward ? left - 5 : left + width + 5,
        middle(top) + 4,
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
