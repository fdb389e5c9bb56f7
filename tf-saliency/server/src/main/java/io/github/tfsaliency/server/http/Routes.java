package io.github.tfsaliency.server.http;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.server.answer.Answer;
import io.github.tfsaliency.server.answer.Refusal;
import io.github.tfsaliency.server.metrics.Kind;
import io.github.tfsaliency.server.metrics.ServerMetrics;
import io.github.tfsaliency.server.page.Page;
import io.github.tfsaliency.server.protocol.Service;
import io.github.tfsaliency.server.v1.V1;
import io.github.tfsaliency.server.v2.V2;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Which path does what. */
final class Routes {
  private static final String GET = "GET";
  private static final String HEAD = "HEAD";
  private static final String POST = "POST";

  private final Service service;
  private final V1 v1;
  private final V2 v2;
  private final Page page;
  private final ServerMetrics metrics;

  Routes(Service service, ServerMetrics metrics) {
    this.service = service;
    this.v1 = new V1(service);
    this.v2 = new V2(service);
    this.page = new Page(service);
    this.metrics = metrics;
  }

  /**
   * Finds what a path does.
   *
   * @param method of HTTP
   * @param path as it was sent, with its percent signs
   * @throws Refusal if there is no such path or model, or it does not take the method
   */
  Call find(String method, String path) {
    List<String> segments =
        Splitter.on('/').splitToStream(path.substring(1)).map(Routes::decoded).toList();
    ImmutableMap<String, Supplier<Call>> methods = methods(segments);
    if (methods.isEmpty()) {
      throw Refusal.of(Refusal.NOT_FOUND, "There is no path '%s'.", path);
    }
    Supplier<Call> call = methods.get(method.equals(HEAD) ? GET : method);
    if (call == null) {
      throw Refusal.notAllowed(path, method, String.join(", ", methods.keySet()));
    }
    return call.get();
  }

  private static String decoded(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Refusal.because(Refusal.BAD_REQUEST, "The path has a wrong percent sign.", e);
    }
  }

  private ImmutableMap<String, Supplier<Call>> methods(List<String> segments) {
    return switch (segments.get(0)) {
      case "metrics" -> segments.size() == 1 ? get(metrics::text) : ImmutableMap.of();
      case "v1" -> v1(segments);
      case "v2" -> v2(segments.subList(1, segments.size()));
      case "page" ->
          segments.equals(List.of("page", "models.json")) ? get(page::models) : file(segments);
      default -> file(segments);
    };
  }

  private static ImmutableMap<String, Supplier<Call>> file(List<String> segments) {
    return Page.file(String.join("/", segments))
        .map(answer -> get(() -> answer))
        .orElse(ImmutableMap.of());
  }

  private static ImmutableMap<String, Supplier<Call>> get(Supplier<Answer> answer) {
    return ImmutableMap.of(GET, () -> Call.get(received -> answer.get()));
  }

  private ImmutableMap<String, Supplier<Call>> v1(List<String> segments) {
    if (segments.size() < 2 || segments.size() > 3 || !segments.get(1).equals("models")) {
      return ImmutableMap.of();
    }
    if (segments.size() == 2) {
      return get(v1::models);
    }
    String last = segments.get(2);
    Optional<String> predicted = before(last, ":predict");
    if (predicted.isPresent()) {
      String name = predicted.get();
      return post(Kind.PREDICT, name, received -> v1.predict(name, received.body()));
    }
    Optional<String> explained = before(last, ":explain");
    if (explained.isPresent()) {
      String name = explained.get();
      return post(Kind.EXPLAIN, name, received -> v1.explain(name, received.body()));
    }
    return get(() -> v1.model(last));
  }

  private ImmutableMap<String, Supplier<Call>> v2(List<String> path) {
    String first = path.isEmpty() ? "" : path.get(0);
    if (path.isEmpty() || path.equals(List.of(""))) {
      return get(v2::server);
    }
    if (path.equals(List.of("health", "live"))) {
      return get(v2::live);
    }
    if (path.equals(List.of("health", "ready"))) {
      return get(v2::ready);
    }
    if (first.equals("models") && path.size() == 2) {
      return get(() -> v2.metadata(path.get(1)));
    }
    if (first.equals("models") && path.size() == 3 && path.get(2).equals("ready")) {
      return get(() -> v2.ready(path.get(1)));
    }
    if (first.equals("models") && path.size() == 3 && path.get(2).equals("infer")) {
      return post(Kind.PREDICT, path.get(1), received -> infer(path.get(1), received));
    }
    if (path.size() == 4
        && path.subList(0, 2).equals(List.of("repository", "models"))
        && path.get(3).equals("load")) {
      return post(Kind.OTHER, path.get(2), received -> v2.load(path.get(2)));
    }
    return ImmutableMap.of();
  }

  private Answer infer(String model, Received received) {
    V2.Infer infer = v2.read(model, received.body(), received.jsonLength());
    if (infer.explains()) {
      received.countAs(Kind.EXPLAIN);
    }
    return infer.answer();
  }

  /** Empty if the text does not end so. */
  private static Optional<String> before(String text, String end) {
    return text.endsWith(end)
        ? Optional.of(text.substring(0, text.length() - end.length()))
        : Optional.empty();
  }

  /** Of a model that exists. */
  private ImmutableMap<String, Supplier<Call>> post(
      Kind kind, String model, Call.Endpoint endpoint) {
    return ImmutableMap.of(
        POST,
        () -> {
          String known = service.models().get(model).name();
          return Call.post(kind, known, endpoint);
        });
  }
}
