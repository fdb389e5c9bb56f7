package io.github.tfsaliency.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The real TensorBoard, on a free port of this machine alone. */
final class TensorBoard implements AutoCloseable {
  /** Set by {@code .ci/run}: then TensorBoard must work. */
  private static final Optional<String> REQUIRED =
      Optional.ofNullable(System.getenv("TENSORBOARD_PYTHON"));

  private static final Pattern ADDRESS = Pattern.compile("http://[^ ]+/");
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long PAUSE_MILLISECONDS = 100;

  private final Process process;
  private final Path output;
  private final URI address;

  private TensorBoard(Process process, Path output) {
    this.process = process;
    this.output = output;
    await("an address", () -> ADDRESS.matcher(printed()).find());
    Matcher matcher = ADDRESS.matcher(printed());
    assertThat(matcher.find()).isTrue();
    address = URI.create(matcher.group());
  }

  /** Opens a folder of runs; skips the test where there is no Python with TensorBoard. */
  static TensorBoard open(Path folder, Path output) throws IOException {
    Optional<String> python =
        REQUIRED.or(
            () ->
                Stream.of("target/tensorboard/bin/python", "python3")
                    .filter(TensorBoard::hasTensorBoard)
                    .findFirst());
    assumeThat(python)
        .as("a Python with TensorBoard; src/test/python/with-tensorboard.sh makes one")
        .isPresent();
    Process process =
        new ProcessBuilder(
                python.orElseThrow(),
                "-m",
                "tensorboard.main",
                "--logdir",
                folder.toString(),
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--reload_interval",
                "1")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      return new TensorBoard(process, output);
    } catch (RuntimeException | Error e) {
      process.destroy();
      throw e;
    }
  }

  private static boolean hasTensorBoard(String python) {
    try {
      Process process =
          new ProcessBuilder(python, "-c", "import tensorboard.main")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for something that TensorBoard does in its own time. */
  void await(String what, BooleanSupplier done) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as("TensorBoard does not show %s: %s", what, printed())
          .isLessThan(deadline);
      assertThat(exits()).as("TensorBoard ended: %s", printed()).isFalse();
    }
  }

  private boolean exits() {
    try {
      return process.waitFor(PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String printed() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the page itself asks for, as JSON. */
  JsonElement json(String path, String... query) {
    return JsonParser.parseString(text(path, query));
  }

  String text(String path, String... query) {
    return new String(bytes(path, query), StandardCharsets.UTF_8);
  }

  /** The query's names and values in turn. */
  byte[] bytes(String path, String... query) {
    StringBuilder url = new StringBuilder("data/").append(path);
    for (int i = 0; i < query.length; i += 2) {
      url.append(i == 0 ? '?' : '&')
          .append(query[i])
          .append('=')
          .append(URLEncoder.encode(query[i + 1], StandardCharsets.UTF_8).replace("+", "%20"));
    }
    try {
      HttpURLConnection connection =
          (HttpURLConnection) address.resolve(url.toString()).toURL().openConnection();
      connection.setReadTimeout(Math.toIntExact(PATIENCE.toMillis()));
      assertThat(connection.getResponseCode()).as(url.toString()).isEqualTo(200);
      try (InputStream body = connection.getInputStream()) {
        return body.readAllBytes();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}
