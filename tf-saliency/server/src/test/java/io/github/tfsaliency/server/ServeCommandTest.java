package io.github.tfsaliency.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.cli.TfSaliency;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command, in processes of its own. */
class ServeCommandTest {
  private static final String MLP = RunningServer.MODELS.resolve("mlp").toString();

  private static String rise(int samples) {
    return "{\"instances\": [[1,2,3,4,5,6,7,8,9,10,11,12]], \"parameters\": {\"method\":"
        + " \"rise:samples="
        + samples
        + "\"}}";
  }

  @Test
  @Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void afterSigtermWhatRunsIsAnsweredAndTheProcessEnds(@TempDir Path folder) throws Exception {
    ServedProcess served =
        ServedProcess.start(folder.resolve("err"), "--port", "0", "--model", MLP);
    CompletableFuture<HttpResponse<String>> running =
        served.postLater("/v1/models/mlp:explain", rise(200_000));
    String metrics = "";
    while (!metrics.contains("computations_running 1.0") && !running.isDone()) {
      metrics = served.get("/metrics");
    }

    long start = System.nanoTime();
    served.process().destroy();

    int status = running.get(20, TimeUnit.SECONDS).statusCode();
    assertThat(served.process().waitFor(15, TimeUnit.SECONDS)).isTrue();
    assertThat(served.process().exitValue()).isIn(0, 143);
    // Computed in time, or refused with a text once the time was over: never lost.
    assertThat(status).isIn(200, 503);
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(15);
  }

  @Test
  @Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void kservesArgumentsAreTaken(@TempDir Path folder) throws Exception {
    ServedProcess served =
        ServedProcess.start(
            folder.resolve("err"),
            "--model",
            MLP,
            "--model_name",
            "insurance",
            "--http_port=0",
            "--workers",
            "1",
            "--predictor_host=a.b",
            "--model_dir=/mnt/models",
            "--enable_docs_url",
            "--max_size",
            "-5",
            "--grpc_port",
            "8081");
    String models = served.get("/v1/models");
    served.end();

    assertThat(models).isEqualTo("{\"models\":[\"insurance\"]}");
    assertThat(Files.readAllLines(folder.resolve("err")))
        .filteredOn(line -> line.startsWith("Warning: the"))
        .containsExactly(
            "Warning: the option '--model_dir' is not known, and not used.",
            "Warning: the option '--enable_docs_url' is not known, and not used.",
            "Warning: the option '--max_size' is not known, and not used.",
            "Warning: the option '--grpc_port' is not known, and not used.",
            "Warning: the option '--predictor_host' is not used: the models are computed here.");
  }

  private static final class Run {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    int run(String... arguments) {
      return TfSaliency.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
  }

  @Test
  void aModelThatIsNotThereEndsTheServer() {
    Run run = new Run();

    assertThat(run.run("serve", "--port", "0", "--model", "none")).isEqualTo(1);
    assertThat(run.err.toString()).startsWith("There is no folder 'none'.");
  }

  @ParameterizedTest
  @CsvSource({
    "--port,     70000",
    "--port,     x",
    "--queue,    0",
    "--workers,  0",
    "--timeout,  0",
    "--max-body, 0",
    "--method,   none",
    "--other,    1"
  })
  void aWrongOptionIsAUsageError(String option, String value) {
    assertThat(new Run().run("serve", "--model", MLP, option, value)).isEqualTo(2);
  }

  @Test
  void oneNameDoesNotFitTwoModels() {
    Run run = new Run();
    String conv1d = RunningServer.MODELS.resolve("conv1d").toString();

    assertThat(run.run("serve", "--model", MLP, conv1d, "--model_name", "a")).isEqualTo(2);
    assertThat(run.err.toString()).startsWith("--model_name gives one name to 2 models.");
  }

  @Test
  void twoFoldersOfOneNameAreRefused() {
    Run run = new Run();
    String again = Path.of(MLP).toAbsolutePath().toString();

    assertThat(run.run("serve", "--port", "0", "--model", MLP, again)).isEqualTo(1);
    assertThat(run.err.toString()).startsWith("Two models would be called 'mlp'.");
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    try (RunningServer other = RunningServer.of("mlp").startUnloaded()) {
      Run run = new Run();

      assertThat(run.run("serve", "--model", MLP, "--port", Integer.toString(other.port())))
          .isEqualTo(1);
      assertThat(run.err.toString())
          .startsWith("The server cannot listen at 127.0.0.1, port " + other.port());
    }
  }
}
