package io.github.tfsaliency.cli;

import static io.github.tfsaliency.cli.CommandRun.MODELS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.common.Failures;
import io.github.tfsaliency.cli.support.ChildRun;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {
  private static final File FULL = new File("/dev/full");

  @TempDir private Path folder;

  @Test
  void whatIsExplainedIsSaidAsItIs() {
    assertThat(Failures.sentence(new SaliencyException("The file 'a' is empty.")))
        .isEqualTo("The file 'a' is empty.");
  }

  @Test
  void memoryThatIsNotEnoughIsSaidWithWhatThereIs() {
    assertThat(Failures.sentence(new OutOfMemoryError("Java heap space")))
        .isEqualTo(
            "The memory of this process, a Java heap of at most "
                + (Runtime.getRuntime().maxMemory() >> 20)
                + " MiB, is not enough: Java heap space.\n"
                + "Maybe ask for fewer steps, samples or inputs, or give it more with"
                + " JAVA_OPTS=-Xmx8g.");
  }

  @Test
  void aStackThatIsTooSmallIsSaid() {
    assertThat(Failures.sentence(new StackOverflowError()))
        .isEqualTo(
            "Something is nested more deeply than the stack of this process allows.\n"
                + "Maybe give it more with JAVA_OPTS=-Xss64m.");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    assertThat(Failures.sentence(new UncheckedIOException(new NoSuchFileException("a.npy"))))
        .isEqualTo(
            "A file cannot be read or written: java.nio.file.NoSuchFileException: a.npy.\n"
                + "Maybe check that it is there, may be used, and has room.");
  }

  @Test
  void nativesThatCannotBeLoadedAreNamed() {
    assertThat(Failures.sentence(new UnsatisfiedLinkError("no jnitensorflow")))
        .isEqualTo(
            "A library cannot be loaded: java.lang.UnsatisfiedLinkError: no jnitensorflow.\n"
                + "Maybe TensorFlow's native libraries are for another system, or cannot be"
                + " unpacked.");
  }

  @Test
  void aMistakeOfOursIsCalledThat() {
    assertThat(Failures.sentence(new ArithmeticException("long overflow")))
        .isEqualTo(
            "This is a bug in tf-saliency: java.lang.ArithmeticException: long overflow.\n"
                + "Maybe report it with the output of --stacktrace.");
  }

  @Test
  void aTraceIsThereForWhoeverAsks() {
    StringWriter err = new StringWriter();
    String[] command = {"inspect", "--model", folder.resolve("none").toString()};

    TfSaliency.run(new PrintWriter(new StringWriter()), new PrintWriter(err), command);
    assertThat(err.toString()).doesNotContain("\tat ");

    String[] traced = {"inspect", "--stacktrace", "--model", folder.resolve("none").toString()};
    TfSaliency.run(new PrintWriter(new StringWriter()), new PrintWriter(err), traced);
    assertThat(err.toString()).contains("UnsupportedModelException", "\tat io.github.tfsaliency.");
  }

  /** What a full disk does. */
  private static Writer full() {
    return new Writer() {
      @Override
      public void write(char[] text, int from, int count) throws IOException {
        throw new IOException("No space left on device");
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--version",
        "explain --help",
        "methods",
        "metrics",
        "inspect --model " + MODELS + "mlp",
        "inspect --json --model " + MODELS + "mlp"
      })
  void outputThatCannotBeWrittenIsAFailure(String command) {
    StringWriter err = new StringWriter();

    int exit = TfSaliency.run(new PrintWriter(full()), new PrintWriter(err), command.split(" "));

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "The output could not be written."
                + "Maybe the disk is full, or the program that reads it has ended.");
  }

  @Test
  void aReportOfProgressThatCannotBeWrittenIsAFailureToo() throws IOException {
    Path input = new CommandRun(folder).random("a.npy", 32, 32, 3);

    int exit =
        TfSaliency.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(full(), true),
            "explain",
            "--model",
            MODELS + "vgg",
            "--input",
            input.toString(),
            "--method",
            "gradient",
            "--out",
            folder.resolve("maps").toString());

    assertThat(exit).isEqualTo(1);
  }

  @Test
  void aFullDiskIsAFailureOfTheProcess() throws Exception {
    assumeThat(FULL).exists();
    File err = folder.resolve("err").toFile();

    assertThat(ChildRun.toFiles(FULL, err, List.of(), "methods")).isEqualTo(1);

    assertThat(err)
        .content()
        .isEqualToIgnoringNewLines(
            "The output could not be written."
                + "Maybe the disk is full, or the program that reads it has ended.");
    assertThat(ChildRun.toFiles(folder.resolve("out").toFile(), FULL, List.of(), "no-command"))
        .isEqualTo(2);
  }

  @Test
  void aClosedPipeIsAFailureOfTheProcess() throws Exception {
    Process child =
        ChildRun.of(List.of(), List.of(), "methods")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    child.getInputStream().close();

    assertThat(child.waitFor()).isEqualTo(1);
  }

  @Test
  void anInputThatDoesNotFitIntoTheMemoryIsSaidInTwoLines() throws Exception {
    Path input = folder.resolve("large.npy");
    byte[] header =
        ("\u0093NUMPY\u0001\u0000v\u0000"
                + String.format(
                    "%-117s",
                    "{'descr': '<f4', 'fortran_order': False, 'shape': (5461, 32, 32, 3), }")
                + "\n")
            .getBytes(ISO_8859_1);
    long values = 5461L * 32 * 32 * 3;
    try (RandomAccessFile file = new RandomAccessFile(input.toFile(), "rw")) {
      file.write(header);
      file.setLength(header.length + 4 * values);
    }
    Path err = folder.resolve("err");

    int exit =
        ChildRun.toFiles(
            folder.resolve("out").toFile(),
            err.toFile(),
            List.of("-Xmx48m"),
            "explain",
            "--model",
            MODELS + "vgg",
            "--input",
            input.toString(),
            "--method",
            "gradient",
            "--out",
            folder.resolve("maps").toString());

    assertThat(exit).isEqualTo(1);
    assertThat(Files.readString(err))
        .contains("The memory of this process, a Java heap of at most ", "JAVA_OPTS=-Xmx8g.")
        .doesNotContain("\tat ", "OutOfMemoryError");
    assertThat(folder.resolve("maps")).doesNotExist();
    try (var files = Files.list(folder)) {
      assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("."));
    }
  }
}
