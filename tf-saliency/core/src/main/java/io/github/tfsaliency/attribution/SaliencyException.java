package io.github.tfsaliency.attribution;

import io.github.tfsaliency.message.Shown;
import org.jspecify.annotations.Nullable;

/**
 * The library cannot accept a model or a computation. The message names the object, the node, the
 * shapes and a remedy. Text that it quotes from a model or a file is escaped and truncated; the
 * text of the cause is not.
 *
 * <p>A caller's own mistake (a wrong shape, a parameter out of range, use after close) is an {@link
 * IllegalArgumentException} or {@link IllegalStateException} instead.
 *
 * @since 0.1.0
 */
public class SaliencyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception without a cause.
   *
   * @param message the problem and a remedy
   */
  public SaliencyException(String message) {
    super(Shown.message(message));
  }

  /**
   * Creates an exception that keeps the failure of TensorFlow or the file system.
   *
   * @param message the problem and a remedy
   * @param cause the original failure
   */
  public SaliencyException(String message, @Nullable Throwable cause) {
    super(Shown.message(message), cause);
  }
}
