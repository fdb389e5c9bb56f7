package io.github.tfsaliency.display.draw;

import com.google.common.primitives.ImmutableDoubleArray;
import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;

/** A sheet as pixels, drawn by Java itself, which needs no screen. */
public final class Pixels {
  private static final float[] DASHES = {3, 3};

  private final Graphics2D graphics;
  private final Look look;

  private Pixels(Graphics2D graphics, Look look) {
    this.graphics = graphics;
    this.look = look;
  }

  /**
   * Draws a sheet.
   *
   * @param scale pixels for each of CSS
   * @return of type {@link BufferedImage#TYPE_INT_RGB}
   */
  public static BufferedImage of(Sheet sheet, Look look, double scale) {
    BufferedImage image =
        new BufferedImage(
            Math.max(1, (int) Math.round(sheet.width() * scale)),
            Math.max(1, (int) Math.round(sheet.height() * scale)),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      graphics.setColor(new Color(Ink.GROUND.on(look)));
      graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
      graphics.scale(scale, scale);
      Pixels pixels = new Pixels(graphics, look);
      sheet.marks().forEach(pixels::draw);
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private void draw(Mark mark) {
    if (mark instanceof Mark.Box box) {
      fill(
          box.round() > 0
              ? new RoundRectangle2D.Double(
                  box.x(), box.y(), box.width(), box.height(), 2 * box.round(), 2 * box.round())
              : new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height()),
          box.fill());
    } else if (mark instanceof Mark.Line line) {
      stroke(
          new Line2D.Double(line.x1(), line.y1(), line.x2(), line.y2()),
          line.stroke(),
          line.width(),
          line.dashed());
    } else if (mark instanceof Mark.Curve curve) {
      stroke(path(curve.x(), curve.y()), curve.stroke(), curve.width(), false);
    } else if (mark instanceof Mark.Segments lines) {
      Path2D path = new Path2D.Double();
      for (int i = 0; i + 1 < lines.x().length(); i += 2) {
        path.moveTo(lines.x().get(i), lines.y().get(i));
        path.lineTo(lines.x().get(i + 1), lines.y().get(i + 1));
      }
      stroke(path, lines.stroke(), lines.width(), false);
    } else if (mark instanceof Mark.Area area) {
      Path2D path = path(area.x(), area.y());
      path.closePath();
      fill(path, area.fill());
    } else if (mark instanceof Mark.Dot dot) {
      double size = 2 * dot.radius();
      fill(
          new Ellipse2D.Double(dot.x() - dot.radius(), dot.y() - dot.radius(), size, size),
          dot.fill());
    } else if (mark instanceof Mark.Label label) {
      draw(label);
    } else if (mark instanceof Mark.Raster raster) {
      draw(raster);
    }
  }

  private void fill(Shape shape, Paint paint) {
    use(paint);
    graphics.fill(shape);
  }

  private void stroke(Shape shape, Paint paint, double width, boolean dashed) {
    use(paint);
    graphics.setStroke(
        new BasicStroke(
            (float) width,
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_ROUND,
            1,
            dashed ? DASHES : null,
            0));
    graphics.draw(shape);
  }

  private void use(Paint paint) {
    Color colour = new Color(paint.ink().on(look));
    int alpha = (int) Math.round(255 * Math.max(0, Math.min(1, paint.opacity())));
    graphics.setColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha));
  }

  private void draw(Mark.Label label) {
    use(label.fill());
    graphics.setFont(label.type().font());
    FontMetrics metrics = graphics.getFontMetrics();
    double width = metrics.getStringBounds(label.text(), graphics).getWidth();
    double x =
        switch (label.anchor()) {
          case LEFT -> label.x();
          case MIDDLE -> label.x() - width / 2;
          case RIGHT -> label.x() - width;
        };
    graphics.drawString(label.text(), (float) x, (float) label.y());
  }

  private void draw(Mark.Raster raster) {
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION,
        raster.smooth()
            ? RenderingHints.VALUE_INTERPOLATION_BICUBIC
            : RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    graphics.setComposite(AlphaComposite.SrcOver);
    AffineTransform place = AffineTransform.getTranslateInstance(raster.x(), raster.y());
    place.scale(
        raster.width() / raster.image().getWidth(), raster.height() / raster.image().getHeight());
    graphics.drawImage(raster.image(), place, null);
  }

  private static Path2D path(ImmutableDoubleArray x, ImmutableDoubleArray y) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < x.length(); i++) {
      if (i == 0) {
        path.moveTo(x.get(i), y.get(i));
      } else {
        path.lineTo(x.get(i), y.get(i));
      }
    }
    return path;
  }
}
