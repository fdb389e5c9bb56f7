package io.github.tfsaliency.attribution;

/** A computation that was not done within the time that it was given. */
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
