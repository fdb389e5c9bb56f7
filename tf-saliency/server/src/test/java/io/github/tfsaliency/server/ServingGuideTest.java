package io.github.tfsaliency.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.gson.JsonParser;
import io.github.tfsaliency.server.RunningServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/serving.md shows works. */
class ServingGuideTest {
  private static final Path GUIDE = Path.of("../../docs/serving.md");
  private static final Pattern REQUEST =
      Pattern.compile("^curl -s localhost:8080(/\\S*)(?: -d '(.*)')?$", Pattern.MULTILINE);
  private static final Pattern ARGUMENTS = Pattern.compile("^ +args: (\\[.*])$", Pattern.MULTILINE);

  @Test
  void allRequestsAreAnswered() throws IOException {
    List<MatchResult> requests = REQUEST.matcher(Files.readString(GUIDE)).results().toList();

    assertThat(requests).hasSize(10);
    try (RunningServer server = RunningServer.of("mlp").start()) {
      for (MatchResult request : requests) {
        String path = request.group(1);
        Reply reply =
            request.group(2) == null ? server.get(path) : server.post(path, request.group(2));
        assertThat(reply.status()).as(path + " " + reply.text()).isEqualTo(200);
      }
    }
  }

  @Test
  void theArgumentsForKserveStartAServer(@TempDir Path folder) throws Exception {
    List<MatchResult> found = ARGUMENTS.matcher(Files.readString(GUIDE)).results().toList();
    assertThat(found).hasSize(1);
    List<String> arguments =
        JsonParser.parseString(found.get(0).group(1)).getAsJsonArray().asList().stream()
            .map(argument -> argument.getAsString())
            .map(argument -> argument.equals("8080") ? "0" : argument)
            .map(
                argument ->
                    argument.equals("/mnt/models")
                        ? RunningServer.MODELS.resolve("vgg").toString()
                        : argument)
            .toList();

    ServedProcess served =
        ServedProcess.start(folder.resolve("err"), arguments.toArray(String[]::new));
    String models = served.get("/v1/models");
    served.end();

    assertThat(models).isEqualTo("{\"models\":[\"garments\"]}");
    assertThat(Files.readString(folder.resolve("err"))).doesNotContain("Warning: the");
  }

  @Test
  void theDockerfileRunsTheLauncherWithoutRoot() throws IOException {
    String docker = Files.readString(Path.of("src/main/docker/Dockerfile"));

    assertThat(docker).contains("USER 10001\n", "\"/opt/tf-saliency/bin/tf-saliency\", \"serve\"");
    assertThat(Splitter.on("jlink").splitToList(docker)).hasSize(2);
  }
}
