package io.github.tfsaliency.display.plot;

import io.github.tfsaliency.display.draw.Sketch;

/** Colours behind a line: the map of each step, or of a few steps, whose largest is shown. */
final class Band {
  /** A line above can be seen. */
  static final double MOST = 0.85;

  private Band() {}

  static void draw(
      Sketch sketch,
      double[] map,
      Scale scale,
      Steps steps,
      double left,
      double right,
      double top,
      double bottom) {
    int bins = Steps.bins(right - left, map.length);
    for (int i = 0; i < bins; i++) {
      int from = (int) ((long) i * map.length / bins);
      int to = (int) ((long) (i + 1) * map.length / bins);
      int largest = from;
      for (int k = from + 1; k < to; k++) {
        largest = Math.abs(map[k]) > Math.abs(map[largest]) ? k : largest;
      }
      double x = left + (right - left) * i / bins;
      double width = (right - left) / bins;
      var paint = scale.paint(map[largest]);
      if (paint.opacity() > 0.004) {
        sketch.box(
            x,
            top,
            width + 0.15,
            bottom - top,
            paint.ink().at(MOST * paint.opacity()),
            steps.name(largest) + ": " + Numbers.signed(map[largest]));
      }
    }
  }

  /** Whether steps share a colour. */
  static boolean pools(double width, int count) {
    return Steps.bins(width, count) < count;
  }
}
