package io.github.tfsaliency.attribution;

/**
 * A method or target needs a kind of node or a layer that the model does not have.
 *
 * @since 0.1.0
 */
public final class NoMatchingNodeException extends SaliencyException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception without a cause.
   *
   * @param message the problem and a remedy
   */
  public NoMatchingNodeException(String message) {
    super(message);
  }
}
