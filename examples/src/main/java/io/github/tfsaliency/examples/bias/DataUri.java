package io.github.tfsaliency.examples.bias;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.image.Picture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures inside the page, so that it is one file. */
final class DataUri {
  private static final float QUALITY = 0.85f;

  private DataUri() {}

  /** A picture as JPEG: noise as PNG would make the page ten times as large. */
  static String jpeg(Picture picture) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture.toBufferedImage(), null, null), parameters);
    } catch (IOException e) {
      throw new SaliencyException("A picture of the report could not be encoded: " + e, e);
    } finally {
      writer.dispose();
    }
    return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
