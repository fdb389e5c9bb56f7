package io.github.tfsaliency.image;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import javax.imageio.stream.ImageInputStream;

/**
 * TwelveMonkeys' libraries, which are optional dependencies: an application without pictures needs
 * none of them.
 */
enum PictureLibrary {
  JPEG(
      "is a JPEG file",
      "imageio-jpeg",
      "com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi"),
  WEBP(
      "is a WebP file",
      "imageio-webp",
      "com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi"),
  METADATA(
      "has metadata of a camera (EXIF)",
      "imageio-metadata",
      "com.twelvemonkeys.imageio.metadata.tiff.TIFFReader");

  private static final int JPEG_START = 0xffd8;
  private static final int RIFF = 0x52494646;
  private static final int WEBP_TYPE = 0x57454250;
  private static final int RIFF_TYPE = 8;

  private final String trait;
  private final String artifact;
  private final boolean isPresent;

  PictureLibrary(String trait, String artifact, String type) {
    this.trait = trait;
    this.artifact = artifact;
    this.isPresent = isPresent(type);
  }

  boolean isPresent() {
    return isPresent;
  }

  /** The library for a file that begins like this; empty where the JDK has a decoder. */
  static Optional<PictureLibrary> decoding(ImageInputStream stream) throws IOException {
    stream.seek(0);
    try {
      int start = stream.readInt();
      if (start >>> 16 == JPEG_START) {
        return Optional.of(JPEG);
      }
      stream.seek(RIFF_TYPE);
      return start == RIFF && stream.readInt() == WEBP_TYPE ? Optional.of(WEBP) : Optional.empty();
    } catch (EOFException e) {
      return Optional.empty();
    }
  }

  /** Throws if the library is missing, with the dependency to add. */
  void require(Message.Part picture) {
    if (!isPresent) {
      throw new SaliencyException(
          Message.of(
              "The %s %s, and the library that reads this is missing.\n"
                  + "Maybe add the dependency com.twelvemonkeys.imageio:%s:%s.",
              picture, Message.part(trait), Message.part(artifact), Message.part(version())));
    }
  }

  private static boolean isPresent(String type) {
    try {
      Class.forName(type, false, PictureLibrary.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static String version() {
    try (InputStream in = PictureLibrary.class.getResourceAsStream("libraries.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("twelvemonkeys");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
