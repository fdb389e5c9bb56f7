package io.github.tfsaliency.server.metrics;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.server.answer.Answer;
import io.github.tfsaliency.server.work.WorkQueue;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.DoubleSupplier;

/** The server's metrics, for Prometheus. */
public final class ServerMetrics {
  private static final double[] SECONDS = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300
  };

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Histogram explain;
  private final Histogram predict;
  private final Counter responses;

  /**
   * Begins at zero.
   *
   * @param models all names that requests are counted for
   */
  public ServerMetrics(List<String> models) {
    explain = histogram("request_explain_seconds", "How long requests for maps took.", models);
    predict = histogram("request_predict_seconds", "How long requests for outputs took.", models);
    responses =
        Counter.builder()
            .name("http_responses_total")
            .help("Responses by their status.")
            .labelNames("status")
            .register(registry);
    JvmMemoryMetrics.builder().register(registry);
    ProcessMetrics.builder().register(registry);
  }

  private Histogram histogram(String name, String help, List<String> models) {
    Histogram histogram =
        Histogram.builder()
            .name(name)
            .help(help)
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .labelNames("model_name")
            .register(registry);
    models.forEach(histogram::initLabelValues);
    return histogram;
  }

  /** Watches a queue. */
  public void watch(WorkQueue queue, int capacity) {
    gauge("queue_requests", "Requests that wait for a computation.", queue::waitingCount);
    gauge("queue_capacity", "Requests that may wait.", () -> capacity);
    gauge("queue_bytes", "Bytes of the inputs that wait.", queue::waitingBytes);
    gauge("computations_running", "Computations that run.", queue::busyCount);
  }

  private void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /** Counts a request, once it is answered. */
  public void count(Kind kind, String model, double seconds) {
    switch (kind) {
      case EXPLAIN -> explain.labelValues(model).observe(seconds);
      case PREDICT -> predict.labelValues(model).observe(seconds);
      case OTHER -> {}
    }
  }

  /** Counts a response. */
  public void countResponse(int status) {
    responses.labelValues(Integer.toString(status)).inc();
  }

  /** {@code GET /metrics}. */
  public Answer text() {
    PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      writer.write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Answer(200, writer.getContentType(), ImmutableMap.of(), text.toByteArray());
  }
}
