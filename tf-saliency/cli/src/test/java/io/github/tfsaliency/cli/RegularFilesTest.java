package io.github.tfsaliency.cli;

import static io.github.tfsaliency.cli.CommandRun.MODELS;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.FormatMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links in a model's folder, and pipes where a file is meant: nothing leaks, nothing hangs. */
@DisabledOnOs(OS.WINDOWS)
class RegularFilesTest {
  private static final Path MLP = Path.of(MODELS + "mlp");

  @TempDir Path folder;
  private CommandRun command;
  private Path cache;
  private Path snapshot;

  @BeforeEach
  void makeHubCache() throws IOException {
    command = new CommandRun(folder);
    cache = folder.toRealPath().resolve("models--a--mlp");
    snapshot = cache.resolve("snapshots/1");
    Files.createDirectories(cache.resolve("blobs"));
    int number = 0;
    try (Stream<Path> files = Files.walk(MLP)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Path blob = cache.resolve("blobs/" + number++);
        Files.copy(file, blob);
        Path link = snapshot.resolve(MLP.relativize(file).toString());
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, requireNonNull(link.getParent()).relativize(blob));
      }
    }
  }

  private int run(Object... arguments) {
    List<String> all = new ArrayList<>();
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    return command.run(all.toArray(String[]::new));
  }

  private Path pipe(String name) throws IOException, InterruptedException {
    Path pipe = folder.resolve(name);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor())
        .as("mkfifo")
        .isZero();
    return pipe;
  }

  @FormatMethod
  private void assertRefused(String message, Object... values) {
    assertThat(command.err.toString().strip()).endsWith(String.format(message, values));
    assertThat(command.results()).doesNotExist();
  }

  private void assertLeadsOut() {
    assertRefused(
        "The link 'saved_model.pb' of the SavedModel '%s' leads to '%s', outside the folder.\n"
            + "Maybe allow it, if files there may be read, with --links-within DIR.",
        snapshot, cache.resolve("blobs/1"));
  }

  @Test
  void aHubsCacheIsExportedOnceItsBlobsAreAllowed() throws IOException {
    assertThat(run("export", "--model", snapshot, "--method", "gradient")).isEqualTo(1);
    assertLeadsOut();

    int exit =
        run(
            "export",
            "--model",
            snapshot,
            "--links-within",
            cache.resolve("blobs"),
            "--method",
            "gradient");

    assertThat(exit).as(command.err.toString()).isZero();
    try (Stream<Path> files = Files.walk(command.results())) {
      assertThat(files).noneMatch(Files::isSymbolicLink);
    }
  }

  @Test
  void severalFoldersAreAllowedOneByOne() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path input = command.random("input.npy", 1, 12);

    int exit =
        run(
            "explain",
            "--model",
            snapshot,
            "--links-within",
            other,
            "--links-within",
            cache,
            "--method",
            "gradient",
            "--input",
            input);

    assertThat(command.err.toString()).doesNotContain("The link ");
    assertThat(exit).as(command.err.toString()).isZero();
  }

  @Test
  void aFolderThatDoesNotExistIsNotAllowed() {
    assertThat(
            run(
                "export",
                "--model",
                snapshot,
                "--links-within",
                folder.resolve("none"),
                "--method",
                "gradient"))
        .isEqualTo(1);

    assertRefused(
        "There is no folder '%s' for links to lead into.\n"
            + "Maybe the path is relative to a different working directory than '%s'.",
        folder.resolve("none"), Path.of("").toAbsolutePath());
  }

  @Test
  void aPictureThatIsAPipeIsRefused() throws IOException, InterruptedException {
    Path pipe = pipe("pipe.png");

    assertThat(run("explain", "--model", MODELS + "vgg", "--method", "gradient", "--input", pipe))
        .isEqualTo(1);

    assertRefused(
        "The picture '%s' cannot be read: it is a pipe, a socket or a device, not a regular file.\n"
            + "Maybe name a picture, or save its content to a file first.",
        pipe);
  }

  @ParameterizedTest
  @CsvSource({
    "--input,  '%s',                                                 gradient",
    "--target, 'mask:file=%s,class=1',                                gradient",
    "--method, 'integrated-gradients:baseline=%s',                    ''"
  })
  void anArrayThatIsAPipeIsRefused(String option, String value, String method)
      throws IOException, InterruptedException {
    Path pipe = pipe("pipe.npy");
    List<Object> arguments =
        new ArrayList<>(List.of("explain", "--model", MLP, option, String.format(value, pipe)));
    if (!method.isEmpty()) {
      arguments.addAll(List.of("--method", method));
    }
    if (!option.equals("--input")) {
      arguments.addAll(List.of("--input", command.random("input.npy", 1, 12)));
    }

    assertThat(run(arguments.toArray())).isNotZero();

    assertThat(command.err.toString())
        .contains(
            String.format(
                "The file '%s' is a pipe, a socket or a device, not a regular file.\n"
                    + "Maybe name another, or save its content to a file first.",
                pipe));
    assertThat(command.results()).doesNotExist();
  }
}
