package io.github.tfsaliency.examples.training;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Does single-threaded work, such as trainings, as many at once as there are processors. */
public final class SideBySide {
  private SideBySide() {}

  /**
   * Does all of it.
   *
   * @param work begun in this order
   * @param <T> the result of each
   * @return the results in the same order
   * @throws CancellationException if the thread that waits is interrupted
   */
  public static <T> ImmutableList<T> run(List<Supplier<T>> work) {
    ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<T>> futures = work.stream().map(each -> threads.submit(each::get)).toList();
      return futures.stream().map(SideBySide::result).collect(toImmutableList());
    } finally {
      threads.shutdownNow();
      // What a training has in native memory may be freed only when nobody uses it any more.
      Uninterruptibles.awaitTerminationUninterruptibly(threads);
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      Throwables.throwIfUnchecked(cause);
      throw new IllegalStateException(cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("Interrupted while waiting for trainings.");
    }
  }
}
