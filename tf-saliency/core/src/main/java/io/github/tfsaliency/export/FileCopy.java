package io.github.tfsaliency.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Copies a file of a model. */
final class FileCopy {
  private FileCopy() {}

  /**
   * Copies a file with its permissions.
   *
   * @param real a regular file, which may have become something else since it was looked at
   * @param copy what does not exist yet
   * @throws IOException if it cannot be copied, or is no regular file any more
   */
  static void write(Path real, Path copy) throws IOException {
    Files.copy(real, copy, LinkOption.NOFOLLOW_LINKS);
    if (!Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("'" + real + "' became something else than a regular file");
    }
  }
}
