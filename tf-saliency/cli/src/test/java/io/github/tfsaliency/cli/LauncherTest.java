package io.github.tfsaliency.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher's script does before there is Java: here it is a program that prints. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final Path HOME = Path.of("src/main").toAbsolutePath();
  private static final Path LAUNCHER = HOME.resolve("bin/tf-saliency");
  private static final String ONE_COMPILER = "-XX:TieredStopAtLevel=1";

  @TempDir private Path folder;

  /** A folder with spaces in its name, as of a JDK of that version. */
  private Path java(String version) throws IOException {
    Path home = folder.resolve("a jdk");
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
    program(home, "printf '%s\\n' \"$@\"");
    return home;
  }

  private static void program(Path home, String command) throws IOException {
    Path java = Files.writeString(home.resolve("bin/java"), "#!/bin/sh\n" + command + "\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  private int run(Path launcher, Path javaHome, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        Stream.concat(Stream.of(launcher.toString()), Stream.of(arguments)).toList();
    ProcessBuilder process = new ProcessBuilder(command).directory(folder.toFile());
    process.environment().put("JAVA_HOME", javaHome.toString());
    process.environment().remove("JAVA_OPTS");
    return process
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("out").toFile())
        .start()
        .waitFor();
  }

  private List<String> lines(String version, String... arguments) throws Exception {
    assertThat(run(LAUNCHER, java(version), arguments)).isZero();
    return Files.readAllLines(folder.resolve("out"), UTF_8);
  }

  @Test
  void argumentsArriveAsTheyAre() throws Exception {
    assertThat(lines("17", "methods", "a b", ""))
        .endsWith(TfSaliency.class.getName(), "methods", "a b", "");
  }

  @Test
  void aLinkFindsTheFolderOfTheLauncher() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), LAUNCHER);

    assertThat(run(link, java("17"), "methods")).isZero();

    assertThat(folder.resolve("out")).content().contains("-Dtfsaliency.home=" + HOME + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.8.0_292", "11.0.2", "16"})
  void anOldJavaIsRefused(String version) throws Exception {
    Path java = java(version);

    assertThat(run(LAUNCHER, java, "methods")).isOne();

    assertThat(folder.resolve("out"))
        .content()
        .startsWith(
            "tf-saliency needs Java 17 or later, and '%s/bin/java' is Java %s.\nMaybe install"
                .formatted(java, version));
  }

  @Test
  void aJavaWithoutTheFileReleaseSaysItsVersionItself() throws Exception {
    Path java = java("17");
    Files.delete(java.resolve("release"));
    program(java, "echo 'java version \"1.8.0_292\"' >&2");

    assertThat(run(LAUNCHER, java, "methods")).isOne();

    assertThat(folder.resolve("out")).content().contains("is Java 1.8.0_292.");
  }

  @Test
  void aJavaThatDoesNotStartIsNamed() throws Exception {
    Path java = java("17");
    Files.delete(java.resolve("release"));
    program(java, "exit 3");

    assertThat(run(LAUNCHER, java, "methods")).isOne();

    assertThat(folder.resolve("out")).content().contains("'" + java + "/bin/java' does not start.");
  }

  @Test
  void aFolderWithoutJavaIsNamed() throws Exception {
    assertThat(run(LAUNCHER, folder, "methods")).isOne();

    assertThat(folder.resolve("out"))
        .content()
        .startsWith("JAVA_HOME is '" + folder + "', but there is no program 'bin/java' in it.");
  }

  @Test
  void optionsThatAnOlderJavaDoesNotKnowAreLeftOut() throws Exception {
    String unsafe = "--sun-misc-unsafe-memory-access=allow";

    assertThat(lines("21.0.8", "methods")).doesNotContain(unsafe);
    assertThat(lines("25", "methods")).contains(unsafe, "--enable-native-access=ALL-UNNAMED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--help", "methods", "serve --help", "explain -M m -i out -o x"})
  void shortCommandsHaveOneCompiler(String arguments) throws Exception {
    assertThat(lines("17", words(arguments))).contains(ONE_COMPILER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve",
        "compare -i out",
        "explain -M m -i . -o x",
        "explain -i out out out out out out",
        "explain @arguments"
      })
  void longCommandsHaveBothCompilers(String arguments) throws Exception {
    assertThat(lines("17", words(arguments))).doesNotContain(ONE_COMPILER);
  }

  /** The file "out" is there while a command runs. */
  private static String[] words(String arguments) {
    return arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
  }
}
