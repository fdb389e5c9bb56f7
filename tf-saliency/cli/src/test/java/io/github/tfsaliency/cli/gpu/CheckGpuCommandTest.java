package io.github.tfsaliency.cli.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.SessionOptions;
import io.github.tfsaliency.cli.TfSaliency;
import io.github.tfsaliency.inspect.Device;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command that compares a GPU with the processor, mostly where there is none. */
class CheckGpuCommandTest {
  private static final String MODELS = "../core/src/test/resources/models/";
  private static final String HOME = "tfsaliency.home";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "check-gpu";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return TfSaliency.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
  }

  @Test
  void withoutAGpuItSaysSoAndSkips() {
    assumeTrue(SessionOptions.of().devices().stream().noneMatch(Device::isGpu));

    assertThat(run("--json", folder.resolve("x.json").toString())).isEqualTo(77);

    assertThat(err.toString())
        .startsWith("There is no GPU that TensorFlow can use, so nothing was");
    assertThat(out.toString()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theProcessorAgreesWithItself() throws Exception {
    Path file = folder.resolve("report.json");

    int code =
        run("--processor", "-M", MODELS + "mlp", "--batch", "1,2", "--json", file.toString());

    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString()).contains("\nModel " + MODELS + "mlp on CPU:0\n");
    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    assertThat(json.get("agrees").getAsBoolean()).isTrue();
    JsonObject model = json.get("models").getAsJsonArray().get(0).getAsJsonObject();
    JsonArray maps = model.get("maps").getAsJsonArray();
    assertThat(maps)
        .extracting((JsonElement map) -> map.getAsJsonObject().get("verdict").getAsString())
        .isSubsetOf("same bits", "agrees", "not possible");
    assertThat(maps)
        .filteredOn(map -> !map.getAsJsonObject().get("verdict").getAsString().startsWith("not"))
        .hasSizeGreaterThan(20);
    assertThat(model.get("costs").getAsJsonArray())
        .extracting((JsonElement cost) -> cost.getAsJsonObject().get("batch").getAsInt())
        .contains(1, 2);
  }

  @ParameterizedTest
  @CsvSource({"maps, costs", "costs, maps"})
  void oneHalfAloneCanBeAskedFor(String asked, String other) throws Exception {
    Path file = folder.resolve("report.json");

    int code =
        run("--processor", "-M", MODELS + "mlp", "--batch=1", "--only", asked, "--json", "" + file);

    assertThat(code).as(err.toString()).isZero();
    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    JsonObject model = json.getAsJsonArray("models").get(0).getAsJsonObject();
    assertThat(model.getAsJsonArray(asked)).isNotEmpty();
    assertThat(model.getAsJsonArray(other)).isEmpty();
    assertThat(json.get("agrees").isJsonNull()).isEqualTo(asked.equals("costs"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1025", "1,-8"})
  void wrongBatchesAreRefused(String batches) {
    assertThat(run("--processor", "-M", MODELS + "mlp", "--batch=" + batches)).isEqualTo(2);
    assertThat(err.toString()).contains("option '--batch': it must be from 1 to 1024.");
  }

  @Test
  void aModelWhoseSamplesCannotBeDrawnIsRefused() {
    assertThat(run("--processor", "-M", MODELS + "two_inputs")).isEqualTo(1);
    assertThat(err.toString()).contains("No samples can be drawn for the model '");
  }

  @Test
  void withoutModelsItAsksForSome() {
    System.setProperty(HOME, folder.toString());
    try {
      assertThat(run("--processor")).isEqualTo(1);
    } finally {
      System.clearProperty(HOME);
    }
    assertThat(err.toString()).contains("Maybe name some with --model DIR.");
  }
}
