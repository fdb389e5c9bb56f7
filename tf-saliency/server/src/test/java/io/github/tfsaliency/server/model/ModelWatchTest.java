package io.github.tfsaliency.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changed model is loaded at the second look that finds it the same. */
class ModelWatchTest {
  private static final Path MODELS = Path.of("../core/src/test/resources/models");

  @Test
  void aChangedModelIsLoadedOnceItsFilesStayAsTheyAre(@TempDir Path folder) throws IOException {
    Path link = folder.resolve("model");
    Files.createSymbolicLink(link, MODELS.resolve("mlp").toAbsolutePath());
    StringWriter log = new StringWriter();
    try (ServedModels models =
            new ServedModels(List.of(new ServedModel("model", Model.from(link))));
        ModelWatch watch = new ModelWatch(models, Duration.ofDays(1), new PrintWriter(log, true))) {
      models.get("model").load();
      watch.start();
      watch.look();
      Files.delete(link);
      Files.createSymbolicLink(link, MODELS.resolve("conv1d").toAbsolutePath());

      watch.look();
      String first = inputs(models);
      watch.look();
      String second = inputs(models);
      watch.look();

      assertThat(first).isEqualTo("[image]");
      assertThat(second).isEqualTo("[signal]");
      assertThat(log.toString().lines()).containsExactly("The model 'model' was loaded again.");
    }
    Files.delete(link);
  }

  @Test
  void aBrokenModelIsToldAndTheOldOneStays(@TempDir Path folder) throws IOException {
    Path link = folder.resolve("model");
    Files.createSymbolicLink(link, MODELS.resolve("mlp").toAbsolutePath());
    StringWriter log = new StringWriter();
    try (ServedModels models =
            new ServedModels(List.of(new ServedModel("model", Model.from(link))));
        ModelWatch watch = new ModelWatch(models, Duration.ofDays(1), new PrintWriter(log, true))) {
      models.get("model").load();
      watch.start();
      watch.look();
      Files.delete(link);
      Path broken = Files.createDirectory(folder.resolve("broken"));
      Files.writeString(broken.resolve("saved_model.pb"), "no model");
      Files.createSymbolicLink(link, broken);

      watch.look();
      watch.look();

      assertThat(inputs(models)).isEqualTo("[image]");
      assertThat(log.toString())
          .startsWith("The model 'model' has changed and cannot be loaded: ")
          .contains("The old one is served on.");
    }
  }

  private static String inputs(ServedModels models) {
    return models.get("model").use(model -> model.inputNames().toString());
  }
}
