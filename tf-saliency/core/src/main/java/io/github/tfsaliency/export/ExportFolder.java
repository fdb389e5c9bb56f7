package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.output.StagedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** The place of an export: free, or a SavedModel that may be replaced. */
final class ExportFolder implements AutoCloseable {
  private static final String MODEL = "saved_model.pb";

  /** What a SavedModel consists of; whatever else lies in its folder stays. */
  private static final ImmutableSet<String> PARTS =
      ImmutableSet.of(
          MODEL, "fingerprint.pb", "keras_metadata.pb", "variables", "assets", "assets.extra");

  private final StagedFolder staged;
  private final boolean replaces;

  private ExportFolder(StagedFolder staged, boolean replaces) {
    this.staged = staged;
    this.replaces = replaces;
  }

  /**
   * Prepares a folder.
   *
   * @param model the folder of the model that is exported, which stays as it is
   * @param replaces whether a SavedModel that is there is replaced
   */
  static ExportFolder at(Path folder, Path model, boolean replaces) {
    StagedFolder staged;
    try {
      staged = StagedFolder.at(folder, PARTS);
    } catch (NotDirectoryException e) {
      throw new SaliencyException(
          Message.of("The explanation cannot be written: '%s' is not a folder.", folder), e);
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
    ExportFolder prepared = new ExportFolder(staged, replaces);
    try {
      if (!staged.isFree()) {
        requireReplaceable(folder, model, replaces);
      }
      return prepared;
    } catch (IOException e) {
      prepared.close();
      throw unwritable(folder, e);
    } catch (SaliencyException e) {
      prepared.close();
      throw e;
    }
  }

  private static void requireReplaceable(Path folder, Path model, boolean replaces)
      throws IOException {
    if (!replaces) {
      throw new SaliencyException(
          Message.of(
              "The folder '%s' already exists and is not empty.\n"
                  + "Maybe choose another, or allow replacing it.",
              folder));
    }
    Path own = model.toRealPath();
    if (own.startsWith(folder.toRealPath())) {
      throw new SaliencyException(
          Message.of(
              "The folder '%s' holds the model that is exported, so it is not replaced.\n"
                  + "Maybe choose another.",
              folder));
    }
    if (!Files.isRegularFile(folder.resolve(MODEL))) {
      throw new SaliencyException(
          Message.of(
              "The folder '%s' holds other files than a SavedModel, so it is not replaced.\n"
                  + "Maybe choose another, or remove it first.",
              folder));
    }
  }

  /** Where the files are written. */
  Path path() {
    return staged.path();
  }

  /** Makes the folder visible. */
  void publish() throws IOException {
    if (replaces) {
      staged.publish(MODEL);
    } else {
      staged.publishNew(MODEL);
    }
  }

  static SaliencyException unwritable(Path folder, IOException e) {
    return new SaliencyException(
        Message.of("The folder '%s' cannot be written: %s.\nMaybe choose another.", folder, e), e);
  }

  @Override
  public void close() {
    try {
      staged.close();
    } catch (IOException e) {
      throw unwritable(staged.path(), e);
    }
  }
}
