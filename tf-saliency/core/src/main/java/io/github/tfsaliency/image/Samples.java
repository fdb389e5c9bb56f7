package io.github.tfsaliency.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** The pixels of a {@link BufferedImage} as three bytes each, transparency over white. */
final class Samples {
  private Samples() {}

  static byte[] rgb(BufferedImage image) {
    return isStored(image.getColorModel()) ? stored(image) : converted(image);
  }

  /**
   * Whether the samples themselves are red, green and blue or grey. Java takes grey for linear
   * light and would brighten it; Pillow and TensorFlow do not.
   */
  private static boolean isStored(ColorModel model) {
    int type = model.getColorSpace().getType();
    return model instanceof ComponentColorModel
        && (model.getTransferType() == DataBuffer.TYPE_BYTE
            || model.getTransferType() == DataBuffer.TYPE_USHORT)
        && !model.isAlphaPremultiplied()
        && (type == ColorSpace.TYPE_GRAY || type == ColorSpace.TYPE_RGB);
  }

  private static byte[] stored(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    ColorModel model = image.getColorModel();
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int colours = model.getNumColorComponents();
    int max = model.getTransferType() == DataBuffer.TYPE_BYTE ? 255 : 65535;
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    int[] row = new int[width * bands];
    int target = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int pixel = x * bands;
        int alpha = bands > colours ? row[pixel + colours] : max;
        for (int c = 0; c < 3; c++) {
          rgb[target++] = overWhite(row[pixel + Math.min(c, colours - 1)], alpha, max);
        }
      }
    }
    return rgb;
  }

  private static byte[] converted(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    int[] row = new int[width];
    int target = 0;
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int argb : row) {
        int alpha = argb >>> 24;
        rgb[target++] = overWhite(argb >> 16 & 0xff, alpha, 255);
        rgb[target++] = overWhite(argb >> 8 & 0xff, alpha, 255);
        rgb[target++] = overWhite(argb & 0xff, alpha, 255);
      }
    }
    return rgb;
  }

  private static byte overWhite(int sample, int alpha, int max) {
    double opacity = (double) alpha / max;
    return (byte) Math.round(255 * (1 - opacity + opacity * sample / max));
  }
}
