package io.github.tfsaliency.display.draw;

import com.google.common.primitives.ImmutableDoubleArray;
import java.awt.image.BufferedImage;

/** One thing on a sheet. Lengths are pixels of CSS, y grows downward. */
public sealed interface Mark {
  /**
   * A filled rectangle.
   *
   * @param hint what a reader sees who points at it, or empty
   */
  record Box(double x, double y, double width, double height, Paint fill, double round, String hint)
      implements Mark {}

  /** A straight line. */
  record Line(
      double x1, double y1, double x2, double y2, Paint stroke, double width, boolean dashed)
      implements Mark {}

  /** A line through points. */
  record Curve(ImmutableDoubleArray x, ImmutableDoubleArray y, Paint stroke, double width)
      implements Mark {}

  /** Straight lines, each from a point to the next one, and no line between them. */
  record Segments(ImmutableDoubleArray x, ImmutableDoubleArray y, Paint stroke, double width)
      implements Mark {}

  /** What lies between a line through points and another one that goes back. */
  record Area(ImmutableDoubleArray x, ImmutableDoubleArray y, Paint fill) implements Mark {}

  /** A point. */
  record Dot(double x, double y, double radius, Paint fill, String hint) implements Mark {}

  /**
   * A text on one line.
   *
   * @param text of which every character can be seen
   * @param y of the line that letters stand on
   * @param length what it is stretched to, or 0 for as long as it is
   */
  record Label(String text, double x, double y, Anchor anchor, Type type, Paint fill, double length)
      implements Mark {}

  /**
   * A picture.
   *
   * @param smooth whether its pixels are blended when they are enlarged
   */
  record Raster(
      BufferedImage image, double x, double y, double width, double height, boolean smooth)
      implements Mark {}
}
