package io.github.tfsaliency.display;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.display.draw.Encoded;
import io.github.tfsaliency.display.draw.Ink;
import io.github.tfsaliency.message.Shown;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

/**
 * Several displays, for example of a batch, in one page or one picture.
 *
 * <p>Immutable.
 *
 * @since 0.1.0
 */
public final class DisplayPage {
  /** A picture is no higher. */
  private static final int MOST_ROWS = 30_000;

  private final String title;
  private final ImmutableList<Display> displays;

  private DisplayPage(String title, ImmutableList<Display> displays) {
    this.title = title;
    this.displays = displays;
  }

  /**
   * A page of displays.
   *
   * @param title above all of them
   * @param displays the displays in their order, at least one; the first one decides the background
   * @return the page
   * @throws IllegalArgumentException if there are none
   */
  public static DisplayPage of(String title, List<Display> displays) {
    checkArgument(!displays.isEmpty(), "A page needs at least one display.");
    return new DisplayPage(Shown.text(title), ImmutableList.copyOf(displays));
  }

  /**
   * The page, for wide screens and for phones.
   *
   * @return a document without external parts and without scripts
   */
  public String toHtml() {
    return Pages.page(
        title,
        displays.stream()
            .map(display -> new Pages.Part(display.heading(), display.toMarkup()))
            .toList(),
        displays.get(0).theme());
  }

  /**
   * The displays as one image; displays that would make it too high are left out.
   *
   * @return of type {@link BufferedImage#TYPE_INT_RGB}
   */
  public BufferedImage toBufferedImage() {
    int height = 0;
    ImmutableList.Builder<BufferedImage> drawn = ImmutableList.builder();
    for (Display display : displays) {
      BufferedImage image = display.toBufferedImage();
      if (height > 0 && height + image.getHeight() > MOST_ROWS) {
        break;
      }
      drawn.add(image);
      height += image.getHeight();
    }
    ImmutableList<BufferedImage> images = drawn.build();
    BufferedImage all =
        new BufferedImage(images.get(0).getWidth(), height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = all.createGraphics();
    graphics.setColor(new Color(Ink.GROUND.on(displays.get(0).theme().look())));
    graphics.fillRect(0, 0, all.getWidth(), all.getHeight());
    int top = 0;
    for (BufferedImage image : images) {
      graphics.drawImage(image, 0, top, null);
      top += image.getHeight();
    }
    graphics.dispose();
    return all;
  }

  /**
   * Writes the page as {@link Display#writePng} does.
   *
   * @param path the file
   * @throws io.github.tfsaliency.attribution.SaliencyException if it cannot be written
   */
  public void writeHtml(Path path) {
    Display.write(path, toHtml().getBytes(UTF_8));
  }

  /**
   * Writes the image as {@link Display#writePng} does.
   *
   * @param path the file
   * @throws io.github.tfsaliency.attribution.SaliencyException if it cannot be written
   */
  public void writePng(Path path) {
    Display.write(path, Encoded.png(toBufferedImage()));
  }
}
