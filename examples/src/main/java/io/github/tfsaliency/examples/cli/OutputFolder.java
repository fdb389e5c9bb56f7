package io.github.tfsaliency.examples.cli;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder of results that appear together or not at all: they are written beside it and moved into
 * place by {@link #publish}; closing without that leaves no trace.
 */
final class OutputFolder implements AutoCloseable {
  private final Path target;
  private final Path staging;

  private OutputFolder(Path target, Path staging) {
    this.target = target;
    this.staging = staging;
  }

  /** Prepares a folder that may exist already. */
  static OutputFolder at(Path target) {
    Path absolute = target.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    if (parent == null || (Files.exists(absolute) && !Files.isDirectory(absolute))) {
      throw new IllegalArgumentException(
          Message.of("The output folder '%s' is not a folder.", target));
    }
    try {
      Files.createDirectories(parent);
      Path staging = parent.resolve("." + absolute.getFileName() + "." + UUID.randomUUID());
      return new OutputFolder(absolute, Files.createDirectory(staging));
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /** Where a file of the results is to be written. */
  Path file(String name) {
    return staging.resolve(name);
  }

  /** Makes the results visible. */
  void publish() {
    try {
      if (!Files.exists(target)) {
        Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
        return;
      }
      try (Stream<Path> results = Files.list(staging)) {
        List<Path> files = results.sorted().toList();
        for (Path file : files) {
          Files.move(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  @Override
  public void close() {
    if (Files.exists(staging)) {
      try {
        MoreFiles.deleteRecursively(staging, RecursiveDeleteOption.ALLOW_INSECURE);
      } catch (IOException e) {
        throw failure(staging, e);
      }
    }
  }

  /** What a command throws where a file of its results cannot be written. */
  static SaliencyException unwritable(Path folder, IOException e) {
    return new SaliencyException(
        Message.of("The output folder '%s' cannot be written: %s.", folder, e), e);
  }

  private static SaliencyException failure(Path folder, IOException e) {
    return new SaliencyException(
        Message.of(
            "The output folder '%s' cannot be written: %s.\nMaybe choose another with --out.",
            folder, e),
        e);
  }
}
