package io.github.tfsaliency.display.plot;

import io.github.tfsaliency.display.draw.Sketch;

/** A part of a drawing. It lies below what is there already. */
public interface Plot {
  /** Draws it, with its legend and notes, and takes the room. */
  void draw(Sketch sketch);

  /** Several below each other, the first on top. */
  static Plot stacked(Plot... plots) {
    return sketch -> {
      for (Plot plot : plots) {
        plot.draw(sketch);
        sketch.takeTo(sketch.bottom() + 8);
      }
    };
  }
}
