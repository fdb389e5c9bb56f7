package io.github.tfsaliency.display.plot;

import io.github.tfsaliency.display.draw.Anchor;
import io.github.tfsaliency.display.draw.Ink;
import io.github.tfsaliency.display.draw.Sketch;
import io.github.tfsaliency.display.draw.Type;

/**
 * An axis of steps that follow each other.
 *
 * @param count how many
 * @param perStep what a step is worth in the axis's unit
 * @param title with the unit
 */
public record Steps(int count, double perStep, String title) {
  /** Steps that are counted from 0. */
  public static Steps counted(int count, String title) {
    return new Steps(count, 1, title);
  }

  /** How many colours side by side can be told apart. */
  static int bins(double width, int count) {
    return (int) Math.max(1, Math.min(count, width / 1.5));
  }

  /** A name of a step for readers. */
  String name(int step) {
    return Numbers.text(step * perStep);
  }

  /** Below a box. */
  void draw(Sketch sketch, double left, double right, double bottom) {
    double all = count * perStep;
    int most = (int) Math.max(2, Math.min(9, (right - left) / 60));
    double step = perStep == 1 ? Math.max(1, Ticks.step(all / most)) : Ticks.step(all / most);
    for (double i = 0; i * step <= (perStep == 1 ? count - 1 : all * (1 + 1e-9)); i++) {
      double at = perStep == 1 ? (i * step + 0.5) / count : i * step / all;
      double x = left + at * (right - left);
      sketch.line(x, bottom, x, bottom + 4, Ink.PALE.solid(), 1);
      sketch.text(Numbers.text(i * step), x, bottom + 16, Anchor.MIDDLE, Type.SMALL, Ink.PALE);
    }
    sketch.text(title, (left + right) / 2, bottom + 30, Anchor.MIDDLE, Type.SMALL, Ink.PALE);
    sketch.takeTo(bottom + 33);
  }
}
