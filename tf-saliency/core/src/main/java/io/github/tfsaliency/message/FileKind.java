package io.github.tfsaliency.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The kind of a path that should be a regular file. A pipe waits indefinitely for a writer, and a
 * device may have no end, so every path is checked here before it is opened.
 */
public final class FileKind {
  private FileKind() {}

  /**
   * What else than a regular file lies at a path. Links are followed.
   *
   * @param path any path
   * @return the end of a sentence, "is a folder, not a regular file" or "is a pipe, a socket or a
   *     device, not a regular file"; empty for a regular file
   * @throws java.nio.file.NoSuchFileException if nothing is there
   * @throws IOException if nobody may look there
   */
  public static Optional<String> unlikeRegularFile(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (attributes.isRegularFile()) {
      return Optional.empty();
    }
    return Optional.of(
        (attributes.isDirectory() ? "is a folder" : "is a pipe, a socket or a device")
            + ", not a regular file");
  }
}
