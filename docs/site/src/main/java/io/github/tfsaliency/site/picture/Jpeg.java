package io.github.tfsaliency.site.picture;

import io.github.tfsaliency.image.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures small enough for a page. */
final class Jpeg {
  private static final float QUALITY = 0.85f;

  private Jpeg() {}

  static void write(Picture picture, Path file) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam settings = writer.getDefaultWriteParam();
    settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    settings.setCompressionQuality(QUALITY);
    try {
      // A stream of images does not shorten a longer file of the same name.
      Files.deleteIfExists(file);
      try (ImageOutputStream stream = ImageIO.createImageOutputStream(file.toFile())) {
        writer.setOutput(stream);
        writer.write(null, new IIOImage(picture.toBufferedImage(), null, null), settings);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
  }
}
