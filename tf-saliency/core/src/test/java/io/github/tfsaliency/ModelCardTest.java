package io.github.tfsaliency;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.files.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hostile saliency.json could do to the process. */
class ModelCardTest {
  @TempDir Path folder;
  private Path card;

  @BeforeEach
  void name() throws IOException {
    card = Files.createDirectories(folder.resolve("assets.extra")).resolve("saliency.json");
  }

  @Test
  void aCardThatIsDeeperThanTheStackIsRefused() throws IOException {
    Files.writeString(card, "{\"encoding\":".repeat(80_000));

    assertThatThrownBy(() -> ModelCard.read(ModelFolder.of(folder)))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageStartingWith("The file '%s' cannot be used: ", card)
        .hasMessageContaining("Nesting limit 255 reached");
  }

  @Test
  void aCardThatIsTooLargeIsRefused() throws IOException {
    Files.writeString(card, " ".repeat((1 << 20) + 1));

    assertThatThrownBy(() -> ModelCard.read(ModelFolder.of(folder)))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The file '%s' cannot be used: the file '%s' has more than 1048576 bytes", card, card);
  }
}
