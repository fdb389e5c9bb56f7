package io.github.tfsaliency.display.plot;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.display.draw.Anchor;
import io.github.tfsaliency.display.draw.Ink;
import io.github.tfsaliency.display.draw.Sketch;
import io.github.tfsaliency.display.draw.Type;
import java.awt.image.BufferedImage;
import java.util.Optional;

/**
 * Pictures of the same size beside each other.
 *
 * @param aspect height over width
 * @param least the least width that a panel may have
 * @param most the largest width that a panel may have
 * @param scale of the colour bar
 * @param notes sentences below
 */
public record Panels(
    ImmutableList<Panel> panels,
    double aspect,
    double least,
    double most,
    Scale scale,
    ImmutableList<String> notes)
    implements Plot {
  private static final double GAP = 12;
  private static final double TITLE = 20;

  /**
   * A picture and its name.
   *
   * @param layers the lowest first
   */
  public record Panel(String name, ImmutableList<Layer> layers, Optional<Contours> contours) {
    /** A panel without lines. */
    public static Panel of(String name, Layer... layers) {
      return new Panel(name, ImmutableList.copyOf(layers), Optional.empty());
    }
  }

  /** An image that fills the panel. */
  public record Layer(BufferedImage image, boolean smooth) {}

  @Override
  public void draw(Sketch sketch) {
    int columns = (int) Math.max(1, Math.min(panels.size(), (sketch.room() + GAP) / (least + GAP)));
    double width = Math.min(most, (sketch.room() - (columns - 1) * GAP) / columns);
    double height = Math.max(24, width * aspect);
    double top = sketch.bottom() + 10;
    for (int i = 0; i < panels.size(); i++) {
      double x = sketch.left() + i % columns * (width + GAP);
      double y = top + i / columns * (height + TITLE + GAP);
      panel(sketch, panels.get(i), x, y, width, height);
      sketch.takeTo(y + height + TITLE);
    }
    Legend.ofImage(sketch, scale);
    notes.forEach(note -> Legend.note(sketch, note));
  }

  private static void panel(
      Sketch sketch, Panel panel, double x, double y, double width, double height) {
    sketch.box(x, y, width, height, Ink.SHADE.solid(), "");
    for (Layer layer : panel.layers()) {
      sketch.raster(layer.image(), x, y, width, height, layer.smooth());
    }
    panel.contours().ifPresent(lines -> lines.draw(sketch, x, y, width, height));
    sketch.text(
        Type.SMALL.fit(panel.name(), width), x, y + height + 14, Anchor.LEFT, Type.SMALL, Ink.PALE);
  }
}
