package io.github.tfsaliency.display.plot;

import io.github.tfsaliency.display.draw.Anchor;
import io.github.tfsaliency.display.draw.Ink;
import io.github.tfsaliency.display.draw.Sketch;
import io.github.tfsaliency.display.draw.Type;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * A table of numbers as a picture, and above it, where they are known, the input's values in the
 * same places.
 *
 * @param values rows of the input from the top, or none
 * @param map rows of the map from the top
 * @param across what is along the horizontal axis
 * @param upright what is along the vertical axis
 * @param upward whether the last row has the number 0
 */
@SuppressWarnings("ArrayRecordComponent") // Made for one drawing, and compared with nothing.
public record Heat(
    double[][] values, double[][] map, Scale scale, Steps across, String upright, boolean upward)
    implements Plot {
  private static final double AXIS = 46;
  private static final double LEAST = 90;
  private static final double MOST = 260;
  private static final double CELL = 16;

  /** Wider ones are pooled. */
  private static final int WIDEST = 1400;

  @Override
  public void draw(Sketch sketch) {
    if (values.length > 0) {
      panel(sketch, "input", values, valueImage(), false);
    }
    panel(sketch, "map", map, scale.image(pooled(map)), true);
    Legend.ofImage(sketch, scale);
    if (values.length > 0) {
      Legend.note(sketch, "The input goes from violet (least) to yellow (largest).");
    }
  }

  private BufferedImage valueImage() {
    double[] finite =
        Arrays.stream(values).flatMapToDouble(Arrays::stream).filter(Double::isFinite).toArray();
    return (finite.length == 0 ? new Scale(0, 1, false) : Scale.between(finite))
        .image(pooled(values));
  }

  private void panel(
      Sketch sketch, String name, double[][] rows, BufferedImage image, boolean axis) {
    double left = sketch.left() + AXIS;
    double right = sketch.right() - 4;
    double height = Math.max(LEAST, Math.min(MOST, rows.length * CELL));
    sketch.text(name, left, sketch.bottom() + 22, Anchor.LEFT, Type.NAME, Ink.TEXT);
    double top = sketch.bottom() + 28;
    double bottom = top + height;
    sketch.box(left, top, right - left, height, Ink.SHADE.solid(), "");
    sketch.raster(image, left, top, right - left, height, false);
    uprightAxis(sketch, left, top, bottom, rows.length);
    sketch.takeTo(bottom);
    if (axis) {
      across.draw(sketch, left, right, bottom);
    }
  }

  private void uprightAxis(Sketch sketch, double left, double top, double bottom, int count) {
    int most = (int) Math.max(2, (bottom - top) / 30);
    double step = Math.max(1, Ticks.step((double) count / most));
    for (double i = 0; i < count; i += step) {
      double at = (i + 0.5) / count * (bottom - top);
      double y = upward ? bottom - at : top + at;
      sketch.line(left - 4, y, left, y, Ink.PALE.solid(), 1);
      sketch.text(Numbers.text(i), left - 7, y + 4, Anchor.RIGHT, Type.SMALL, Ink.PALE);
    }
    sketch.text(
        upright, left + (sketch.right() - 4 - left), top - 6, Anchor.RIGHT, Type.SMALL, Ink.PALE);
  }

  /** Places that share a pixel have the value of the largest magnitude. */
  private static double[][] pooled(double[][] rows) {
    int height = Math.min(rows.length, WIDEST);
    int width = Math.min(rows[0].length, WIDEST);
    if (height == rows.length && width == rows[0].length) {
      return rows;
    }
    double[][] pooled = new double[height][width];
    for (int y = 0; y < rows.length; y++) {
      double[] into = pooled[(int) ((long) y * height / rows.length)];
      for (int x = 0; x < rows[y].length; x++) {
        int place = (int) ((long) x * width / rows[y].length);
        into[place] = Math.abs(rows[y][x]) > Math.abs(into[place]) ? rows[y][x] : into[place];
      }
    }
    return pooled;
  }
}
