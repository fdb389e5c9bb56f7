package io.github.tfsaliency.attribution;

import org.jspecify.annotations.Nullable;

/**
 * A SavedModel that is missing, broken, unsafe, or of a kind that cannot be explained.
 *
 * @since 0.1.0
 */
public final class UnsupportedModelException extends SaliencyException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception without a cause.
   *
   * @param message the problem and a remedy
   */
  public UnsupportedModelException(String message) {
    super(message);
  }

  /**
   * Creates an exception that keeps the failure of TensorFlow or the file system.
   *
   * @param message the problem and a remedy
   * @param cause the original failure
   */
  public UnsupportedModelException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
