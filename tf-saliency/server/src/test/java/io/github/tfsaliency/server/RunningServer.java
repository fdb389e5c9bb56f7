package io.github.tfsaliency.server;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.server.model.ServedModel;
import io.github.tfsaliency.server.model.ServedModels;
import io.github.tfsaliency.server.work.WorkQueue;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.ndarray.FloatNdArray;

/** A server in this process, at a free port of the loopback, and a client of it. */
public final class RunningServer implements AutoCloseable {
  public static final Path MODELS = Path.of("../core/src/test/resources/models");

  private final Serving serving;
  private final ServedModels models;
  private final HttpClient client = HttpClient.newHttpClient();
  private final StringWriter accessLog;
  private final StringWriter failureLog;

  private RunningServer(
      Serving serving, ServedModels models, StringWriter accessLog, StringWriter failureLog) {
    this.serving = serving;
    this.models = models;
    this.accessLog = accessLog;
    this.failureLog = failureLog;
  }

  /** How a server runs. */
  public record Setup(
      ImmutableList<Path> folders,
      MethodSpec method,
      int workers,
      int queue,
      long memory,
      Duration timeout,
      int mostBody) {
    public Setup withMethod(AttributionMethod other) {
      return new Setup(
          folders, new MethodSpec("own", other), workers, queue, memory, timeout, mostBody);
    }

    public Setup withQueue(int newWorkers, int newQueue) {
      return new Setup(folders, method, newWorkers, newQueue, memory, timeout, mostBody);
    }

    public Setup withMemory(long bytes) {
      return new Setup(folders, method, workers, queue, bytes, timeout, mostBody);
    }

    public Setup withTimeout(Duration newTimeout) {
      return new Setup(folders, method, workers, queue, memory, newTimeout, mostBody);
    }

    public RunningServer start() {
      RunningServer server = startUnloaded();
      server.serving.load();
      return server;
    }

    RunningServer startUnloaded() {
      ServedModels models =
          new ServedModels(
              folders.stream()
                  .map(
                      folder ->
                          new ServedModel(folder.getFileName().toString(), Model.from(folder)))
                  .toList());
      StringWriter accessLog = new StringWriter();
      StringWriter failureLog = new StringWriter();
      Serving serving =
          Serving.start(
              new Serving.Options(
                  "127.0.0.1",
                  0,
                  mostBody,
                  new WorkQueue.Limits(workers, queue, memory, timeout),
                  ImmutableList.of(method),
                  Optional.empty(),
                  new PrintWriter(accessLog, true),
                  new PrintWriter(failureLog, true)),
              models);
      return new RunningServer(serving, models, accessLog, failureLog);
    }
  }

  public static Setup of(String... names) {
    List<Path> folders = new ArrayList<>();
    for (String name : names) {
      folders.add(MODELS.resolve(name));
    }
    return ofFolders(folders);
  }

  public static Setup ofFolders(List<Path> folders) {
    return new Setup(
        ImmutableList.copyOf(folders),
        MethodSpec.parse("gradient"),
        2,
        64,
        1L << 28,
        Duration.ofMinutes(2),
        1 << 20);
  }

  /** An answer. */
  @SuppressWarnings("ArrayRecordComponent") // Read, and compared by nobody.
  public record Reply(int status, byte[] body, java.net.http.HttpHeaders headers) {
    static Reply of(HttpResponse<byte[]> response) {
      return new Reply(response.statusCode(), response.body(), response.headers());
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    public JsonObject json() {
      return JsonParser.parseString(text()).getAsJsonObject();
    }

    public String error() {
      return json().get("error").getAsString();
    }

    public JsonObject explanation(int index) {
      return json().getAsJsonArray("explanations").get(index).getAsJsonObject();
    }
  }

  public void load() {
    serving.load();
  }

  ServedModels models() {
    return models;
  }

  int port() {
    return serving.port();
  }

  public String accessLog() {
    return accessLog.toString();
  }

  public String failureLog() {
    return failureLog.toString();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
  }

  public Reply get(String path) {
    return send(to(path).build());
  }

  public Reply post(String path, String body) {
    return send(to(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  public Reply post(String path, byte[] body, String... headers) {
    HttpRequest.Builder request = to(path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    return send((headers.length == 0 ? request : request.headers(headers)).build());
  }

  public Reply send(String method, String path) {
    return send(to(path).method(method, HttpRequest.BodyPublishers.noBody()).build());
  }

  private Reply send(HttpRequest request) {
    try {
      return Reply.of(client.send(request, HttpResponse.BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public CompletableFuture<Reply> postLater(String path, String body) {
    HttpRequest request = to(path).POST(HttpRequest.BodyPublishers.ofString(body)).build();
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).thenApply(Reply::of);
  }

  /** A number of the metrics. */
  public double metric(String name) {
    Matcher line =
        Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE)
            .matcher(get("/metrics").text());
    if (!line.find()) {
      throw new IllegalStateException("There is no metric " + name);
    }
    return Double.parseDouble(line.group(1));
  }

  /** Asks until a metric is so. */
  public void awaitMetric(String name, double value) {
    while (metric(name) != value) {
      Thread.onSpinWait();
    }
  }

  /** Nested numbers. */
  public static JsonArray nested(FloatNdArray values) {
    JsonArray array = new JsonArray();
    for (int i = 0; i < values.shape().get(0); i++) {
      if (values.rank() == 1) {
        array.add(values.getFloat(i));
      } else {
        array.add(nested(values.get(i)));
      }
    }
    return array;
  }

  @Override
  public void close() {
    serving.close();
  }
}
