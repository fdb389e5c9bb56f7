package io.github.tfsaliency.display.draw;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.message.Shown;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** A sheet that is being drawn, from the top. */
public final class Sketch {
  /** Around everything. */
  public static final double MARGIN = 16;

  private final double width;
  private final ImmutableList.Builder<Mark> marks = ImmutableList.builder();
  private double bottom = MARGIN;

  /**
   * An empty sheet.
   *
   * @param width in pixels of CSS
   */
  public Sketch(double width) {
    this.width = width;
  }

  /** Where things begin. */
  public double left() {
    return MARGIN;
  }

  /** Where things end. */
  public double right() {
    return width - MARGIN;
  }

  /** How much room there is between both. */
  public double room() {
    return width - 2 * MARGIN;
  }

  /** Whether it is as narrow as a phone. */
  public boolean isNarrow() {
    return width < 500;
  }

  /** Down to where there is something. */
  public double bottom() {
    return bottom;
  }

  /** Says that everything above is taken. */
  public void takeTo(double y) {
    bottom = Math.max(bottom, y);
  }

  /** A rectangle; one without area is left out. */
  public void box(double x, double y, double boxWidth, double height, Paint fill, String hint) {
    box(x, y, boxWidth, height, fill, 0, hint);
  }

  /** A rectangle with round corners; one without area is left out. */
  public void box(
      double x, double y, double boxWidth, double height, Paint fill, double round, String hint) {
    if (boxWidth > 0 && height > 0) {
      marks.add(new Mark.Box(x, y, boxWidth, height, fill, round, hint));
    }
  }

  /** A thin line. */
  public void rule(double x1, double y1, double x2, double y2) {
    marks.add(new Mark.Line(x1, y1, x2, y2, Ink.RULE.solid(), 1, false));
  }

  /** A thin line that is not there all the way. */
  public void dashes(double x1, double y1, double x2, double y2, Ink ink) {
    marks.add(new Mark.Line(x1, y1, x2, y2, ink.solid(), 1, true));
  }

  /** A straight line. */
  public void line(double x1, double y1, double x2, double y2, Paint paint, double thickness) {
    marks.add(new Mark.Line(x1, y1, x2, y2, paint, thickness, false));
  }

  /** A line through points. */
  public void curve(ImmutableDoubleArray x, ImmutableDoubleArray y, Paint paint, double thickness) {
    if (x.length() > 1) {
      marks.add(new Mark.Curve(x, y, paint, thickness));
    }
  }

  /** Straight lines that do not hang together: two points for each. */
  public void segments(
      ImmutableDoubleArray x, ImmutableDoubleArray y, Paint paint, double thickness) {
    if (!x.isEmpty()) {
      marks.add(new Mark.Segments(x, y, paint, thickness));
    }
  }

  /** A filled shape. */
  public void area(ImmutableDoubleArray x, ImmutableDoubleArray y, Paint fill) {
    marks.add(new Mark.Area(x, y, fill));
  }

  /** A point. */
  public void dot(double x, double y, double radius, Paint fill, String hint) {
    marks.add(new Mark.Dot(x, y, radius, fill, hint));
  }

  /** A picture. */
  public void raster(
      BufferedImage image, double x, double y, double boxWidth, double height, boolean smooth) {
    marks.add(new Mark.Raster(image, x, y, boxWidth, height, smooth));
  }

  /** A text on one line, from anywhere. */
  public void text(String text, double x, double y, Anchor anchor, Type type, Ink ink) {
    marks.add(new Mark.Label(Shown.name(text), x, y, anchor, type, ink.solid(), 0));
  }

  /** A text on one line, from anywhere, that has exactly so much room in every font. */
  public void text(String text, double x, double y, Type type, Paint fill, double length) {
    marks.add(new Mark.Label(Shown.name(text), x, y, Anchor.LEFT, type, fill, length));
  }

  /**
   * A text of several lines below what is there.
   *
   * @param most how many lines; what is left of the text is cut
   */
  public void paragraph(String text, Type type, Ink ink, int most) {
    for (String line : wrapped(Shown.text(text), type, room(), most)) {
      bottom += type.line();
      text(line, left(), bottom - 4, Anchor.LEFT, type, ink);
    }
  }

  /** Breaks at spaces, and within words that have no room on a line. */
  static List<String> wrapped(String text, Type type, double width, int most) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : Splitter.on(' ').split(text)) {
      String rest = word;
      if (line.length() > 0 && type.width(line + " " + rest) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (line.length() == 0 && type.width(rest) > width) {
        int end = rest.offsetByCodePoints(0, type.fitting(rest, width));
        lines.add(rest.substring(0, end));
        rest = rest.substring(end);
      }
      line.append(line.length() > 0 ? " " : "").append(rest);
    }
    lines.add(line.toString());
    if (lines.size() <= most) {
      return lines;
    }
    List<String> kept = new ArrayList<>(lines.subList(0, most));
    kept.set(most - 1, type.fit(kept.get(most - 1) + "……", width));
    return kept;
  }

  /** Ends the drawing below what is there. */
  public Sheet finish(String name) {
    return new Sheet(width, Math.ceil(bottom + MARGIN), marks.build(), Shown.name(name));
  }
}
