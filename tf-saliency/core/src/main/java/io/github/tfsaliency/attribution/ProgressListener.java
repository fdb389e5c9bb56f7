package io.github.tfsaliency.attribution;

/** Hears how far a long computation has come. */
@FunctionalInterface
public interface ProgressListener {
  /**
   * Called after each chunk, in the thread that computes.
   *
   * @param done how many samples have been through the model
   * @param total how many there will be, as far as that is known; never less than {@code done}
   */
  void onProgress(long done, long total);
}
