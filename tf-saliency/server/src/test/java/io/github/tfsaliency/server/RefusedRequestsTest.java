package io.github.tfsaliency.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.server.RunningServer.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong requests get a status and a text, and never a trace. */
class RefusedRequestsTest {
  private static final String ROW = "1,2,3,4,5,6,7,8,9,10,11,12";

  /** A PNG of one pixel. */
  private static final String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYGAAAAAEAAH2Fzh"
          + "VAAAAAElFTkSuQmCC";

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.of("mlp", "vgg", "vgg_uint8").start();
  }

  @AfterAll
  static void stop() {
    server.close();
    assertThat(server.failureLog()).isEmpty();
  }

  private static void assertRefused(Reply reply, int status) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.json().keySet()).containsExactly("error");
    assertThat(reply.error()).isNotEmpty().doesNotContain("Exception", "\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "1",
        "\"instances\"",
        "{}",
        "{\"instances\": []}",
        "{\"instances\": {}}",
        "{\"instances\": null}",
        "{\"instances\": [[]]}",
        "{\"instances\": [[[]]]}",
        "{\"instances\": [1]}",
        "{\"instances\": [[1, 2, 3]]}",
        "{\"instances\": [[1,2,NaN,4,5,6,7,8,9,10,11,12]]}",
        "{\"instances\": [[1,2,-Infinity,4,5,6,7,8,9,10,11,12]]}",
        "{\"instances\": [[1,2,1e39,4,5,6,7,8,9,10,11,12]]}",
        "{\"instances\": [[1,2,-3.5e38,4,5,6,7,8,9,10,11,12]]}",
        "{\"instances\": [[1,2,1e999999999,4,5,6,7,8,9,10,11,12]]}",
        "{\"instances\": [[1,2,\"3\",4,5,6,7,8,9,10,11,12]]}",
        "{\"instances\": [[1,2,true,4,5,6,7,8,9,10,11,12]]}",
        "{\"instances\": [[1,2,null,4,5,6,7,8,9,10,11,12]]}",
        "{\"instances\": [[1,2,{},4,5,6,7,8,9,10,11,12]]}",
        "{\"instances\": [[1,2,[3],4,5,6,7,8,9,10,11,12]]}",
        "{\"instances\": [[[1,2,3],[4,5]]]}",
        "{\"instances\": [[1,2,03,4,5,6,7,8,9,10,11,12]]}",
        "{\"instances\": [[1,2,3,4,5,6,7,8,9,10,11,12,]]}",
        "{\"instances\": [[1,2,3,4,5,6,7,8,9,10,11,12]]} {}",
        "{\"instances\": [[1,2,3,4,5,6,7,8,9,10,11,12]], \"instances\": [[1]]}",
        "{\"instances\": [[1,2,3,4,5,6,7,8,9,10,11,12]], \"inputs\": [1]}",
        "{\"instances\": [[1,2,3,4,5,6,7,8,9,10,11,12]], \"signature_name\": \"other\"}",
        "{\"instances\": [{\"picture\": [1,2,3,4,5,6,7,8,9,10,11,12]}]}",
        "{\"instances\": [{\"image\": [1,2,3]}]}",
        "{\"instances\": [{\"b64\": \"aGFsbG8=\"}]}",
        "{\"instances\": [{\"b64\": \"%%%\"}]}",
        "{\"instances\": [{\"b64\": 5}]}",
        "{\"instances\": [{\"image\": {\"b64\": null}}]}",
        "{\"instances\": [{\"image\": {\"b65\": \"\"}}]}",
        "{'instances': [[1,2,3,4,5,6,7,8,9,10,11,12]]}",
        "{\"instances\": [[1,2,3,4,5,6,7,8,9,10,11,12]] /* */}"
      })
  void aWrongBodyIsTheClientsFault(String body) {
    assertRefused(server.post("/v1/models/mlp:predict", body), 400);
    assertRefused(server.post("/v1/models/mlp:explain", body), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"method\": \"gradient:baseline=0\"",
        "\"method\": \"no-such-method\"",
        "\"method\": \"\"",
        "\"method\": 3",
        "\"method\": null",
        "\"method\": \"integrated-gradients:baseline=/etc/passwd.npy\"",
        "\"method\": \"integrated-gradients:baseline=0+/etc/passwd.NPY\"",
        "\"method\": \"smooth-grad:inner=integrated-gradients:baseline=x.npy\"",
        "\"method\": \"rise:baseline=//host/share/x.npy\"",
        "\"method\": \"grad-cam\"",
        "\"target\": 5",
        "\"target\": -1",
        "\"target\": 1.5",
        "\"target\": 1e400",
        "\"target\": 123456789012345678901234567890",
        "\"target\": true",
        "\"target\": null",
        "\"target\": []",
        "\"target\": [0, 1]",
        "\"target\": [[0]]",
        "\"target\": \"a label\"",
        "\"target\": \"mask:file=/etc/passwd,class=1\"",
        "\"target\": \"direction:layer=a,vector=/etc/passwd.npy\"",
        "\"target\": \"similarity:layer=a,vector=x.npy\"",
        "\"target\": \"pixel:row=0,column=0,class=0\"",
        "\"format\": \"jpeg\"",
        "\"format\": \"png\"",
        "\"format\": 1",
        "\"format\": \"regions\", \"top_k\": 0",
        "\"format\": \"regions\", \"top_k\": -5",
        "\"format\": \"regions\", \"top_k\": 1000000000",
        "\"format\": \"regions\", \"top_k\": \"5\"",
        "\"targt\": 1",
        "\"target\": 1, \"target\": 2"
      })
  void aWrongParameterIsTheClientsFault(String parameter) {
    assertRefused(
        server.post(
            "/v1/models/mlp:explain",
            "{\"instances\": [[" + ROW + "]], \"parameters\": {" + parameter + "}}"),
        400);
  }

  @Test
  void aMethodThatNamesAFileIsRefusedBeforeItIsOpened() {
    assertThat(
            server
                .post(
                    "/v1/models/mlp:explain",
                    "{\"instances\": [["
                        + ROW
                        + "]], \"parameters\":"
                        + " {\"method\": \"integrated-gradients:baseline=none.npy\"}}")
                .error())
        .isEqualTo(
            "The method 'integrated-gradients:baseline=none.npy' names a file, which a request may"
                + " not.\nMaybe start the server with --method, and leave 'method' out.");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  /v1/models/none",
    "POST, /v1/models/none:predict",
    "POST, /v1/models/none:explain",
    "POST, /v1/models/:explain",
    "GET,  /v2/models/none",
    "GET,  /v2/models/none/ready",
    "POST, /v2/models/none/infer",
    "POST, /v2/repository/models/none/load",
    "GET,  /v1/models/mlp/else",
    "GET,  /v1",
    "GET,  /v3",
    "GET,  /page/none.js",
    "GET,  /etc/passwd"
  })
  void anUnknownPathOrModelIsNotFound(String method, String path) {
    assertRefused(server.send(method, path), 404);
  }

  @ParameterizedTest
  @CsvSource({
    "POST,   /v1/models",
    "DELETE, /v1/models/mlp",
    "GET,    /v1/models/mlp:predict",
    "PUT,    /v1/models/mlp:explain",
    "GET,    /v2/models/mlp/infer",
    "POST,   /metrics",
    "POST,   /"
  })
  void anotherMethodOfHttpIsNotAllowed(String method, String path) {
    assertRefused(server.send(method, path), 405);
  }

  @Test
  void aLargeBodyIsRefusedByItsSize() {
    byte[] large = new byte[(1 << 20) + 1];
    Arrays.fill(large, (byte) ' ');

    assertRefused(server.post("/v1/models/mlp:predict", large), 413);
  }

  @Test
  void aDeepBodyIsRefused() {
    String deep = "[".repeat(100_000);

    assertRefused(server.post("/v1/models/mlp:predict", "{\"instances\": " + deep), 400);
  }

  @Test
  void manyInstancesAreRefused() {
    String many = "0,".repeat(2000) + "0";

    assertRefused(server.post("/v1/models/mlp:predict", "{\"instances\": [" + many + "]}"), 413);
  }

  @Test
  void aPictureThatIsTooLargeForAnyMemoryIsRefusedByItsHeader() {
    // A PNG of 60,000 x 60,000 pixels, of which there are a hundred.
    String png =
        "iVBORw0KGgoAAAANSUhEUgAA6mAAAOpgCAAAAACluSqeAA"
            + "AADElEQVR4nGNgoD0AAABkAAGGZDw1AAAAAElFTkSuQmCC";

    Reply reply =
        server.post(
            "/v1/models/vgg_uint8:explain", "{\"instances\": [{\"b64\": \"" + png + "\"}]}");

    assertRefused(reply, 413);
    assertThat(reply.error()).startsWith("The picture has 3600000000 pixels, ");
  }

  @Test
  void aPictureForAModelWithoutAnEncodingNamesTheFileThatMaySayIt() {
    Reply reply =
        server.post("/v1/models/vgg:explain", "{\"instances\": [{\"b64\": \"" + PIXEL + "\"}]}");

    assertRefused(reply, 400);
    assertThat(reply.error())
        .endsWith(" in the model's file assets.extra/saliency.json.")
        .doesNotContain("Model.from");
  }

  @Test
  void aCompressedBodyIsNotRead() {
    assertRefused(
        server.post(
            "/v1/models/mlp:predict",
            "{}".getBytes(StandardCharsets.UTF_8),
            "Content-Encoding",
            "gzip"),
        415);
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    byte[] latin = "{\"instances\": [[1]], \"é\": 1}".getBytes(StandardCharsets.ISO_8859_1);

    assertRefused(server.post("/v1/models/mlp:predict", latin), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/9.9\r\n\r\n",
        "GET /a%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET /v1/%2e%2e/models HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        "POST /v1/models/mlp:predict HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "nonsense\r\n\r\n"
      })
  void whatIsNoHttpIsRefusedInTheSameForm(String request) throws IOException {
    String response;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    assertThat(response).matches("(?s)HTTP/1\\.1 [45]\\d\\d .*\\{\"error\":\"[^\"]+\"}");
  }

  @Test
  void oneWrongRequestCostsOthersNothing() {
    Reply wrong =
        server.post(
            "/v1/models/mlp:explain",
            "{\"instances\": [[" + ROW + "]], \"parameters\": {\"target\": 99}}");
    Reply right = server.post("/v1/models/mlp:explain", "{\"instances\": [[" + ROW + "]]}");

    assertThat(wrong.status()).isEqualTo(400);
    assertThat(right.status()).isEqualTo(200);
  }
}
