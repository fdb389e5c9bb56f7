package io.github.tfsaliency.server.http;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.server.answer.Answer;
import io.github.tfsaliency.server.answer.Refusal;
import io.github.tfsaliency.server.metrics.Kind;
import io.github.tfsaliency.server.metrics.ServerMetrics;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers requests: finds the path, reads the body, computes, writes. */
final class ApiHandler extends Handler.Abstract {
  private static final String JSON_LENGTH = "Inference-Header-Content-Length";

  private final Routes routes;
  private final ServerMetrics metrics;
  private final FailureTexts failures;
  private final int mostBytes;
  private final BodyMemory memory;

  ApiHandler(
      Routes routes,
      ServerMetrics metrics,
      FailureTexts failures,
      int mostBytes,
      BodyMemory memory) {
    this.routes = routes;
    this.metrics = metrics;
    this.failures = failures;
    this.mostBytes = mostBytes;
    this.memory = memory;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    long start = System.nanoTime();
    Call call;
    try {
      call = routes.find(request.getMethod(), requireNonNull(request.getHttpURI().getPath()));
    } catch (Refusal refusal) {
      write(request, response, callback, Answer.of(refusal));
      return true;
    }
    if (!call.takesBody()) {
      respond(new Exchange(request, response, callback, call, start), new byte[0]);
      return true;
    }
    Exchange exchange = new Exchange(request, response, callback, call, start);
    Optional<Refusal> refused = refused(request.getHeaders());
    if (refused.isPresent()) {
      finish(exchange, Answer.of(refused.get()), call.kind());
      return true;
    }
    var unused =
        BodyReader.read(request, mostBytes, memory)
            .whenComplete((body, failure) -> received(exchange, body, failure));
    return true;
  }

  /** A request on its way. */
  private record Exchange(
      Request request, Response response, Callback callback, Call call, long start) {}

  /** What is not even read. */
  private Optional<Refusal> refused(HttpFields headers) {
    String encoding = headers.get(HttpHeader.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      return Optional.of(
          Refusal.of(
              Refusal.UNSUPPORTED,
              "The body has the encoding '%s', which is not read.\nMaybe send it as it is.",
              encoding));
    }
    boolean waits = headers.contains(HttpHeader.EXPECT);
    return waits && headers.getLongField(HttpHeader.CONTENT_LENGTH) > mostBytes
        ? Optional.of(BodyReader.tooLarge(mostBytes))
        : Optional.empty();
  }

  private void received(Exchange exchange, byte[] body, Throwable failure) {
    if (failure != null) {
      Throwable cause =
          failure instanceof CompletionException ? requireNonNull(failure.getCause()) : failure;
      finish(exchange, Answer.of(failures.refusal(cause)), exchange.call().kind());
      return;
    }
    // Reading may have ended in a thread that must not wait.
    exchange.request().getComponents().getExecutor().execute(() -> respond(exchange, body));
  }

  private void respond(Exchange exchange, byte[] body) {
    Received received =
        new Received(
            body,
            Optional.ofNullable(exchange.request().getHeaders().get(JSON_LENGTH)),
            exchange.call().kind());
    Answer answer;
    try {
      answer = exchange.call().endpoint().answer(received);
    } catch (RuntimeException | Error e) {
      answer = Answer.of(failures.refusal(e));
    } finally {
      memory.giveBack(body.length);
    }
    finish(exchange, answer, received.kind());
  }

  private void finish(Exchange exchange, Answer answer, Kind kind) {
    // Counted ahead of the answer, so that a client that has it finds it counted.
    metrics.count(kind, exchange.call().model(), (System.nanoTime() - exchange.start()) / 1e9);
    write(exchange.request(), exchange.response(), exchange.callback(), answer);
  }

  private void write(Request request, Response response, Callback callback, Answer answer) {
    metrics.countResponse(answer.status());
    response.setStatus(answer.status());
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, answer.contentType());
    headers.put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    answer.headers().forEach(headers::put);
    boolean hasBody = !HttpMethod.HEAD.is(request.getMethod());
    response.write(
        true, hasBody ? ByteBuffer.wrap(answer.body()) : ByteBuffer.allocate(0), callback);
  }
}
