package io.github.tfsaliency.cli.sample;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.display.Display;
import io.github.tfsaliency.display.InputView;
import java.util.function.Function;

/** Maps of a sample beside each other. */
public final class SampleDisplay {
  /** The width of each in pixels of CSS. */
  public static final int WIDTH = 360;

  private SampleDisplay() {}

  /**
   * Draws a map by the input's kind; one of other places, such as those of a layer, by its shape.
   *
   * @param form what becomes of the display
   */
  public static <T> T draw(Attribution map, InputView view, Function<Display, T> form) {
    try {
      return form.apply(Display.of(map, view));
    } catch (IllegalArgumentException e) {
      return form.apply(Display.of(map));
    }
  }

  /** The rules that a page needs, as an element. */
  public static String style() {
    return "<style>\n" + Display.css() + "</style>";
  }
}
