package io.github.tfsaliency.engine.run;

import io.github.tfsaliency.deadline.Deadline;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Result;
import org.tensorflow.Session;

/**
 * Runs that nobody waits for any more. TensorFlow finishes the kernels of a run whatever its
 * timeout says, so a run that has a deadline happens in a thread of its own: its caller goes, and
 * what the run reads is closed when it has ended.
 */
public final class AbandonedRuns {
  /** Daemons, so that a process may end while TensorFlow still computes. */
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "tf-saliency run with a timeout");
            thread.setDaemon(true);
            return thread;
          });

  /** Sessions that such runs still use. */
  private static final Map<Session, AbandonedRuns> BY_SESSION = new HashMap<>();

  private int running;
  private @Nullable Runnable last;

  private AbandonedRuns() {}

  /**
   * Waits for a run until the deadline.
   *
   * @param session that runs it
   * @param run gives what the caller has to close
   * @param whenAbandoned closes what the run reads; called only if the deadline comes first, once
   *     the run has ended
   * @throws io.github.tfsaliency.attribution.ComputationTimeoutException if the deadline comes
   *     first
   */
  static Result await(
      Session session, Supplier<Result> run, Deadline deadline, Runnable whenAbandoned) {
    CompletableFuture<Result> running = CompletableFuture.supplyAsync(run, THREADS);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return running.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          // As without a deadline, an interrupt ends the computation ahead of its next run.
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw rethrown(e);
    } catch (TimeoutException e) {
      abandon(session, running, whenAbandoned);
      throw deadline.isOver();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException rethrown(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof RuntimeException failure) {
      return failure;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(cause);
  }

  private static void abandon(
      Session session, CompletableFuture<Result> running, Runnable whenAbandoned) {
    synchronized (BY_SESSION) {
      BY_SESSION.computeIfAbsent(session, any -> new AbandonedRuns()).running++;
    }
    var unused =
        running.whenComplete(
            (result, failure) -> {
              try {
                if (result != null) {
                  result.close();
                }
                whenAbandoned.run();
              } finally {
                ended(session);
              }
            });
  }

  private static void ended(Session session) {
    Runnable then = null;
    synchronized (BY_SESSION) {
      AbandonedRuns runs = BY_SESSION.get(session);
      if (runs != null && --runs.running == 0) {
        BY_SESSION.remove(session);
        then = runs.last;
      }
    }
    if (then != null) {
      then.run();
    }
  }

  /** Closes a session as soon as no abandoned run uses it: now, or when the last of them ends. */
  public static void whenEnded(Session session, Runnable close) {
    synchronized (BY_SESSION) {
      AbandonedRuns runs = BY_SESSION.get(session);
      if (runs != null) {
        runs.last = close;
        return;
      }
    }
    close.run();
  }
}
