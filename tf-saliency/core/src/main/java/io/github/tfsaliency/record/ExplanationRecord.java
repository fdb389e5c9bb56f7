package io.github.tfsaliency.record;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.OptionalLong;

/**
 * One map: of what, by what, from which files. {@code docs/record.md} has the keys of its JSON
 * form, which {@link RecordJson} reads and writes. Names and places of files are no part of what a
 * record says: files are known by their sums.
 *
 * @param circumstances what computed it
 * @param model the files of the model
 * @param choices which part of the model, and how it was loaded
 * @param input what was explained
 * @param targets by sample
 * @param method as it is printed
 * @param seed of the method; empty for one that draws nothing
 * @param sumsEmbedding whether the map of embedded ids was summed over the numbers of the embedding
 * @param files the SHA-256 of each file that the method or a target names, by that name
 * @param warnings of all samples together
 * @param map the input that the map is of, and its {@code .npy} file
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
   * @param circumstances what computed it
   * @param model the files of the model
   * @param choices which part of the model, and how it was loaded
   * @param input what was explained
   * @param targets by sample
   * @param method as it is printed
   * @param seed of the method; empty for one that draws nothing
   * @param sumsEmbedding whether the map of embedded ids was summed over the numbers of the
   *     embedding
   * @param files the SHA-256 of each file that the method or a target names, by that name
   * @param warnings of all samples together
   * @param map the input that the map is of, and its {@code .npy} file
   * @throws IllegalArgumentException if there is no target, or a sum is none
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
   * @param of the input of the model that the map is of
   * @param sha256 of the {@code .npy} file's bytes
   * @param file the name that it was given; empty if it was not written
   */
  public record MapSum(String of, String sha256, String file) {
    /**
     * Checks the sum.
     *
     * @param of the input of the model that the map is of
     * @param sha256 of the {@code .npy} file's bytes
     * @param file the name that it was given; empty if it was not written
     * @throws IllegalArgumentException if it is none
     */
    public MapSum {
      requireNonNull(of, "of");
      Sha256.require(requireNonNull(sha256, "sha256"));
      requireNonNull(file, "file");
    }
  }
}
