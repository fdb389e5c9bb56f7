package io.github.tfsaliency;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSortedMap;
import java.nio.file.Path;

/**
 * What {@link Saliency#export} has written.
 *
 * @param folder the SavedModel's folder, as it was given
 * @param leftOut the signatures of the model that the export lacks, by name, each with the reason:
 *     which node would do what, and the way there; empty for an ordinary model
 */
public record ExportReport(Path folder, ImmutableSortedMap<String, String> leftOut) {
  /**
   * Requires both.
   *
   * @param folder the SavedModel's folder
   * @param leftOut the reasons, by the names of the signatures
   */
  public ExportReport {
    requireNonNull(folder, "folder");
    requireNonNull(leftOut, "leftOut");
  }
}
