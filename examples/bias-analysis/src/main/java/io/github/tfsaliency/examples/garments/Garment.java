package io.github.tfsaliency.examples.garments;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** A garment cut out of its background. */
public final class Garment {
  /** Its height and width in pixels. */
  static final int SIZE = 28;

  private static final double BRIGHTEST = 255;

  private final int label;
  private final Raster pixels;

  private Garment(int label, Raster pixels) {
    this.label = label;
    this.pixels = pixels;
  }

  /**
   * Reads a sheet of garments, one row a class.
   *
   * @param sheet a PNG of grey and alpha; what is opaque belongs to the garment
   * @return by turns of each class, so that any number from the start has as many of each
   * @throws SaliencyException if the file is missing or no such sheet
   */
  public static List<Garment> readSheet(Path sheet) {
    BufferedImage image = read(sheet);
    int columns = image.getWidth() / SIZE;
    int rows = image.getHeight() / SIZE;
    if (columns * SIZE != image.getWidth()
        || rows * SIZE != image.getHeight()
        || image.getRaster().getNumBands() != 2) {
      throw new SaliencyException(
          Message.of(
              "'%s' is no sheet of garments: %s x %s pixels of %s channels instead of multiples of %s, grey and alpha.",
              sheet, image.getWidth(), image.getHeight(), image.getRaster().getNumBands(), SIZE));
    }
    List<Garment> garments = new ArrayList<>();
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++) {
        garments.add(
            new Garment(
                row,
                image.getRaster().createChild(column * SIZE, row * SIZE, SIZE, SIZE, 0, 0, null)));
      }
    }
    return garments;
  }

  private static BufferedImage read(Path sheet) {
    @Nullable BufferedImage image;
    try {
      image = ImageIO.read(sheet.toFile());
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The garments '%s' cannot be read: %s.", sheet, Message.reason(e)), e);
    }
    if (image == null) {
      throw new SaliencyException(Message.of("'%s' is no picture.", sheet));
    }
    return image;
  }

  /**
   * Its class.
   *
   * @return the index of the model's logit
   */
  public int label() {
    return label;
  }

  /** Whether a pixel belongs to it. */
  boolean covers(int row, int column) {
    return pixels.getSample(column, row, 1) > 0;
  }

  /** Its own grey in 0..1. */
  double grey(int row, int column) {
    return pixels.getSample(column, row, 0) / BRIGHTEST;
  }
}
