package io.github.tfsaliency;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import java.nio.file.Path;

/**
 * The result of {@link Saliency#export}.
 *
 * <p>The folder appears complete or not at all, even if the process is killed. If it replaces a
 * folder, the two are exchanged in one step where the file system supports this. Files that are not
 * part of a SavedModel are kept. The model's {@code assets}, {@code assets.extra}, labels and
 * licences are copied, and its {@code saliency.json} gets the method, its parameters and the
 * version.
 *
 * <p>Anybody who loads the export can run everything in it. So all operations that the model's
 * signatures, init op, restore op and save op run, including those in functions, are first compared
 * with the list of allowed operations. A signature that would run any other operation is left out.
 * Nodes and functions that no remaining signature needs are left out, too.
 *
 * @param folder the SavedModel's folder, as it was given
 * @param signatures the added signatures: {@code explain}, and {@code explain_encoded} if the model
 *     takes pictures of one size and declares its encoding
 * @param leftOut the model's signatures that are missing from the export, by name, each with the
 *     reason: the node, its operation, and the path to it; empty for an ordinary model
 * @since 0.1.0
 */
public record ExportReport(
    Path folder, ImmutableSet<String> signatures, ImmutableSortedMap<String, String> leftOut) {
  /**
   * A report.
   *
   * @param folder the SavedModel's folder
   * @param signatures the keys of the added signatures
   * @param leftOut the reasons, by the names of the omitted signatures
   */
  public ExportReport {
    requireNonNull(folder, "folder");
    requireNonNull(signatures, "signatures");
    requireNonNull(leftOut, "leftOut");
  }
}
