package io.github.tfsaliency.examples.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.SaliencyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
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
}
