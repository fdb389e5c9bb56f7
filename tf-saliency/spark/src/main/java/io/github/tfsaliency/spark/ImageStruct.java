package io.github.tfsaliency.spark;

import com.google.common.math.LongMath;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.message.Message;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;

/**
 * A picture as Spark's data source {@code image} gives it: bytes row by row, grey, or blue, green,
 * red, or these with alpha.
 *
 * <p>Source: Spark, {@code org.apache.spark.ml.image.ImageSchema}.
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
record ImageStruct(int height, int width, int channels, int mode, byte[] data) {
  private static final int GREY = 0;
  private static final int BGR = 16;
  private static final int BGRA = 24;

  Picture picture() {
    if (height <= 0 || width <= 0) {
      throw new IllegalArgumentException(
          "Spark could not decode the picture.\n"
              + "Maybe read files with the format 'binaryFile', which are decoded here.");
    }
    int bands =
        switch (mode) {
          case GREY -> 1;
          case BGR -> 3;
          case BGRA -> 4;
          default ->
              throw new IllegalArgumentException(
                  Message.of(
                      "The picture's mode is %s, which is none of %s (grey), %s (blue, green, red)"
                          + " and %s (the same and alpha).",
                      mode, GREY, BGR, BGRA));
        };
    long pixels = LongMath.saturatedMultiply(height, width);
    if (bands != channels || pixels > Picture.MAX_PIXELS || data.length != pixels * bands) {
      throw new IllegalArgumentException(
          Message.of(
              "A picture of %s x %s pixels, mode %s and %s channels cannot have %s bytes, or is"
                  + " larger than %s pixels.",
              width, height, mode, channels, data.length, Picture.MAX_PIXELS));
    }
    return Picture.of(image(bands));
  }

  private BufferedImage image(int bands) {
    BufferedImage image =
        new BufferedImage(
            width,
            height,
            switch (bands) {
              case 1 -> BufferedImage.TYPE_BYTE_GRAY;
              case 3 -> BufferedImage.TYPE_3BYTE_BGR;
              default -> BufferedImage.TYPE_4BYTE_ABGR;
            });
    byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    if (bands < 4) {
      System.arraycopy(data, 0, samples, 0, samples.length);
    } else {
      for (int pixel = 0; pixel < samples.length; pixel += 4) {
        samples[pixel] = data[pixel + 3];
        System.arraycopy(data, pixel, samples, pixel + 1, 3);
      }
    }
    return image;
  }
}
