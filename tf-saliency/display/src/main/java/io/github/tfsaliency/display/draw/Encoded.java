package io.github.tfsaliency.display.draw;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pixels as bytes of files. */
public final class Encoded {
  private static final float QUALITY = 0.9f;

  /** Small pictures keep every pixel, photographs need not. */
  private static final int PHOTOGRAPH = 128 * 128;

  private Encoded() {}

  /** A PNG file. */
  public static byte[] png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "png", bytes)) {
        throw new IOException("no writer of PNG takes it");
      }
    } catch (IOException e) {
      throw failure(e);
    }
    return bytes.toByteArray();
  }

  /** The value of an attribute that holds the picture itself. */
  static String uri(BufferedImage image) {
    boolean photograph =
        image.getType() == BufferedImage.TYPE_INT_RGB
            && image.getWidth() * image.getHeight() > PHOTOGRAPH;
    return photograph
        ? "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg(image))
        : "data:image/png;base64," + Base64.getEncoder().encodeToString(png(image));
  }

  private static byte[] jpeg(BufferedImage image) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } catch (IOException e) {
      throw failure(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static SaliencyException failure(IOException e) {
    return new SaliencyException(Message.of("A picture could not be encoded: %s.", e), e);
  }
}
