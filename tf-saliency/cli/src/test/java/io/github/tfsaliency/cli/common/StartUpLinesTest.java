package io.github.tfsaliency.cli.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import io.github.tfsaliency.cli.support.ChildRun;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What TensorFlow writes to standard error by itself. */
@DisabledOnOs(OS.WINDOWS)
class StartUpLinesTest {
  private static final String MODEL = "../core/src/test/resources/models/vgg";

  @TempDir private Path folder;

  private File err() {
    return folder.resolve("err").toFile();
  }

  private int explain(String logLevel) throws IOException, InterruptedException {
    ProcessBuilder child =
        ChildRun.of(
            List.of(),
            List.of(),
            "explain",
            "--quiet",
            "--model=" + MODEL,
            "--method=gradient",
            "--input=../../examples/photos/coffee.png",
            "--encoding={\"offset\": 0, \"scale\": 255}",
            "--out=" + folder.resolve("maps"));
    child.environment().put("TF_CPP_MIN_LOG_LEVEL", logLevel);
    return child
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(err())
        .start()
        .waitFor();
  }

  @Test
  void aQuietCommandThatSucceedsWritesNothing() throws Exception {
    assertThat(explain("2")).isZero();

    assertThat(folder.resolve("out")).isEmptyFile();
    assertThat(err()).isEmpty();
    assertThat(folder.resolve("maps/summary.json")).isNotEmptyFile();
  }

  @Test
  void whoeverAsksForInformationGetsIt() throws Exception {
    assertThat(explain("0")).isZero();

    assertThat(contentOf(err())).contains("MLIR V1 optimization pass is not enabled");
  }

  @Test
  void librariesOfCudaThatAreRegisteredTwiceAreNoError() {
    String registered =
        "E0000 00:00:1732900000.123456    1234 cuda_fft.cc:485] Unable to register cuFFT factory:"
            + " Attempting to register factory for plugin cuFFT when one has already been"
            + " registered\n"
            + "E0000 00:00:1732900000.123457    1234 cuda_dnn.cc:8310] Unable to register cuDNN"
            + " factory: Attempting to register factory for plugin cuDNN when one has already been"
            + " registered\n"
            + "E0000 00:00:1732900000.123458    1234 cuda_blas.cc:1418] Unable to register cuBLAS"
            + " factory: Attempting to register factory for plugin cuBLAS when one has already been"
            + " registered\n"
            + "W0000 00:00:1732900000.123459    1234 computation_placer.cc:177] computation placer"
            + " already registered. Please check linkage and avoid linking the same target more"
            + " than once.\n";
    String missing = "E0000 cuda_dnn.cc:8310] Unable to find cuDNN";

    assertThat(StartUpLines.others(registered + missing + "\n")).containsExactly(missing);
  }
}
