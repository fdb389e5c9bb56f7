package io.github.tfsaliency.cli.report;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.image.ColorMap;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.HeatmapStyle;
import io.github.tfsaliency.image.Picture;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures inside a page, so that it is one file. */
public final class DataUri {
  private static final float QUALITY = 0.9f;

  /** Odd, so that zero has a colour of its own. */
  private static final int LEVELS = 255;

  private static final IndexColorModel SIGNED = palette(ColorMap.BLUE_WHITE_RED);
  private static final IndexColorModel UNSIGNED = palette(ColorMap.VIRIDIS);

  private DataUri() {}

  /**
   * A photograph as JPEG.
   *
   * @param picture the photograph
   * @return the value of an attribute {@code src}
   */
  public static String jpeg(Picture picture) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture.toBufferedImage(), null, null), parameters);
    } catch (IOException e) {
      throw failure(e);
    } finally {
      writer.dispose();
    }
    return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /**
   * A map as PNG with a palette: a third of the size of full colour, and JPEG would mix the hues.
   *
   * @param heatmap in the colours of its style
   * @return the value of an attribute {@code src}
   */
  public static String png(Heatmap heatmap) {
    boolean signed = heatmap.style() == HeatmapStyle.SIGNED;
    BufferedImage image =
        new BufferedImage(
            heatmap.width(),
            heatmap.height(),
            BufferedImage.TYPE_BYTE_INDEXED,
            signed ? SIGNED : UNSIGNED);
    WritableRaster raster = image.getRaster();
    heatmap
        .shown()
        .scalars()
        .forEachIndexed(
            (position, value) ->
                raster.setSample(
                    (int) position[1],
                    (int) position[0],
                    0,
                    Math.round(
                        (signed ? (value.getFloat() + 1) / 2 : value.getFloat()) * (LEVELS - 1))));
    return png(image);
  }

  /**
   * A small picture as PNG, which keeps every pixel.
   *
   * @param picture the picture
   * @return the value of an attribute {@code src}
   */
  public static String png(Picture picture) {
    return png(picture.toBufferedImage());
  }

  private static String png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw failure(e);
    }
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static IndexColorModel palette(ColorMap map) {
    int[] colours = new int[LEVELS];
    for (int i = 0; i < LEVELS; i++) {
      colours[i] = map.rgb(i / (LEVELS - 1.0));
    }
    return new IndexColorModel(8, LEVELS, colours, 0, false, -1, DataBuffer.TYPE_BYTE);
  }

  private static SaliencyException failure(IOException e) {
    return new SaliencyException("A picture of the report could not be encoded: " + e, e);
  }
}
