package io.github.tfsaliency.server;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.server.http.FailureTexts;
import io.github.tfsaliency.server.http.HttpServer;
import io.github.tfsaliency.server.metrics.ServerMetrics;
import io.github.tfsaliency.server.model.ModelWatch;
import io.github.tfsaliency.server.model.ServedModel;
import io.github.tfsaliency.server.model.ServedModels;
import io.github.tfsaliency.server.protocol.PictureReader;
import io.github.tfsaliency.server.protocol.Service;
import io.github.tfsaliency.server.work.WorkQueue;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A server that runs: models, queue, HTTP. */
final class Serving implements AutoCloseable {
  /** The number of requests whose bodies are read, in addition to waiting and running ones. */
  private static final int MOST_TOGETHER = 64;

  private final ServedModels models;
  private final HttpServer http;
  private final Optional<ModelWatch> watch;
  private final CountDownLatch end = new CountDownLatch(1);

  /**
   * How to serve.
   *
   * @param host to listen at
   * @param port to listen at; 0 for any that is free
   * @param mostBody in bytes
   * @param limits of the queue
   * @param methods the first is taken where a request names none
   * @param poll how often to look for changed models
   * @param accessLog gets a line a request
   * @param failureLog gets faults of this program
   */
  record Options(
      String host,
      int port,
      int mostBody,
      WorkQueue.Limits limits,
      ImmutableList<MethodSpec> methods,
      Optional<Duration> poll,
      PrintWriter accessLog,
      PrintWriter failureLog) {}

  private Serving(ServedModels models, HttpServer http, Optional<ModelWatch> watch) {
    this.models = models;
    this.http = http;
    this.watch = watch;
  }

  /** Listens, with no model loaded yet. */
  static Serving start(Options options, ServedModels models) {
    WorkQueue queue = new WorkQueue(options.limits(), new FailureTexts(options.failureLog()));
    try {
      ServerMetrics metrics = new ServerMetrics(models.names());
      metrics.watch(queue, options.limits().waiting());
      Service service =
          new Service(
              models,
              queue,
              options.methods(),
              new PictureReader(Runtime.getRuntime().maxMemory()));
      HttpServer http =
          HttpServer.start(
              new HttpServer.Options(
                  options.host(),
                  options.port(),
                  options.mostBody(),
                  options.limits().waiting() + options.limits().workers() * MOST_TOGETHER,
                  options.accessLog(),
                  options.failureLog()),
              service,
              metrics);
      return new Serving(
          models,
          http,
          options.poll().map(every -> new ModelWatch(models, every, options.failureLog())));
    } catch (RuntimeException | Error e) {
      queue.close();
      throw e;
    }
  }

  /**
   * Loads all models, one after the other.
   *
   * @throws io.github.tfsaliency.attribution.SaliencyException if one cannot be loaded
   */
  void load() {
    models.all().forEach(ServedModel::load);
    watch.ifPresent(ModelWatch::start);
  }

  int port() {
    return http.port();
  }

  /** Waits until somebody closes it. */
  void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers what runs, and ends. */
  @Override
  public void close() {
    watch.ifPresent(ModelWatch::close);
    http.close();
    models.close();
    end.countDown();
  }
}
