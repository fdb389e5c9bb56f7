package io.github.tfsaliency.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.tfsaliency.server.RunningServer.Reply;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page and the OpenAPI file. */
class PageTest {
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.of("mlp", "vgg_uint8").start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/,               text/html;charset=utf-8",
    "/index.html,     text/html;charset=utf-8",
    "/page/app.js,    text/javascript;charset=utf-8",
    "/page/style.css, text/css;charset=utf-8",
    "/openapi.json,   application/json"
  })
  void filesAreServed(String path, String type) {
    Reply reply = server.get(path);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers().firstValue("Content-Type")).contains(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/page/app.js", "/page/style.css"})
  void nothingIsLoadedFromAnotherHost(String path) {
    assertThat(server.get(path).text()).doesNotContain("http:", "https:", "src=\"//", "@import");
  }

  @Test
  void thePageMayAskItsServerAlone() {
    assertThat(server.get("/").headers().firstValue("Content-Security-Policy"))
        .contains(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src"
                + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  }

  @Test
  void everyFieldHasALabel() {
    String page = server.get("/").text();
    List<String> fields =
        Pattern.compile("<(?:input|select) id=\"([a-z-]+)\"")
            .matcher(page)
            .results()
            .map(match -> match.group(1))
            .toList();

    assertThat(fields).hasSize(5).allMatch(field -> page.contains("<label for=\"" + field + "\""));
  }

  @Test
  void thePageKnowsWhichModelsTakePictures() {
    JsonObject described = server.get("/page/models.json").json();

    assertThat(described.get("models").toString())
        .isEqualTo(
            "[{\"name\":\"mlp\",\"pictures\":false,\"labels\":[]},"
                + "{\"name\":\"vgg_uint8\",\"pictures\":true,\"labels\":[]}]");
    assertThat(described.get("methods").toString()).isEqualTo("[\"gradient\"]");
  }

  @Test
  void everyPathOfTheOpenApiFileIsThere() {
    JsonObject paths = server.get("/openapi.json").json().getAsJsonObject("paths");

    assertThat(paths.keySet()).hasSize(14);
    for (String path : paths.keySet()) {
      for (String method : paths.getAsJsonObject(path).keySet()) {
        Reply reply =
            server.send(method.toUpperCase(java.util.Locale.ROOT), path.replace("{name}", "mlp"));
        assertThat(reply.status()).as(method + " " + path).isIn(200, 400);
      }
    }
  }

  @Test
  void aRequestForTheHeadHasNoBody() {
    Reply reply = server.send("HEAD", "/v1/models");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEmpty();
  }
}
