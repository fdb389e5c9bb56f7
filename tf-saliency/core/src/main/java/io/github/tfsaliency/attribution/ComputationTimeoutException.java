package io.github.tfsaliency.attribution;

/**
 * A computation did not finish within its time limit.
 *
 * <p>The limit is checked before every pass and while a graph is built. If the time ends during a
 * pass, the exception is thrown without waiting for the pass. TensorFlow still finishes the kernels
 * that it has started, in a thread and memory of this process. The model stays usable. A model that
 * is closed meanwhile frees its memory when these kernels end.
 *
 * <p>The limit does not apply to work without passes: loading a model, a single call of TensorFlow
 * that adds nodes to a graph, and a method's computations in Java after its last pass.
 *
 * @since 0.1.0
 */
public final class ComputationTimeoutException extends SaliencyException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception without a cause.
   *
   * @param message the computation, its time limit, and a remedy
   */
  public ComputationTimeoutException(String message) {
    super(message);
  }
}
