package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.cli.support.ChildRun;
import io.github.tfsaliency.engine.SessionDevices;
import io.github.tfsaliency.inspect.Device;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/** Options about GPUs, and what commands say of devices. */
class DeviceOptionsTest {
  private static final String MODELS = "../core/src/test/resources/models/";
  private static final String ROOT = "tfsaliency.root";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void noDriver() {
    System.setProperty(ROOT, folder.toString());
  }

  @AfterEach
  void asItWas() {
    System.clearProperty(ROOT);
  }

  private int run(String... arguments) {
    return TfSaliency.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private void driver() throws Exception {
    Files.createDirectories(folder.resolve("dev"));
    Files.createFile(folder.resolve("dev/nvidia0"));
  }

  @ParameterizedTest
  @CsvSource({
    "--gpus, 0;0, is neither 'none' nor different numbers from 0 with commas between.",
    "--gpus, -1, is neither 'none' nor different numbers from 0 with commas between.",
    "--gpus, all, is neither 'none' nor different numbers from 0 with commas between.",
    "--gpu-memory, 0, is not a number above 0 and at most 1.",
    "--gpu-memory, 1.5, is not a number above 0 and at most 1.",
    "--gpu-memory, NaN, is not a number above 0 and at most 1."
  })
  void wrongValuesAreRefusedByName(String option, String value, String reason) {
    String given = value.replace(';', ',');

    assertThat(run("inspect", "--model", MODELS + "mlp", option + "=" + given)).isEqualTo(2);
    assertThat(err.toString()).contains("'" + option + "'", "'" + given + "' " + reason);
  }

  @Test
  void inspectListsTheDevices() {
    assertThat(run("inspect", "--model", MODELS + "mlp", "--gpus", "none")).isZero();

    assertThat(out.toString().lines()).contains("Devices", "  CPU:0");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void inspectListsTheDevicesAsJson() {
    assertThat(run("inspect", "--model", MODELS + "mlp", "--json", "--gpus", "none")).isZero();

    assertThat(JsonParser.parseString(out.toString()).getAsJsonObject().get("devices").toString())
        .isEqualTo("[{\"name\":\"CPU:0\",\"type\":\"CPU\",\"memory\":null}]");
  }

  @Test
  void summaryJsonNamesTheDevices() throws Exception {
    CommandRun command = new CommandRun(folder);
    String input = command.random("x.npy", 1, 12).toString();

    int code =
        command.run(
            "explain",
            "-M",
            MODELS + "mlp",
            "-i",
            input,
            "-m",
            "gradient",
            "--gpus",
            "none",
            "--gpu-memory",
            "0.5");

    assertThat(code).as(command.err.toString()).isZero();
    JsonObject entry =
        JsonParser.parseString(command.text("summary.json"))
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject();
    assertThat(entry.get("devices").toString()).isEqualTo("[\"CPU:0\"]");
  }

  @Test
  void aGpuThatIsNotUsedIsNamedOnOneLine() throws Exception {
    driver();

    assertThat(run("inspect", "--model", MODELS + "mlp")).isZero();

    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("Warning: a GPU is here ('" + folder.resolve("dev/nvidia0") + "'), but")
        .contains("-Pgpu", "CUDA 12", "cuDNN 9", "TF_CPP_MIN_LOG_LEVEL=0", "--gpus none");
  }

  @Test
  void whoeverWantsTheProcessorIsNotWarned() throws Exception {
    driver();

    assertThat(run("inspect", "--model", MODELS + "mlp", "--gpus", "none")).isZero();

    assertThat(err.toString()).isEmpty();
  }

  @Test
  void quietCommandsDoNotWarn() throws Exception {
    driver();
    CommandRun command = new CommandRun(folder);
    String input = command.random("x.npy", 1, 12).toString();

    assertThat(
            command.run("explain", "-M", MODELS + "mlp", "-i", input, "-m", "gradient", "--quiet"))
        .isZero();
    assertThat(command.err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1"})
  void aHiddenGpuIsNotMissed(String visible) throws Exception {
    driver();
    ProcessBuilder child =
        ChildRun.of(
            List.of(), List.of("-D" + ROOT + "=" + folder), "inspect", "-M", MODELS + "mlp");
    child.environment().put("CUDA_VISIBLE_DEVICES", visible);
    Path said = folder.resolve("err");

    int code =
        child
            .redirectError(said.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();

    assertThat(code).isZero();
    assertThat(Files.readString(said)).doesNotContain("GPU");
  }

  /** Sessions that take at most this fraction look as if they had a GPU. */
  private static String pretendedGpu() {
    SessionDevices.pretend(
        ConfigProto.newBuilder()
            .setGpuOptions(
                GPUOptions.newBuilder().setAllowGrowth(true).setPerProcessGpuMemoryFraction(0.321))
            .build(),
        List.of(new Device("CPU:0", "CPU", 1 << 28), new Device("GPU:0", "GPU", 40_536L << 20)));
    return "--gpu-memory=0.321";
  }

  @Test
  void aGpuIsListedWithItsMemoryAndNotMissed() throws Exception {
    driver();

    assertThat(run("inspect", "--model", MODELS + "mlp", pretendedGpu())).isZero();

    assertThat(out.toString().lines()).contains("  CPU:0", "  GPU:0  40,536 MiB");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void summaryJsonNamesTheGpu() throws Exception {
    CommandRun command = new CommandRun(folder);
    String input = command.random("x.npy", 1, 12).toString();

    int code =
        command.run("explain", "-M", MODELS + "mlp", "-i", input, "-m", "gradient", pretendedGpu());

    assertThat(code).as(command.err.toString()).isZero();
    assertThat(command.text("summary.json")).containsPattern("\"CPU:0\",\\s+\"GPU:0\"");
  }
}
