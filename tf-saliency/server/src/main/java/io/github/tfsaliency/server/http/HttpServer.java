package io.github.tfsaliency.server.http;

import com.google.common.base.Throwables;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.server.metrics.ServerMetrics;
import io.github.tfsaliency.server.protocol.Service;
import io.github.tfsaliency.server.work.WorkQueue;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The server of HTTP. */
public final class HttpServer implements AutoCloseable {
  /** Address, time (UTC), request line, status, bytes, milliseconds. */
  private static final String LOG_FORMAT =
      "%{client}a %{yyyy-MM-dd'T'HH:mm:ss.SSS'Z'|GMT}t \"%r\" %s %O %{ms}T";

  private static final int MOST_THREADS = 4096;
  private static final int OTHER_THREADS = 32;

  /** All bodies together may have this part of the heap. */
  private static final int SHARE_OF_HEAP = 8;

  /** With what comes after it, less than the 15 seconds that a stop may take. */
  private static final Duration GRACE = Duration.ofSeconds(9);

  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final Server server;
  private final ServerConnector connector;
  private final WorkQueue queue;

  /**
   * Where and how it listens.
   *
   * @param host a name or an address of this machine
   * @param port 0 for any that is free
   * @param mostBytes of a body
   * @param waiting requests that hold a thread at most
   * @param accessLog gets a line a request
   * @param failureLog gets faults of this program
   */
  public record Options(
      String host,
      int port,
      int mostBytes,
      int waiting,
      PrintWriter accessLog,
      PrintWriter failureLog) {}

  private HttpServer(Server server, ServerConnector connector, WorkQueue queue) {
    this.server = server;
    this.connector = connector;
    this.queue = queue;
  }

  /**
   * Begins to listen.
   *
   * @throws SaliencyException if it cannot
   */
  public static HttpServer start(Options options, Service service, ServerMetrics metrics) {
    QueuedThreadPool threads =
        new QueuedThreadPool(Math.min(MOST_THREADS, options.waiting() + OTHER_THREADS));
    threads.setName("http");
    Server server = new Server(threads);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    ServerConnector connector =
        new ServerConnector(server, new HttpConnectionFactory(configuration));
    connector.setHost(options.host());
    connector.setPort(options.port());
    server.addConnector(connector);
    long heap = Runtime.getRuntime().maxMemory();
    BodyMemory memory = new BodyMemory(Math.max(options.mostBytes(), heap / SHARE_OF_HEAP));
    ApiHandler handler =
        new ApiHandler(
            new Routes(service, metrics),
            metrics,
            new FailureTexts(options.failureLog()),
            options.mostBytes(),
            memory);
    server.setHandler(new GracefulHandler(handler));
    server.setErrorHandler(new JsonErrors());
    server.setRequestLog(new CustomRequestLog(line -> tell(options.accessLog(), line), LOG_FORMAT));
    try {
      server.start();
    } catch (Exception e) {
      Throwables.throwIfUnchecked(e);
      throw new SaliencyException(
          Message.of(
              "The server cannot listen at %s, port %s: %s.\nMaybe choose another with --port.",
              options.host(), options.port(), Message.reason(e)),
          e);
    }
    return new HttpServer(server, connector, service.queue());
  }

  private static void tell(PrintWriter log, String line) throws IOException {
    synchronized (log) {
      log.println(line);
      log.flush();
    }
  }

  /** The port at which it listens. */
  public int port() {
    return connector.getLocalPort();
  }

  /**
   * Takes no new connections, answers the requests that run, and ends within 12 seconds: what is
   * not computed by then is refused.
   */
  @Override
  public void close() {
    try {
      await(Graceful.shutdown(server), GRACE);
      queue.close();
      await(Graceful.shutdown(server), LAST_WORDS);
      server.setStopTimeout(0);
      server.stop();
    } catch (Exception e) {
      Throwables.throwIfUnchecked(e);
      throw new IllegalStateException("The server did not stop.", e);
    }
  }

  private static void await(java.util.concurrent.Future<Void> end, Duration most)
      throws InterruptedException {
    try {
      end.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // What runs still is refused next.
      return;
    }
  }
}
