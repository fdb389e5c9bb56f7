package io.github.tfsaliency;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import java.nio.file.Path;

/**
 * What {@link Saliency#export} has written.
 *
 * <p>The folder appears whole or not at all, however the process ends. One that is replaced is
 * exchanged in one step where the file system can, and keeps what is no part of a SavedModel. The
 * model's {@code assets}, {@code assets.extra}, labels and licences are copied, and its {@code
 * saliency.json} gets the method, its parameters and the version.
 *
 * <p>Whoever loads the export can run all that is in it. So what the model's signatures, its init
 * op, its restore op and its save op run is compared with the list of allowed operations first,
 * functions included. A signature that would run anything else is left out, as is all that none of
 * these needs.
 *
 * @param folder the SavedModel's folder, as it was given
 * @param signatures the signatures that were added: {@code explain}, and {@code explain_encoded} if
 *     the model takes pictures of one size and says how it encodes them
 * @param leftOut the signatures of the model that the export lacks, by name, each with the reason:
 *     which node would do what, and the way there; empty for an ordinary model
 */
public record ExportReport(
    Path folder, ImmutableSet<String> signatures, ImmutableSortedMap<String, String> leftOut) {
  /**
   * Requires all three.
   *
   * @param folder the SavedModel's folder
   * @param signatures the keys of what was added
   * @param leftOut the reasons, by the names of the signatures
   */
  public ExportReport {
    requireNonNull(folder, "folder");
    requireNonNull(signatures, "signatures");
    requireNonNull(leftOut, "leftOut");
  }
}
