package io.github.tfsaliency.record;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;

/**
 * The software and settings that computed a map. Other versions, other numbers of threads and other
 * kernels change a map by rounding.
 *
 * @param library the name of the library
 * @param versions the versions of the library, of TensorFlow and of Java, by name
 * @param intraOpThreads the requested threads of one operation: from {@code SessionOptions}, from
 *     the environment variable {@code TF_NUM_INTRAOP_THREADS}, or one for each processor
 * @param interOpThreads the requested number of operations at the same time, from the same sources
 * @param oneDnn the value of the environment variable {@code TF_ENABLE_ONEDNN_OPTS}; empty if it is
 *     not set and TensorFlow chooses by the processor
 * @param batchSize the number of samples that were explained together
 * @param memory the bytes that the samples of a computation may use in the model; they limit how
 *     many samples are computed together
 * @since 0.1.0
 */
public record Circumstances(
    String library,
    ImmutableMap<String, String> versions,
    int intraOpThreads,
    int interOpThreads,
    Optional<Boolean> oneDnn,
    int batchSize,
    long memory) {
  /**
   * Checks the numbers.
   *
   * @param library the name of the library
   * @param versions the versions of the library, of TensorFlow and of Java, by name
   * @param intraOpThreads the requested threads of one operation
   * @param interOpThreads the requested number of operations at the same time
   * @param oneDnn the value of the environment variable {@code TF_ENABLE_ONEDNN_OPTS}; empty if it
   *     is not set
   * @param batchSize the number of samples that were explained together
   * @param memory the bytes that the samples of a computation may use in the model
   * @throws IllegalArgumentException if a number is not positive
   */
  public Circumstances {
    requireNonNull(library, "library");
    requireNonNull(versions, "versions");
    requireNonNull(oneDnn, "oneDnn");
    checkArgument(
        intraOpThreads > 0 && interOpThreads > 0,
        "The numbers of threads %s and %s must be positive.",
        intraOpThreads,
        interOpThreads);
    checkArgument(
        batchSize > 0 && memory > 0,
        "The batch of %s samples and the memory of %s bytes must be positive.",
        batchSize,
        memory);
  }
}
