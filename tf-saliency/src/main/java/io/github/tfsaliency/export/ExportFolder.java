package io.github.tfsaliency.export;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder that appears whole or not at all: it is written beside its place and moved there by
 * {@link #publish}; closing without that leaves no trace.
 */
final class ExportFolder implements AutoCloseable {
  private final Path target;
  private final Path staging;
  private final boolean replaces;

  private ExportFolder(Path target, Path staging, boolean replaces) {
    this.target = target;
    this.staging = staging;
    this.replaces = replaces;
  }

  /**
   * Prepares a folder.
   *
   * @param model the folder of the model that is exported, which stays as it is
   * @param replaces whether a SavedModel that is there is replaced
   */
  static ExportFolder at(Path folder, Path model, boolean replaces) {
    Path target = folder.toAbsolutePath().normalize();
    Path parent = target.getParent();
    if (parent == null || (Files.exists(target) && !Files.isDirectory(target))) {
      throw new SaliencyException(
          Message.of("The explanation cannot be written: '%s' is not a folder.", folder));
    }
    try {
      requireFree(target, folder, model, replaces);
      Files.createDirectories(parent);
      Path staging = parent.resolve("." + target.getFileName() + "." + UUID.randomUUID());
      return new ExportFolder(target, Files.createDirectory(staging), replaces);
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  private static void requireFree(Path target, Path folder, Path model, boolean replaces)
      throws IOException {
    if (isEmpty(target)) {
      return;
    }
    if (!replaces) {
      throw new SaliencyException(
          Message.of(
              "The folder '%s' is there already, and not empty.\n"
                  + "Maybe choose another, or say that it is to be replaced.",
              folder));
    }
    Path own = model.toRealPath();
    if (own.startsWith(target.toRealPath())) {
      throw new SaliencyException(
          Message.of(
              "The folder '%s' holds the model that is exported, so it is not replaced.\n"
                  + "Maybe choose another.",
              folder));
    }
    if (!Files.isRegularFile(target.resolve("saved_model.pb"))) {
      throw new SaliencyException(
          Message.of(
              "The folder '%s' holds something else than a SavedModel, so it is not replaced.\n"
                  + "Maybe choose another, or remove it first.",
              folder));
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** Where the files are written. */
  Path path() {
    return staging;
  }

  /** Makes the folder visible. */
  void publish() throws IOException {
    if (!replaces || isEmpty(target)) {
      // Fails if somebody has filled the folder in the meantime.
      Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    Path old = staging.resolveSibling(staging.getFileName() + ".old");
    Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    try {
      Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
      throw e;
    }
    MoreFiles.deleteRecursively(old, RecursiveDeleteOption.ALLOW_INSECURE);
  }

  static SaliencyException unwritable(Path folder, IOException e) {
    return new SaliencyException(
        Message.of("The folder '%s' cannot be written: %s.\nMaybe choose another.", folder, e), e);
  }

  @Override
  public void close() {
    if (Files.exists(staging)) {
      try {
        MoreFiles.deleteRecursively(staging, RecursiveDeleteOption.ALLOW_INSECURE);
      } catch (IOException e) {
        throw unwritable(staging, e);
      }
    }
  }
}
