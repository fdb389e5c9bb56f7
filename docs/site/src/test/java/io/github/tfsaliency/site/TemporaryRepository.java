package io.github.tfsaliency.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small repository for one test. */
final class TemporaryRepository {
  private final Path root;

  TemporaryRepository(Path root) {
    this.root = root;
  }

  TemporaryRepository with(String file, String text) {
    try {
      Path path = root.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Repository read() {
    return Repository.at(root);
  }
}
