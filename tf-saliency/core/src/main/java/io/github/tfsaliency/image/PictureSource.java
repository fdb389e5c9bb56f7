package io.github.tfsaliency.image;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of an encoded picture, read more than once, and what messages call them. */
interface PictureSource {
  /** From the first byte. */
  InputStream open() throws IOException;

  /** In bytes. */
  long size() throws IOException;

  /** Behind the word "picture": nothing, or a space and more. */
  String name();

  static PictureSource of(Path path) {
    return new PictureSource() {
      @Override
      public InputStream open() throws IOException {
        return Files.newInputStream(path);
      }

      @Override
      public long size() throws IOException {
        return Files.size(path);
      }

      @Override
      public String name() {
        return Message.of(" '%s'", path);
      }
    };
  }

  static PictureSource of(byte[] bytes) {
    return new PictureSource() {
      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }

      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public String name() {
        return Message.of(" of %s bytes", bytes.length);
      }
    };
  }

  /** All that a stream still has; it is left open. */
  static PictureSource of(InputStream stream, int most) {
    byte[] bytes;
    try {
      bytes = stream.readNBytes(most);
      if (bytes.length == most && stream.read() >= 0) {
        throw new SaliencyException(
            Message.of(
                "The picture of the stream has more than %s bytes.\nMaybe shrink it first.", most));
      }
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The picture cannot be read: its stream says %s.", e), e);
    }
    return of(bytes);
  }
}
