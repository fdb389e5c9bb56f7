package io.github.tfsaliency.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.server.RunningServer.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;

/** What waits, what is computed together, what is refused. */
class QueueTest {
  private static final String EXPLAIN = "/v1/models/mlp:explain";

  private static String body(FloatNdArray sample) {
    return "{\"instances\": [" + RunningServer.nested(sample) + "]}";
  }

  private static String body(int seed) {
    return body(Samples.normal(seed, 12));
  }

  @Test
  void whatDoesNotFitTheQueueIsRefusedAtOnceAndWhatWaitsIsAnswered() throws Exception {
    Gate gate = new Gate();
    try (RunningServer server = RunningServer.of("mlp").withQueue(1, 1).withMethod(gate).start()) {
      CompletableFuture<Reply> running = server.postLater(EXPLAIN, body(1));
      gate.awaitEntered();
      CompletableFuture<Reply> waiting = server.postLater(EXPLAIN, body(2));
      server.awaitMetric("queue_requests", 1);

      Reply refused = server.post(EXPLAIN, body(3));

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.error())
          .isEqualTo("The queue is full: 1 requests wait.\nMaybe ask again later.");
      assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      gate.open();
      assertThat(running.get().status()).isEqualTo(200);
      assertThat(waiting.get().status()).isEqualTo(200);
    }
  }

  @Test
  void theQueueIsBoundedByMemoryToo() throws Exception {
    Gate gate = new Gate();
    try (RunningServer server =
        RunningServer.of("mlp").withQueue(1, 100).withMemory(60).withMethod(gate).start()) {
      CompletableFuture<Reply> running = server.postLater(EXPLAIN, body(1));
      gate.awaitEntered();
      CompletableFuture<Reply> waiting = server.postLater(EXPLAIN, body(2));
      server.awaitMetric("queue_bytes", 48);

      assertThat(server.post(EXPLAIN, body(3)).status()).isEqualTo(429);
      gate.open();
      assertThat(running.get().status()).isEqualTo(200);
      assertThat(waiting.get().status()).isEqualTo(200);
    }
  }

  @Test
  void requestsThatWaitAreComputedTogetherAndEachGetsItsOwnMap() throws Exception {
    Gate gate = new Gate();
    try (RunningServer server = RunningServer.of("mlp").withQueue(1, 9).withMethod(gate).start();
        Model model = Model.load(RunningServer.MODELS.resolve("mlp"))) {
      CompletableFuture<Reply> running = server.postLater(EXPLAIN, body(0));
      gate.awaitEntered();
      List<CompletableFuture<Reply>> waiting = new ArrayList<>();
      for (int i = 1; i <= 5; i++) {
        waiting.add(server.postLater(EXPLAIN, body(i)));
        server.awaitMetric("queue_requests", i);
      }
      gate.open();

      for (int i = 1; i <= 5; i++) {
        float[] map = Samples.flat(waiting.get(i - 1).get().explanation(0).get("map"));
        float[] alone =
            Saliency.of(model).method(Gradient.of()).compute(Samples.normal(i, 12)).toArray();
        assertThat(map).usingComparatorWithPrecision(1e-5f).containsExactly(alone);
      }
      assertThat(running.get().status()).isEqualTo(200);
      assertThat(gate.sampleCounts()).containsExactly(1, 5);
    }
  }

  @Test
  void aWrongTargetCostsThoseItIsComputedWithNothing() throws Exception {
    Gate gate = new Gate();
    try (RunningServer server = RunningServer.of("mlp").withQueue(1, 9).withMethod(gate).start()) {
      CompletableFuture<Reply> running = server.postLater(EXPLAIN, body(0));
      gate.awaitEntered();
      CompletableFuture<Reply> right = server.postLater(EXPLAIN, body(1));
      server.awaitMetric("queue_requests", 1);
      CompletableFuture<Reply> wrong =
          server.postLater(EXPLAIN, body(2).replace("]}", "], \"parameters\": {\"target\": 77}}"));
      server.awaitMetric("queue_requests", 2);
      gate.open();

      assertThat(running.get().status()).isEqualTo(200);
      assertThat(right.get().status()).isEqualTo(200);
      assertThat(wrong.get().status()).isEqualTo(400);
    }
  }

  @Test
  void theDeadlineEndsARequestThatWaitsOrRuns() throws Exception {
    Gate gate = new Gate();
    try (RunningServer server =
        RunningServer.of("mlp")
            .withQueue(1, 9)
            .withMethod(gate)
            .withTimeout(Duration.ofMillis(300))
            .start()) {
      CompletableFuture<Reply> running = server.postLater(EXPLAIN, body(0));
      gate.awaitEntered();
      CompletableFuture<Reply> waiting = server.postLater(EXPLAIN, body(1));

      assertThat(running.get().status()).isEqualTo(504);
      assertThat(waiting.get().status()).isEqualTo(504);
      assertThat(waiting.get().error()).startsWith("The computation took longer than");
      gate.open();
    }
  }

  @Test
  void anAccessLogHasALineARequest() {
    RunningServer server = RunningServer.of("mlp").start();
    server.post(EXPLAIN, body(0));
    server.get("/v1/models/none");
    server.close();

    assertThat(server.accessLog().lines())
        .hasSize(2)
        .first()
        .asString()
        .matches(
            "127\\.0\\.0\\.1 \\[\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z]"
                + " \"POST /v1/models/mlp:explain HTTP/1\\.1\" 200 \\d+ \\d+");
  }

  @Test
  void eachRequestIsCountedOnce() {
    try (RunningServer server = RunningServer.of("mlp").start()) {
      for (int i = 0; i < 3; i++) {
        server.post(EXPLAIN, body(i));
      }
      server.post("/v1/models/mlp:predict", body(0));

      assertThat(server.metric("request_explain_seconds_count{model_name=\"mlp\"}")).isEqualTo(3);
      assertThat(server.metric("request_predict_seconds_count{model_name=\"mlp\"}")).isEqualTo(1);
    }
  }

  @Test
  void aModelIsNotReadyBeforeItIsLoaded() {
    try (RunningServer server = RunningServer.of("mlp").startUnloaded()) {
      assertThat(server.get("/v2/health/live").status()).isEqualTo(200);
      assertThat(server.get("/v2/health/ready").status()).isEqualTo(503);
      assertThat(server.get("/v1/models/mlp").text())
          .isEqualTo("{\"name\":\"mlp\",\"ready\":false}");
      assertThat(server.post(EXPLAIN, body(0)).status()).isEqualTo(503);

      server.load();

      assertThat(server.get("/v2/health/ready").status()).isEqualTo(200);
      assertThat(server.post(EXPLAIN, body(0)).status()).isEqualTo(200);
    }
  }
}
