package io.github.tfsaliency.attribution;

/**
 * Receives the progress of a long computation.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ProgressListener {
  /**
   * Called after each chunk, in the thread that computes.
   *
   * @param done the number of samples that the model has computed
   * @param total the expected number of samples; never less than {@code done}
   */
  void onProgress(long done, long total);
}
