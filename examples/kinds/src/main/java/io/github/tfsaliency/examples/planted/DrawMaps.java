package io.github.tfsaliency.examples.planted;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.display.Display;
import io.github.tfsaliency.display.DisplayKind;
import io.github.tfsaliency.display.InputView;
import io.github.tfsaliency.display.Theme;
import java.nio.file.Path;
import java.util.List;

/** The example of docs/displays.md. */
final class DrawMaps {
  private DrawMaps() {}

  static void draw(
      Attribution map,
      InputView view,
      Attribution batch,
      List<? extends InputView> views,
      Path folder) {
    // tag::draw[]
    Display.of(map, view).writePng(folder.resolve("bars.png"));
    Display.of(map, view)
        .kind(DisplayKind.WATERFALL)
        .base(0.2)
        .writeSvg(folder.resolve("waterfall.svg"));
    Display.of(map).theme(Theme.DARK).writeHtml(folder.resolve("dark.html")); // by its shape
    Display.ofMany(batch, views).writeHtml(folder.resolve("beeswarm.html"));
    // end::draw[]
  }
}
