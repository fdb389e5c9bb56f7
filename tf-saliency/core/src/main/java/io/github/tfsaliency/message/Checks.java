package io.github.tfsaliency.message;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import org.jspecify.annotations.Nullable;

/** Guava's checks of a caller's values, with messages by {@link Message}. */
public final class Checks {
  private Checks() {}

  /**
   * Requires a value to be right.
   *
   * @param right whether it is
   * @param template of the message
   * @param values of the message
   * @throws IllegalArgumentException if it is not
   */
  @FormatMethod
  public static void checkArgument(
      boolean right, @FormatString String template, @Nullable Object... values) {
    if (!right) {
      throw new IllegalArgumentException(Message.of(template, values));
    }
  }

  /**
   * Requires an object to be in the right state.
   *
   * @param right whether it is
   * @param template of the message
   * @param values of the message
   * @throws IllegalStateException if it is not
   */
  @FormatMethod
  public static void checkState(
      boolean right, @FormatString String template, @Nullable Object... values) {
    if (!right) {
      throw new IllegalStateException(Message.of(template, values));
    }
  }
}
