package io.github.tfsaliency.file;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** A file that appears whole or not at all. */
public final class WholeFile {
  private WholeFile() {}

  /** What stands in a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes it.
     *
     * @param stream buffered; closed by the caller
     * @throws IOException if the stream fails
     */
    void writeTo(OutputStream stream) throws IOException;
  }

  /**
   * Writes a file, or replaces it.
   *
   * @param file where to
   * @param content what stands in it
   * @throws SaliencyException if it cannot be written
   */
  public static void write(Path file, Content content) {
    Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      try (OutputStream stream =
          new BufferedOutputStream(
              Files.newOutputStream(
                  temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
        content.writeTo(stream);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new SaliencyException(Message.of("The file '%s' cannot be written: %s.", file, e), e);
    } finally {
      deleteIfExists(temporary);
    }
  }

  private static void deleteIfExists(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The temporary file '%s' cannot be deleted: %s.", temporary, e), e);
    }
  }
}
