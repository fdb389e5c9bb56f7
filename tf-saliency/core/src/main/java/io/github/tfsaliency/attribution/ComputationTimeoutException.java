package io.github.tfsaliency.attribution;

/**
 * A computation that was not done within the time that it was given.
 *
 * <p>The time is looked at before every pass and while a graph is built, and a pass that goes on
 * when it is over is no longer waited for: the exception comes then, but TensorFlow finishes the
 * kernels that it has begun, in a thread and in memory of this process. The model stays usable; one
 * that is closed meanwhile gives its memory back when they end. Not bounded: what has no passes,
 * such as the loading of a model, one call of TensorFlow that adds nodes to a graph, and what a
 * method computes in Java after its last pass.
 */
public final class ComputationTimeoutException extends SaliencyException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception without a cause.
   *
   * @param message what ran, how long it was given, and what to do
   */
  public ComputationTimeoutException(String message) {
    super(message);
  }
}
