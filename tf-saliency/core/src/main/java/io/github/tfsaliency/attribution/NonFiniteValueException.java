package io.github.tfsaliency.attribution;

/**
 * A NaN or an infinity among a model's weights, its outputs, or the values of a map.
 *
 * @since 0.1.0
 */
public final class NonFiniteValueException extends SaliencyException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception without a cause.
   *
   * @param message the problem and a remedy
   */
  public NonFiniteValueException(String message) {
    super(message);
  }
}
