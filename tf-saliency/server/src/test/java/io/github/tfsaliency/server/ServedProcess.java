package io.github.tfsaliency.server;

import io.github.tfsaliency.cli.support.ChildRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command {@code serve} in a process of its own, once all models are loaded.
 *
 * @param address where it listens
 */
record ServedProcess(Process process, String address, HttpClient client) {
  private static final Pattern ADDRESS = Pattern.compile("Listening at (http://\\S+)");

  static ServedProcess start(Path err, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("serve"));
    all.addAll(List.of(options));
    Process process =
        ChildRun.of(List.of(), List.of(), all.toArray(String[]::new))
            .redirectError(err.toFile())
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String address = "";
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher listening = ADDRESS.matcher(line);
      if (listening.find()) {
        address = listening.group(1);
      } else if (line.startsWith("Serving")) {
        break;
      }
    }
    return new ServedProcess(process, address, HttpClient.newHttpClient());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(address + path));
  }

  String get(String path) throws IOException, InterruptedException {
    return client.send(to(path).build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  CompletableFuture<HttpResponse<String>> postLater(String path, String body) {
    return client.sendAsync(
        to(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Asks it to end, and waits for that. */
  void end() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
