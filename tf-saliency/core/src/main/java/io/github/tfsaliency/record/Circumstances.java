package io.github.tfsaliency.record;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;

/**
 * What computed a map. Another version, another number of threads and other kernels change the last
 * bits of a map.
 *
 * @param library its name
 * @param versions by name: of the library, of TensorFlow and of Java
 * @param intraOpThreads for one operation, as they were asked for: by {@code SessionOptions}, by
 *     the environment's {@code TF_NUM_INTRAOP_THREADS}, or one for each processor
 * @param interOpThreads operations at the same time, asked for in the same way
 * @param oneDnn what the environment's {@code TF_ENABLE_ONEDNN_OPTS} says; empty where it says
 *     nothing and TensorFlow chooses by the processor
 * @param batchSize how many samples were explained together
 * @param memory bytes that the samples of a computation may take in the model, which decide how
 *     many are computed at once
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
   * @param library its name
   * @param versions by name: of the library, of TensorFlow and of Java
   * @param intraOpThreads for one operation, as they were asked for: by {@code SessionOptions}, by
   *     the environment's {@code TF_NUM_INTRAOP_THREADS}, or one for each processor
   * @param interOpThreads operations at the same time, asked for in the same way
   * @param oneDnn what the environment's {@code TF_ENABLE_ONEDNN_OPTS} says; empty where it says
   *     nothing and TensorFlow chooses by the processor
   * @param batchSize how many samples were explained together
   * @param memory bytes that the samples of a computation may take in the model, which decide how
   *     many are computed at once
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
