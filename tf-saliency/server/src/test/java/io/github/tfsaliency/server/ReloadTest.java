package io.github.tfsaliency.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.server.RunningServer.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Newer models take the place of older ones without a lost request. */
class ReloadTest {
  private static void copy(String from, Path to) throws IOException {
    Path source = RunningServer.MODELS.resolve(from);
    try (Stream<Path> files = Files.walk(source)) {
      files.forEach(
          file -> {
            try {
              Path target = to.resolve(source.relativize(file).toString());
              if (Files.isDirectory(file)) {
                Files.createDirectories(target);
              } else {
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  @Test
  void thePathOfAModelLoadsItAnew(@TempDir Path folder) throws IOException {
    Path model = folder.resolve("model");
    copy("mlp", model);
    try (RunningServer server = RunningServer.ofFolders(ImmutableList.of(model)).start()) {
      String before = server.get("/v2/models/model").text();
      Files.delete(model.resolve("saved_model.pb"));
      copy("conv1d", model);

      Reply loaded = server.post("/v2/repository/models/model/load", "");

      assertThat(loaded.text()).isEqualTo("{\"name\":\"model\",\"load\":true}");
      assertThat(before).contains("[-1,12]");
      assertThat(server.get("/v2/models/model").text()).contains("[-1,64,2]");
    }
  }

  @Test
  void aModelThatCannotBeLoadedLeavesTheOldOne(@TempDir Path folder) throws IOException {
    Path model = folder.resolve("model");
    copy("mlp", model);
    try (RunningServer server = RunningServer.ofFolders(ImmutableList.of(model)).start()) {
      Files.delete(model.resolve("saved_model.pb"));

      Reply failed = server.post("/v2/repository/models/model/load", "");

      assertThat(failed.status()).isEqualTo(500);
      assertThat(failed.error()).contains("saved_model.pb");
      assertThat(server.get("/v2/models/model/ready").status()).isEqualTo(200);
    }
  }
}
