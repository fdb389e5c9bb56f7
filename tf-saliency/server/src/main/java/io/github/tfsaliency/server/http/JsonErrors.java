package io.github.tfsaliency.server.http;

import io.github.tfsaliency.message.Shown;
import io.github.tfsaliency.server.answer.Answer;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Errors of Jetty itself, in the form of the other errors. */
final class JsonErrors extends ErrorHandler {
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    Answer answer = Answer.error(status, text(status, message));
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }

  /** Of an own fault nothing is said. */
  private static String text(int status, @Nullable String reason) {
    return status >= HttpStatus.INTERNAL_SERVER_ERROR_500 || reason == null
        ? HttpStatus.getMessage(status)
        : Shown.text(reason);
  }
}
