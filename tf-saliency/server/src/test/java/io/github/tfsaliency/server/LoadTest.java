package io.github.tfsaliency.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.cli.support.ChildRun;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Many requests of several clients to a server in a process of its own: none is lost. {@code
 * -Dload.requests}, {@code -Dload.clients}, {@code -Dload.model}, {@code -Dload.method} choose what
 * is asked; the time of the requests and the resident memory are printed.
 */
class LoadTest {
  private static final int REQUESTS = Integer.getInteger("load.requests", 200);
  private static final int CLIENTS = Integer.getInteger("load.clients", 8);
  private static final String MODEL =
      System.getProperty("load.model", RunningServer.MODELS.resolve("vgg").toString());
  private static final String METHOD = System.getProperty("load.method", "input-x-gradient");
  private static final Pattern RESIDENT =
      Pattern.compile("^process_resident_memory_bytes (\\S+)$", Pattern.MULTILINE);
  private static final int QUARTERS = 4;

  private final HttpClient client = HttpClient.newHttpClient();

  private String get(String address) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private double resident(String address) throws Exception {
    Matcher line = RESIDENT.matcher(get(address + "/metrics"));
    return line.find() ? Double.parseDouble(line.group(1)) / (1 << 20) : Double.NaN;
  }

  private String body(String address, String model) throws Exception {
    JsonObject metadata =
        JsonParser.parseString(get(address + "/v2/models/" + model)).getAsJsonObject();
    JsonArray shape =
        metadata.getAsJsonArray("inputs").get(0).getAsJsonObject().getAsJsonArray("shape");
    List<Long> sizes = new ArrayList<>();
    for (JsonElement size : shape) {
      sizes.add(size.getAsLong());
    }
    long[] sample = sizes.stream().skip(1).mapToLong(size -> size < 0 ? 32 : size).toArray();
    return "{\"instances\": ["
        + RunningServer.nested(Samples.normal(1, sample))
        + "], \"parameters\": {\"method\": \""
        + METHOD
        + "\", \"format\": \"regions\"}}";
  }

  @Test
  void noRequestIsLost() throws Exception {
    Process process =
        ChildRun.of(
                List.of(),
                List.of("-Xmx1g"),
                "serve",
                "--port",
                "0",
                "--model",
                MODEL,
                "--queue",
                Integer.toString(CLIENTS))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String listening = String.valueOf(out.readLine());
      String address = listening.substring(listening.indexOf("http"));
      while (!String.valueOf(out.readLine()).startsWith("Serving")) {
        assertThat(process.isAlive()).isTrue();
      }
      Future<?> accessLog = Executors.newSingleThreadExecutor().submit(() -> drain(out));
      String model =
          JsonParser.parseString(get(address + "/v1/models"))
              .getAsJsonObject()
              .getAsJsonArray("models")
              .get(0)
              .getAsString();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address + "/v1/models/" + model + ":explain"))
              .POST(HttpRequest.BodyPublishers.ofString(body(address, model)))
              .build();
      AtomicInteger lost = new AtomicInteger();
      List<Double> memory = new ArrayList<>();
      double[] millis = new double[REQUESTS];
      for (int quarter = 0; quarter < QUARTERS; quarter++) {
        List<Future<?>> running = new ArrayList<>();
        int from = quarter * REQUESTS / QUARTERS;
        int to = (quarter + 1) * REQUESTS / QUARTERS;
        for (int i = from; i < to; i++) {
          int index = i;
          running.add(
              clients.submit(
                  () -> {
                    long start = System.nanoTime();
                    int status =
                        client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
                    millis[index] = (System.nanoTime() - start) / 1e6;
                    return status == 200 ? 0 : lost.incrementAndGet();
                  }));
        }
        for (Future<?> each : running) {
          each.get();
        }
        memory.add(resident(address));
      }
      tell(millis, memory);
      assertThat(lost.get()).isZero();
      if (REQUESTS >= 1000) {
        assertThat(memory.get(3)).isLessThan(memory.get(1) * 1.05 + 20);
      }
      process.destroy();
      process.waitFor();
      accessLog.get();
    } finally {
      clients.shutdownNow();
      process.destroyForcibly();
    }
  }

  private static long drain(BufferedReader out) {
    return out.lines().count();
  }

  private static void tell(double[] millis, List<Double> memory) {
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "%d requests of %d clients for %s: p50 %.0f ms, p99 %.0f ms; resident MiB after each"
            + " quarter: %.0f, %.0f, %.0f, %.0f%n",
        REQUESTS,
        CLIENTS,
        METHOD,
        sorted[REQUESTS / 2],
        sorted[(int) Math.min(REQUESTS - 1, Math.ceil(REQUESTS * 0.99))],
        memory.get(0),
        memory.get(1),
        memory.get(2),
        memory.get(3));
  }
}
