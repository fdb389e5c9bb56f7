package io.github.tfsaliency.examples.bias;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.cli.TfSaliency;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the analysis refuses before, or while, it computes. */
class BiasAnalysisRefusalsTest {
  @TempDir Path folder;

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void itReadsNoFileOutsideOfTheModel() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "42").toRealPath();
    Path model = Files.createDirectory(folder.resolve("model"));
    Path link = Files.createSymbolicLink(model.resolve("fingerprint.pb"), secret);
    StringWriter err = new StringWriter();

    int code =
        TfSaliency.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            "bias-analysis",
            "--quick",
            "--model",
            model.toString(),
            "--out",
            folder.resolve("report").toString());

    assertThat(code).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            String.format(
                "The link '%s' of the SavedModel '%s' leads to '%s', outside the folder.",
                link.getFileName(), model, secret));
    assertThat(folder.resolve("report")).doesNotExist();
  }

  @Test
  void aFolderWithoutCifar10IsRefusedBeforeAnythingIsComputed() {
    StringWriter err = new StringWriter();

    int refused =
        TfSaliency.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            "bias-analysis",
            "--cifar",
            folder.toString(),
            "--out",
            folder.resolve("refused").toString());

    assertThat(refused).isEqualTo(1);
    assertThat(err.toString()).contains("data_batch_1.bin", "cifar-10-batches-bin");
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  @Test
  void whatTakesLongerThanTheTimeoutIsAnError() {
    StringWriter err = new StringWriter();

    int refused =
        TfSaliency.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            "bias-analysis",
            "--quick",
            "--timeout",
            "0.000000001",
            "--image",
            "../photos/coffee.png",
            "--out",
            folder.resolve("late").toString());

    assertThat(refused).isEqualTo(1);
    assertThat(err.toString())
        .contains("The timeout of 0.000000001 s was over while 'gradient' was ");
    assertThat(folder.resolve("late/report.html")).doesNotExist();
  }
}
