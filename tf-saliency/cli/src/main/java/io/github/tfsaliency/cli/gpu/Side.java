package io.github.tfsaliency.cli.gpu;

import com.google.common.collect.ImmutableList;

/** A model on one of the two devices that are compared, with samples that both are given. */
interface Side extends AutoCloseable {
  /**
   * Computes the maps of a few samples.
   *
   * @return the values of all maps, one after the other
   * @throws RuntimeException as {@code Failures.isExplained} says, if the method does not fit
   */
  float[] map(Probe probe);

  /** Seconds of a forward pass, the median of a few. */
  double forwardSeconds(int batch);

  /** Seconds of the maps of a batch, the median of a few. */
  double mapSeconds(String method, int batch);

  /** Lets the process multiply float32 as TF32, or no longer. */
  void allowTensorFloat32(boolean isAllowed);

  /** The names of what it computes on, and what TensorFlow may take of a GPU's memory. */
  ImmutableList<String> devices();

  /** What is computed, in the form of the methods' texts. */
  ImmutableList<Probe> probes();

  @Override
  void close();
}
