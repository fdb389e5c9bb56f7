package io.github.tfsaliency.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import com.google.common.base.Splitter;
import io.github.tfsaliency.cli.support.ChildRun;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that need no TensorFlow do not wait for its libraries: here there are none. */
class LightCommandsTest {
  @TempDir private Path folder;

  private int run(String... arguments) throws IOException, InterruptedException {
    return run(List.of(), arguments);
  }

  private int run(List<String> options, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder child = ChildRun.of(List.of(), options, arguments);
    int classPath = child.command().indexOf("-cp") + 1;
    String withoutNatives =
        Splitter.on(File.pathSeparator)
            .splitToStream(child.command().get(classPath))
            .filter(entry -> !entry.matches(".*tensorflow-core-native-[\\d.]+-.*\\.jar"))
            .collect(joining(File.pathSeparator));
    child.command().set(classPath, withoutNatives);
    return child
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("out").toFile())
        .start()
        .waitFor();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "help explain",
        "explain --help",
        "compare --help",
        "evaluate --help",
        "methods",
        "metrics",
        "generate-completion"
      })
  void needNoLibrariesOfTensorFlow(String commandLine) throws Exception {
    int code = run(Splitter.on(' ').splitToStream(commandLine).toArray(String[]::new));

    assertThat(folder.resolve("out")).isNotEmptyFile();
    assertThat(code).as(contentOf(folder.resolve("out").toFile())).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "methods", "metrics"})
  void loadNoClassThatLoadsTensorFlow(String command) throws Exception {
    Path classes = folder.resolve("classes");

    assertThat(run(List.of("-Xlog:class+load:file=" + classes), command)).isZero();

    assertThat(contentOf(classes.toFile())).contains(TfSaliency.class.getName());
    assertThat(Files.readAllLines(classes))
        .noneMatch(line -> line.matches(".* org\\.(bytedeco|tensorflow\\.(internal|proto))\\..*"))
        .noneMatch(line -> line.matches(".* org\\.tensorflow\\.(TensorFlow|Graph|Session) .*"))
        .noneMatch(line -> line.matches(".* com\\.google\\.protobuf\\..*"));
  }

  @Test
  void theListOfCommandsLoadsNoMethods() throws Exception {
    Path classes = folder.resolve("classes");

    assertThat(run(List.of("-Xlog:class+load:file=" + classes), "--help")).isZero();

    assertThat(Files.readAllLines(classes))
        .anyMatch(line -> line.contains(TfSaliency.class.getName()))
        .noneMatch(line -> line.matches(".* io\\.github\\.tfsaliency\\.(spec|method)\\..*"))
        .noneMatch(line -> line.contains(" org.tensorflow."));
  }

  @Test
  void aWrongCommandLineIsToldWithoutThem() throws Exception {
    assertThat(run("explain", "--modle", "x")).isEqualTo(2);

    assertThat(contentOf(folder.resolve("out").toFile())).contains("--model");
  }

  @Test
  void aModelNeedsThem() throws Exception {
    assertThat(run("inspect", "--model", "../core/src/test/resources/models/mlp")).isOne();

    assertThat(contentOf(folder.resolve("out").toFile()))
        .contains("The native library of TensorFlow could not be loaded")
        .contains("org.tensorflow:tensorflow-core-native:");
  }
}
