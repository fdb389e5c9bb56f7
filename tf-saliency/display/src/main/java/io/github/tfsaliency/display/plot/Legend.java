package io.github.tfsaliency.display.plot;

import io.github.tfsaliency.display.draw.Anchor;
import io.github.tfsaliency.display.draw.Ink;
import io.github.tfsaliency.display.draw.Paint;
import io.github.tfsaliency.display.draw.Sketch;
import io.github.tfsaliency.display.draw.Type;
import io.github.tfsaliency.image.ColorMap;

/** The meaning of colours. */
public final class Legend {
  static final String AGAINST = "against the target";
  static final String FOR = "for the target";

  private static final double BAR = 10;
  private static final int STEPS = 44;
  private static final double GAP = 8;

  private Legend() {}

  /**
   * A colour bar of a map.
   *
   * @param most how opaque the full colour is
   */
  static void of(Sketch sketch, Scale scale, double most) {
    double least = scale.signed() ? -scale.bound() : scale.least();
    bar(
        sketch,
        scale.signed() ? new String[] {AGAINST, FOR} : new String[] {"little", "much"},
        scale.signed()
            ? new String[] {Numbers.signed(least), "0", Numbers.signed(scale.bound())}
            : new String[] {Numbers.text(least), "", Numbers.text(scale.bound())},
        position -> {
          Paint full = scale.paint(least + position * (scale.bound() - least));
          return full.ink().at(full.opacity() * most);
        });
  }

  /** A colour bar of an image. */
  static void ofImage(Sketch sketch, Scale scale) {
    if (scale.signed()) {
      of(sketch, scale, 1);
    } else {
      bar(
          sketch,
          new String[] {"little", "much"},
          new String[] {Numbers.text(scale.least()), "", Numbers.text(scale.bound())},
          position -> Ink.fixed(ColorMap.VIRIDIS.rgb(position)).solid());
    }
  }

  /** A colour bar of values, from the least to the largest. */
  static void ofValues(Sketch sketch, String what, String least, String largest) {
    bar(
        sketch,
        new String[] {what + ": " + least, largest},
        new String[0],
        position -> Ink.value(position).solid());
  }

  private interface Colours {
    Paint at(double position);
  }

  private static void bar(Sketch sketch, String[] ends, String[] ticks, Colours colours) {
    double words = (sketch.room() - 90) / 2;
    String lowText = Type.SMALL.fit(ends[0], words);
    String highText = Type.SMALL.fit(ends[1], words);
    double width =
        Math.min(
            220, sketch.room() - Type.SMALL.width(lowText) - Type.SMALL.width(highText) - 2 * GAP);
    double step = Math.max(1, Math.floor(width / STEPS));
    width = step * STEPS;
    double x = Math.ceil(sketch.left() + Type.SMALL.width(lowText) + GAP);
    double y = sketch.bottom() + 12;
    for (int i = 0; i < STEPS; i++) {
      sketch.box(x + i * step, y, step, BAR, colours.at(i / (STEPS - 1.0)), "");
    }
    sketch.text(lowText, x - GAP, y + BAR - 1, Anchor.RIGHT, Type.SMALL, Ink.PALE);
    sketch.text(highText, x + width + GAP, y + BAR - 1, Anchor.LEFT, Type.SMALL, Ink.PALE);
    sketch.takeTo(y + BAR);
    if (ticks.length > 0) {
      double below = y + BAR + 13;
      sketch.text(ticks[0], x, below, Anchor.LEFT, Type.SMALL, Ink.PALE);
      sketch.text(ticks[1], x + width / 2, below, Anchor.MIDDLE, Type.SMALL, Ink.PALE);
      sketch.text(ticks[2], x + width, below, Anchor.RIGHT, Type.SMALL, Ink.PALE);
      sketch.takeTo(below + 3);
    }
  }

  /** What the two colours of bars mean. */
  static void ofBars(Sketch sketch, boolean signed) {
    double y = sketch.bottom() + 12;
    double x = sketch.left();
    if (signed) {
      x = key(sketch, x, y, Ink.AGAINST, AGAINST);
      x = key(sketch, x, y, Ink.FOR, FOR);
    } else {
      x = key(sketch, x, y, Ink.MUCH, "how much, whatever the sign");
    }
    sketch.takeTo(y + BAR + 3);
  }

  private static double key(Sketch sketch, double x, double y, Ink ink, String text) {
    sketch.box(x, y, BAR, BAR, ink.solid(), 2, "");
    sketch.text(text, x + BAR + 6, y + BAR - 1, Anchor.LEFT, Type.SMALL, Ink.PALE);
    return x + BAR + 6 + Type.SMALL.width(text) + 18;
  }

  /** A sentence below everything. */
  static void note(Sketch sketch, String text) {
    sketch.takeTo(sketch.bottom() + 6);
    sketch.paragraph(text, Type.SMALL, Ink.PALE, 3);
  }
}
