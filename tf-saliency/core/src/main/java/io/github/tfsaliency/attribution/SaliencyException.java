package io.github.tfsaliency.attribution;

import io.github.tfsaliency.message.Shown;
import org.jspecify.annotations.Nullable;

/**
 * A model or a computation that the library cannot accept. The message names the thing, the node,
 * the shapes, and what to do. What it quotes of a model or a file is escaped and cut; what the
 * cause says is not.
 *
 * <p>A caller's own mistake (a wrong shape, a parameter out of range, use after close) is an {@link
 * IllegalArgumentException} or {@link IllegalStateException} instead.
 */
public class SaliencyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception without a cause.
   *
   * @param message what went wrong and what to do
   */
  public SaliencyException(String message) {
    super(Shown.message(message));
  }

  /**
   * Creates an exception that keeps what TensorFlow or the file system said.
   *
   * @param message what went wrong and what to do
   * @param cause the original failure
   */
  public SaliencyException(String message, @Nullable Throwable cause) {
    super(Shown.message(message), cause);
  }
}
