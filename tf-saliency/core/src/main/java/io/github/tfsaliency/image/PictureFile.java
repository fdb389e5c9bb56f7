package io.github.tfsaliency.image;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.FileKind;
import io.github.tfsaliency.message.Message;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Picture files on disk: read whole, written whole or not at all. */
final class PictureFile {
  private final Path path;

  PictureFile(Path path) {
    this.path = path;
  }

  Picture read() {
    return decoded(PictureDecoder::read);
  }

  Bands readBands() {
    return decoded(PictureDecoder::bands);
  }

  /** The reader of the picture reports what is wrong with it. */
  boolean isFine() {
    try {
      return decoded(PictureDecoder::isFine);
    } catch (SaliencyException e) {
      return false;
    }
  }

  private <T> T decoded(Function<PictureDecoder, T> decoding) {
    try {
      requireRegular();
      return decoding.apply(new PictureDecoder(PictureSource.of(path)));
    } catch (NoSuchFileException e) {
      throw new SaliencyException(
          Message.of("The picture '%s' does not exist.\nMaybe check the path.", path), e);
    } catch (IOException e) {
      throw new SaliencyException(Message.of("The picture '%s' cannot be read: %s.", path, e), e);
    }
  }

  void writePng(BufferedImage image) {
    Path target = path.toAbsolutePath();
    Path parent = target.getParent();
    Path name = target.getFileName();
    if (parent == null || name == null) {
      throw new SaliencyException(
          Message.of(
              "The picture cannot be written to '%s': this is not a file name.\nMaybe add one.",
              path));
    }
    Path partial = parent.resolve("." + name + "." + UUID.randomUUID() + ".tmp");
    try {
      Files.createDirectories(parent);
      try {
        Files.write(partial, png(image), StandardOpenOption.CREATE_NEW);
        move(partial, target);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of(
              "The picture cannot be written to '%s': %s.\nMaybe choose another folder.", path, e),
          e);
    }
  }

  /** It is opened more than once, and a pipe would not end. */
  private void requireRegular() throws IOException {
    Optional<String> kind = FileKind.unlikeRegularFile(path);
    if (kind.isPresent()) {
      throw new SaliencyException(
          Message.of(
              "The picture '%s' cannot be read: it %s.\n"
                  + "Maybe name a picture, or save its content to a file first.",
              path, Message.part(kind.get())));
    }
  }

  static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "png", stream)) {
        throw new IIOException("this Java runtime has no PNG encoder");
      }
    }
    return bytes.toByteArray();
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
