package io.github.tfsaliency.record;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.OptionalLong;

/**
 * The record of one map: its input, its method, and the files it was computed from. {@code
 * docs/record.md} has the keys of its JSON form, which {@link RecordJson} reads and writes. Files
 * are identified by their checksums, not by their names and locations.
 *
 * @param circumstances the software and settings
 * @param model the files of the model
 * @param choices the explained part of the model, and how it was loaded
 * @param input the explained input
 * @param targets the targets, by sample
 * @param method the text form of the method
 * @param seed the seed of the method; empty for a method without random draws
 * @param sumsEmbedding whether the map of embedded ids was summed over the embedding's dimension
 * @param files the SHA-256 of each file that the method or a target names, by that name
 * @param warnings the warnings of all samples together
 * @param map the input that the map belongs to, and its {@code .npy} file
 * @since 0.1.0
 */
public record ExplanationRecord(
    Circumstances circumstances,
    ModelSums model,
    ModelChoices choices,
    InputSums input,
    ImmutableList<ExplainedTarget> targets,
    String method,
    OptionalLong seed,
    boolean sumsEmbedding,
    ImmutableMap<String, String> files,
    ImmutableList<String> warnings,
    MapSum map) {
  /**
   * Checks that nothing is missing.
   *
   * @param circumstances the software and settings
   * @param model the files of the model
   * @param choices the explained part of the model, and how it was loaded
   * @param input the explained input
   * @param targets the targets, by sample
   * @param method the text form of the method
   * @param seed the seed of the method; empty for a method without random draws
   * @param sumsEmbedding whether the map of embedded ids was summed over the embedding's dimension
   * @param files the SHA-256 of each file that the method or a target names, by that name
   * @param warnings the warnings of all samples together
   * @param map the input that the map belongs to, and its {@code .npy} file
   * @throws IllegalArgumentException if there is no target, or a checksum is not valid
   */
  public ExplanationRecord {
    requireNonNull(circumstances, "circumstances");
    requireNonNull(model, "model");
    requireNonNull(choices, "choices");
    requireNonNull(input, "input");
    requireNonNull(targets, "targets");
    requireNonNull(method, "method");
    requireNonNull(seed, "seed");
    requireNonNull(files, "files").values().forEach(Sha256::require);
    requireNonNull(warnings, "warnings");
    requireNonNull(map, "map");
    checkArgument(!targets.isEmpty(), "A record must have a target.");
  }

  /**
   * A map's file.
   *
   * @param of the input of the model that the map belongs to
   * @param sha256 the SHA-256 of the {@code .npy} file's bytes
   * @param file the file's name; empty if it was not written
   */
  public record MapSum(String of, String sha256, String file) {
    /**
     * Checks the checksum.
     *
     * @param of the input of the model that the map belongs to
     * @param sha256 the SHA-256 of the {@code .npy} file's bytes
     * @param file the file's name; empty if it was not written
     * @throws IllegalArgumentException if the checksum is not valid
     */
    public MapSum {
      requireNonNull(of, "of");
      Sha256.require(requireNonNull(sha256, "sha256"));
      requireNonNull(file, "file");
    }
  }
}
