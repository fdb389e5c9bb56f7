package io.github.tfsaliency.message;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The library's messages about its work, for the logging of the application.
 *
 * <p>All messages have {@link Level#DEBUG}. By default Java prints higher levels to standard error,
 * and a library must not print without being asked.
 */
public final class Logs {
  /** Models that are loaded and closed. */
  public static final Logs MODEL = new Logs("io.github.tfsaliency.model");

  /** Graphs that are built. */
  public static final Logs GRAPH = new Logs("io.github.tfsaliency.graph");

  /** Warnings of maps. */
  public static final Logs MAP = new Logs("io.github.tfsaliency.map");

  private final Logger logger;

  private Logs(String name) {
    logger = System.getLogger(name);
  }

  /**
   * Whether somebody listens.
   *
   * @return false where telling would be for nothing
   */
  public boolean isHeard() {
    return logger.isLoggable(Level.DEBUG);
  }

  /**
   * Tells something.
   *
   * @param template of a sentence, as {@link Message#of} takes it
   * @param values shown as {@link Message#of} shows them
   */
  @FormatMethod
  public void tell(@FormatString String template, @Nullable Object... values) {
    if (isHeard()) {
      logger.log(Level.DEBUG, Message.of(template, values));
    }
  }
}
