package io.github.tfsaliency.examples.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.SaliencyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileSumsTest {
  @TempDir Path folder;

  @Test
  void aFolderHasAnotherSumWhenAFileChanges() throws IOException {
    Files.writeString(folder.resolve("a"), "1");
    String before = FileSums.of(folder);
    Files.writeString(folder.resolve("a"), "2");

    assertThat(FileSums.of(folder)).isNotEqualTo(before);
  }

  @Test
  void aFolderHasAnotherSumWhenAFileGetsAnotherName() throws IOException {
    Files.writeString(folder.resolve("a"), "1");
    String before = FileSums.of(folder);
    Files.move(folder.resolve("a"), folder.resolve("b"));

    assertThat(FileSums.of(folder)).isNotEqualTo(before);
  }

  @Test
  void theProgramHasTheSameSumTwice() {
    assertThat(FileSums.ofProgram(FileSums.class)).isEqualTo(FileSums.ofProgram(FileSums.class));
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> FileSums.of(folder.resolve("none")))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("none");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFolderThatIsALinkHasTheSumOfWhatItLeadsTo() throws IOException {
    Files.writeString(Files.createDirectory(folder.resolve("real")).resolve("a"), "1");
    Path linked = Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("real"));

    assertThat(FileSums.of(linked)).isEqualTo(FileSums.of(folder.resolve("real")));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aPipeIsRefused() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor())
        .isZero();

    assertThatThrownBy(() -> FileSums.of(pipe))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The file '%s' is a pipe, a socket or a device, not a regular file.\n"
                + "Maybe name another, or save its content to a file first.",
            pipe);
  }
}
