package io.github.tfsaliency.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import io.github.tfsaliency.server.RunningServer.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Bodies that are damaged at random: each gets an answer in JSON, none is a fault of the server,
 * and the server goes on. {@code -Dfuzz.bodies} and {@code -Dfuzz.seed} choose how many and which.
 */
class FuzzedBodiesTest {
  private static final int BODIES = Integer.getInteger("fuzz.bodies", 400);
  private static final long SEED = Long.getLong("fuzz.seed", 1);

  private static final ImmutableList<String> TOKENS =
      ImmutableList.of(
          "NaN",
          "Infinity",
          "-Infinity",
          "1e39",
          "-1e400",
          "1e-400",
          "null",
          "true",
          "\"1\"",
          "[]",
          "{}",
          "[[[[[[[[[[1]]]]]]]]]]",
          "",
          ",",
          ":",
          "\"",
          "\\u0000",
          "\u0000",
          "\ud800",
          "-0",
          "0x1",
          "99999999999999999999",
          "{\"b64\": \"AAAA\"}",
          "{\"b64\": 1}",
          "\"mask:file=/a,class=1\"",
          "\"integrated-gradients:baseline=/a.npy\"",
          "\"rise:samples=3\"",
          "\"top\"",
          "-1",
          "1.5",
          "[".repeat(2000),
          "{\"a\":".repeat(2000),
          "9".repeat(5000),
          "\"" + "x".repeat(5000) + "\"");

  /** A request to begin with. */
  private record Seed(String path, String body) {}

  private static ImmutableList<Seed> seeds() {
    String sample = RunningServer.nested(Samples.normal(1, 12)).toString();
    FloatNdArray pixels = Samples.normal(1, 8, 8, 3);
    pixels.scalars().forEach(pixel -> pixel.setFloat(Math.round(128 + 20 * pixel.getFloat())));
    String image = RunningServer.nested(pixels).toString();
    return ImmutableList.of(
        new Seed("/v1/models/mlp:predict", "{\"instances\": [" + sample + "," + sample + "]}"),
        new Seed(
            "/v1/models/mlp:explain",
            "{\"instances\": ["
                + sample
                + "], \"parameters\": {\"method\": \"gradient\", \"target\": [1],"
                + " \"format\": \"regions\", \"top_k\": 3}}"),
        new Seed(
            "/v1/models/vgg_uint8:explain",
            "{\"instances\": [{\"image\": " + image + "}], \"parameters\": {\"format\": \"png\"}}"),
        new Seed(
            "/v2/models/mlp/infer",
            "{\"id\": \"1\", \"inputs\": [{\"name\": \"image\", \"shape\": [1, 12], \"datatype\":"
                + " \"FP32\", \"data\": "
                + sample
                + "}], \"outputs\": [{\"name\": \"explain\", \"parameters\": {\"method\":"
                + " \"gradient\", \"target\": 1}}, {\"name\": \"output_0\"}]}"));
  }

  @Test
  void noBodyBreaksTheServer() {
    try (RunningServer server = RunningServer.of("mlp", "vgg_uint8").start()) {
      Random random = new Random(SEED);
      ImmutableList<Seed> seeds = seeds();
      int refused = 0;
      for (int i = 0; i < BODIES; i++) {
        Seed seed = seeds.get(random.nextInt(seeds.size()));
        byte[] body = damaged(seed.body(), random);
        Reply reply = post(server, seed.path(), body, random);
        JsonObject answer = reply.json();
        assertThat(reply.status())
            .as("body %s of seed %s: %s", i, SEED, new String(body, StandardCharsets.UTF_8))
            .isIn(200, 400, 413);
        assertThat(answer.has("error")).isEqualTo(reply.status() != 200);
        refused += reply.status() == 200 ? 0 : 1;
      }
      assertThat(refused).isBetween(BODIES / 2, BODIES - 1);
      for (Seed seed : seeds) {
        assertThat(server.post(seed.path(), seed.body()).status()).as(seed.path()).isEqualTo(200);
      }
      assertThat(server.failureLog()).isEmpty();
    }
  }

  private static Reply post(RunningServer server, String path, byte[] body, Random random) {
    return path.startsWith("/v2") && random.nextInt(4) == 0
        ? server.post(
            path,
            body,
            "Inference-Header-Content-Length",
            Integer.toString(random.nextInt(body.length + 10)))
        : server.post(path, body);
  }

  private static byte[] damaged(String body, Random random) {
    String damaged = body;
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      damaged = changed(damaged, random);
    }
    byte[] bytes = damaged.getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(5) == 0 && bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static String changed(String body, Random random) {
    if (body.isEmpty()) {
      return TOKENS.get(random.nextInt(TOKENS.size()));
    }
    int at = random.nextInt(body.length());
    int end = Math.min(body.length(), at + random.nextInt(40));
    return switch (random.nextInt(6)) {
      case 0 -> body.substring(0, at);
      case 1 -> body.substring(0, at) + body.substring(end);
      case 2 -> body.substring(0, end) + body.substring(at);
      case 3 -> body.substring(0, at) + (char) random.nextInt(128) + body.substring(at + 1);
      default -> inPlaceOfValue(body, random);
    };
  }

  /** A token in the place of a value, so that the JSON around it stays whole. */
  private static String inPlaceOfValue(String body, Random random) {
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i + 1 < body.length(); i++) {
      if (",:[".indexOf(body.charAt(i)) >= 0) {
        starts.add(i + 1);
      }
    }
    if (starts.isEmpty()) {
      return body;
    }
    int start = starts.get(random.nextInt(starts.size()));
    int end = start;
    while (end < body.length() && ",]}".indexOf(body.charAt(end)) < 0) {
      end++;
    }
    return body.substring(0, start)
        + TOKENS.get(random.nextInt(TOKENS.size()))
        + body.substring(end);
  }
}
