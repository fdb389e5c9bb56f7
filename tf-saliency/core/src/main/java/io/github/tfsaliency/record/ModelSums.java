package io.github.tfsaliency.record;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.UnsignedLong;
import io.github.tfsaliency.attribution.SaliencyException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The checksums of a SavedModel's files.
 *
 * @param fingerprint the numbers of {@code fingerprint.pb} by their names there, such as {@code
 *     graph_def_program_hash}; empty for a model without that file
 * @param savedModel the SHA-256 of {@code saved_model.pb}
 * @param variables the SHA-256 of each file below {@code variables}, by its name there with slashes
 * @since 0.1.0
 */
public record ModelSums(
    Optional<ImmutableMap<String, UnsignedLong>> fingerprint,
    String savedModel,
    ImmutableSortedMap<String, String> variables) {
  private static final String SAVED_MODEL = "saved_model.pb";
  private static final String FINGERPRINT = "fingerprint.pb";
  private static final String VARIABLES = "variables/";

  /**
   * Checks the checksums.
   *
   * @param fingerprint the numbers of {@code fingerprint.pb} by their names there, such as {@code
   *     graph_def_program_hash}; empty for a model without that file
   * @param savedModel the SHA-256 of {@code saved_model.pb}
   * @param variables the SHA-256 of each file below {@code variables}, by its name there with
   *     slashes
   * @throws IllegalArgumentException if a checksum is not valid
   */
  public ModelSums {
    requireNonNull(fingerprint, "fingerprint");
    Sha256.require(requireNonNull(savedModel, "savedModel"));
    requireNonNull(variables, "variables").values().forEach(Sha256::require);
  }

  /**
   * Reads the files of a SavedModel, without loading it.
   *
   * @param files the files by their names in the SavedModel's folder, as {@code ModelLoader.files}
   *     gives them
   * @return their checksums
   * @throws SaliencyException if there is no {@code saved_model.pb}, or a file cannot be read
   */
  public static ModelSums of(Map<String, Path> files) {
    Path savedModel = files.get(SAVED_MODEL);
    if (savedModel == null) {
      throw new SaliencyException("There is no file 'saved_model.pb'.");
    }
    ImmutableSortedMap.Builder<String, String> variables = ImmutableSortedMap.naturalOrder();
    files.forEach(
        (name, file) -> {
          if (name.startsWith(VARIABLES)) {
            variables.put(name.substring(VARIABLES.length()), Sha256.of(file));
          }
        });
    return new ModelSums(
        Optional.ofNullable(files.get(FINGERPRINT)).flatMap(Fingerprint::read),
        Sha256.of(savedModel),
        variables.buildOrThrow());
  }
}
