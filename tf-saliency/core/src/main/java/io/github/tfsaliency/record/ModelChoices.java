package io.github.tfsaliency.record;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import io.github.tfsaliency.image.PixelEncoding;
import java.util.Optional;

/**
 * The explained part of a SavedModel, and how it was loaded.
 *
 * @param signature the name of the signature
 * @param tags the tags of the graph
 * @param input the input or tensor that was chosen; empty for the signature's own inputs
 * @param output the output or tensor that was chosen; empty for the signature's own output
 * @param explained the tensor whose element was explained
 * @param probability whether a final softmax or sigmoid was explained, not the logit before it
 * @param set inputs that were fixed for all samples, with their values as text
 * @param setFiles inputs that were fixed to arrays, with the SHA-256 of their {@code .npy} files
 * @param encoding the preprocessing of pictures that the caller gave; empty for the model's own
 * @param labels the SHA-256 of the file of labels that the caller gave; empty for the model's own
 * @since 0.1.0
 */
public record ModelChoices(
    String signature,
    ImmutableSet<String> tags,
    Optional<String> input,
    Optional<String> output,
    String explained,
    boolean probability,
    ImmutableSortedMap<String, String> set,
    ImmutableSortedMap<String, String> setFiles,
    Optional<PixelEncoding> encoding,
    Optional<String> labels) {
  /**
   * Checks the checksums.
   *
   * @param signature the name of the signature
   * @param tags the tags of the graph
   * @param input the input or tensor that was chosen; empty for the signature's own inputs
   * @param output the output or tensor that was chosen; empty for the signature's own output
   * @param explained the tensor whose element was explained
   * @param probability whether a final softmax or sigmoid was explained, not the logit before it
   * @param set inputs that were fixed for all samples, with their values as text
   * @param setFiles inputs that were fixed to arrays, with the SHA-256 of their {@code .npy} files
   * @param encoding the preprocessing of pictures that the caller gave; empty for the model's own
   * @param labels the SHA-256 of the file of labels that the caller gave; empty for the model's own
   * @throws IllegalArgumentException if a checksum is not valid
   */
  public ModelChoices {
    requireNonNull(signature, "signature");
    requireNonNull(tags, "tags");
    requireNonNull(input, "input");
    requireNonNull(output, "output");
    requireNonNull(explained, "explained");
    requireNonNull(set, "set");
    requireNonNull(setFiles, "setFiles").values().forEach(Sha256::require);
    requireNonNull(encoding, "encoding");
    requireNonNull(labels, "labels").ifPresent(Sha256::require);
  }
}
