package io.github.tfsaliency.display.draw;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;

/**
 * How letters look. They are measured in Java's own font without serifs; SVG names fonts of a
 * similar width.
 */
public enum Type {
  /** A title. */
  TITLE(16, true),

  /** What is named. */
  NAME(12.5, true),

  /** Most texts. */
  TEXT(12.5, false),

  /** Words of a text that is explained. */
  WORD(15, false),

  /** Axes, legends and notes. */
  SMALL(11, false);

  private static final FontRenderContext CONTEXT =
      new FontRenderContext(new AffineTransform(), true, true);
  private static final String CUT = "…";

  private final double size;
  private final boolean bold;
  private final Font font;

  Type(double size, boolean bold) {
    this.size = size;
    this.bold = bold;
    font = new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, 1).deriveFont((float) size);
  }

  double size() {
    return size;
  }

  boolean isBold() {
    return bold;
  }

  Font font() {
    return font;
  }

  /** How far apart lines are. */
  public double line() {
    return Math.round(size * 1.4);
  }

  /** How wide a text is. */
  public double width(String text) {
    return text.isEmpty() ? 0 : font.getStringBounds(text, CONTEXT).getWidth();
  }

  /** The text, or as much of its start as there is room for, with an ellipsis. */
  public String fit(String text, double width) {
    if (width(text) <= width) {
      return text;
    }
    int low = 0;
    int high = text.codePointCount(0, text.length());
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (width(start(text, middle) + CUT) <= width) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return start(text, low) + CUT;
  }

  /** How many code points of a text have room, at least one. */
  public int fitting(String text, double width) {
    int count = text.codePointCount(0, text.length());
    int fitting = 1;
    while (fitting < count && width(start(text, fitting + 1)) <= width) {
      fitting++;
    }
    return fitting;
  }

  private static String start(String text, int codePoints) {
    return text.substring(0, text.offsetByCodePoints(0, codePoints));
  }
}
