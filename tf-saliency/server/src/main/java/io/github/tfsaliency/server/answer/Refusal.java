package io.github.tfsaliency.server.answer;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.github.tfsaliency.message.Message;
import org.jspecify.annotations.Nullable;

/** Why a request gets no result: a status of HTTP and a text for the client. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The request is wrong. */
  public static final int BAD_REQUEST = 400;

  /** There is no such model or path. */
  public static final int NOT_FOUND = 404;

  /** The path does not take this method of HTTP. */
  public static final int METHOD_NOT_ALLOWED = 405;

  /** The body is too large. */
  public static final int TOO_LARGE = 413;

  /** The body has a form that is not read. */
  public static final int UNSUPPORTED = 415;

  /** The queue is full. */
  public static final int FULL = 429;

  /** A fault of this program. */
  public static final int OWN_FAULT = 500;

  /** A model is still being loaded, or the server stops. */
  public static final int UNAVAILABLE = 503;

  /** The deadline is over. */
  public static final int LATE = 504;

  private final int status;
  private final String allowed;

  private Refusal(int status, String text, @Nullable Throwable cause, String allowed) {
    super(text, cause);
    this.status = status;
    this.allowed = allowed;
  }

  private Refusal(int status, String text, @Nullable Throwable cause) {
    this(status, text, cause, "");
  }

  /**
   * A refusal.
   *
   * @param status of HTTP
   * @param template of the text, as {@link Message#of} takes it
   * @param values of the template
   * @return the exception, to be thrown
   */
  @FormatMethod
  public static Refusal of(int status, @FormatString String template, @Nullable Object... values) {
    return new Refusal(status, Message.of(template, values), null);
  }

  /**
   * A wrong request.
   *
   * @param template of the text, as {@link Message#of} takes it
   * @param values of the template
   * @return the exception, to be thrown
   */
  @FormatMethod
  public static Refusal badRequest(@FormatString String template, @Nullable Object... values) {
    return new Refusal(BAD_REQUEST, Message.of(template, values), null);
  }

  /**
   * A path that does not take a method of HTTP.
   *
   * @param path as it was sent
   * @param method as it was sent
   * @param allowed those that it takes
   * @return the exception, to be thrown
   */
  public static Refusal notAllowed(String path, String method, String allowed) {
    return new Refusal(
        METHOD_NOT_ALLOWED,
        Message.of("The path '%s' takes %s, not '%s'.", path, allowed, method),
        null,
        allowed);
  }

  /**
   * A refusal for a reason that has a text already.
   *
   * @param status of HTTP
   * @param text one or two sentences
   * @param cause what was thrown
   * @return the exception, to be thrown
   */
  public static Refusal because(int status, String text, Throwable cause) {
    return new Refusal(status, text, cause);
  }

  /**
   * The status.
   *
   * @return of HTTP, from 400
   */
  public int status() {
    return status;
  }

  /**
   * The methods of HTTP that the path takes.
   *
   * @return empty if that is not the reason
   */
  public String allowed() {
    return allowed;
  }

  /**
   * The text.
   *
   * @return one or two sentences
   */
  public String text() {
    return String.valueOf(getMessage());
  }
}
