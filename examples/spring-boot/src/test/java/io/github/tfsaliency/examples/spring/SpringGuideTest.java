package io.github.tfsaliency.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.image.Picture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;

/** The guide's code for Spring Boot is this code, and it explains pictures. */
class SpringGuideTest {
  private static final Path SOURCES = Path.of("src/main/java/io/github/tfsaliency/examples/spring");

  private static ServletWebServerApplicationContext application;

  @BeforeAll
  static void start() {
    application =
        (ServletWebServerApplicationContext)
            SpringApplication.run(
                ExplainApplication.class,
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--saliency.model=../../savedmodels/efficientnet-lite0",
                "--spring.main.banner-mode=off",
                "--logging.level.root=warn");
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private static HttpResponse<byte[]> post(String query, byte[] body) throws Exception {
    String address = "http://127.0.0.1:" + application.getWebServer().getPort() + "/explain";
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address + query))
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void aPictureIsAnsweredWithItsMap() throws Exception {
    byte[] photo = Files.readAllBytes(Path.of("../photos/coffee.png"));

    HttpResponse<byte[]> response = post("?percentile=90", photo);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Picture.read(response.body()).width()).isEqualTo(Picture.read(photo).width());
  }

  @Test
  void whatIsNoPictureIsRefusedWithAText() throws Exception {
    HttpResponse<byte[]> response = post("", "no picture".getBytes(StandardCharsets.UTF_8));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(new String(response.body(), StandardCharsets.UTF_8))
        .startsWith("{\"error\":\"The file of 10 bytes is not a picture");
  }

  @ParameterizedTest
  @CsvSource({"ExplainApplication.java, application", "ExplainController.java,  controller"})
  void theGuideShowsTheCodeThatRuns(String source, String region) throws IOException {
    String text = Files.readString(SOURCES.resolve(source));
    String start = "// tag::" + region + "[]\n";
    String code =
        text.substring(text.indexOf(start) + start.length(), text.indexOf("// end::" + region));

    assertThat(Path.of("../../docs/serving.md")).content().contains("```java\n" + code + "```");
  }
}
