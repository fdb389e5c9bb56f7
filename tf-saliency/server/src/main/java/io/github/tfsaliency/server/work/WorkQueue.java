package io.github.tfsaliency.server.work;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.server.answer.Refusal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The computations of a server: a few at a time, the others wait in a queue of bounded length and
 * bounded memory. What has piled up while all were busy, and is of one task, is computed together.
 * Nobody waits for more to come.
 */
public final class WorkQueue implements AutoCloseable {
  /** Samples of several requests in one call; more make nothing faster. */
  private static final int MOST_SAMPLES = 64;

  /**
   * How much is done at a time.
   *
   * @param workers computations at a time
   * @param waiting requests that wait at most
   * @param memory in bytes: of one computation in the model, and of the inputs that wait
   * @param timeout of a request, from when it is submitted
   */
  public record Limits(int workers, int waiting, long memory, Duration timeout) {}

  private final Limits limits;
  private final Failures failures;
  private final Deque<Job> waiting = new ArrayDeque<>();
  private final List<Job> running = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private int busy;
  private long waitingBytes;
  private boolean closed;

  /**
   * Starts the workers.
   *
   * @param failures says what the failure of a computation means
   */
  public WorkQueue(Limits limits, Failures failures) {
    this.limits = limits;
    this.failures = failures;
    for (int i = 0; i < limits.workers(); i++) {
      Thread thread = new Thread(this::work, "compute-" + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  /** What the failure of a computation means for a request. */
  @FunctionalInterface
  public interface Failures {
    /**
     * Translates it.
     *
     * @param failure of the computation
     * @return why there is no result
     */
    Refusal refusal(Throwable failure);
  }

  /**
   * Computes samples, and waits for the results.
   *
   * @return a result for each sample, in their order
   * @throws Refusal if the queue is full, at once; if the deadline is over; or if the computation
   *     fails
   */
  public ImmutableList<Result> compute(Task task, List<Sample> samples) {
    Job job = new Job(task, samples, limits.timeout());
    submit(job);
    try {
      return job.results().get(Math.max(0, job.nanosLeft()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw giveUp(job, late());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw giveUp(job, Refusal.of(Refusal.UNAVAILABLE, "The server stops."));
    } catch (ExecutionException e) {
      throw failures.refusal(requireNonNull(e.getCause()));
    }
  }

  private Refusal late() {
    return Refusal.of(
        Refusal.LATE,
        "The computation took longer than the timeout of %s seconds.\n"
            + "Maybe ask for fewer steps, samples or instances, or serve with a longer --timeout.",
        limits.timeout().toMillis() / 1000.0);
  }

  private Refusal giveUp(Job job, Refusal why) {
    job.results().completeExceptionally(why);
    synchronized (this) {
      if (waiting.remove(job)) {
        waitingBytes -= job.bytes();
      }
    }
    return why;
  }

  private synchronized void submit(Job job) {
    if (closed) {
      throw Refusal.of(Refusal.UNAVAILABLE, "The server stops.");
    }
    int idle = limits.workers() - busy;
    boolean tooMany = waiting.size() >= limits.waiting() + idle;
    boolean tooLarge = !waiting.isEmpty() && waitingBytes + job.bytes() > limits.memory();
    if (tooMany || tooLarge) {
      throw full();
    }
    waiting.add(job);
    waitingBytes += job.bytes();
    notifyAll();
  }

  private Refusal full() {
    return Refusal.of(
        Refusal.FULL,
        "The queue is full: %s requests wait.\nMaybe ask again later.",
        waiting.size());
  }

  /** What one computation may take in the model, in bytes. */
  public long memory() {
    return limits.memory();
  }

  /** How many requests wait. */
  public synchronized int waitingCount() {
    return waiting.size();
  }

  /** How many bytes of inputs wait. */
  public synchronized long waitingBytes() {
    return waitingBytes;
  }

  /** How many computations run. */
  public synchronized int busyCount() {
    return busy;
  }

  private void work() {
    try {
      for (List<Job> jobs = next(); !jobs.isEmpty(); jobs = next()) {
        try {
          run(jobs);
        } finally {
          done(jobs);
        }
      }
    } catch (InterruptedException e) {
      // Closed.
      Thread.currentThread().interrupt();
    }
  }

  /** The longest waiting request with those that join it; none once closed. */
  private synchronized List<Job> next() throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    List<Job> jobs = new ArrayList<>();
    if (closed) {
      return jobs;
    }
    Job first = waiting.remove();
    jobs.add(first);
    int samples = first.samples().size();
    for (Iterator<Job> others = waiting.iterator(); others.hasNext(); ) {
      Job other = others.next();
      if (samples + other.samples().size() <= MOST_SAMPLES && other.joins(first)) {
        others.remove();
        jobs.add(other);
        samples += other.samples().size();
      }
    }
    jobs.forEach(job -> waitingBytes -= job.bytes());
    running.addAll(jobs);
    busy++;
    return jobs;
  }

  private synchronized void done(List<Job> jobs) {
    running.removeAll(jobs);
    busy--;
  }

  private void run(List<Job> jobs) {
    try {
      together(jobs);
    } catch (RuntimeException | Error e) {
      if (jobs.size() == 1 || jobs.stream().allMatch(Job::isOver)) {
        jobs.forEach(job -> job.results().completeExceptionally(e));
      } else {
        // One of them must not cost the others their maps.
        jobs.forEach(job -> run(List.of(job)));
      }
    }
  }

  private void together(List<Job> jobs) {
    long left = jobs.stream().mapToLong(Job::nanosLeft).max().orElse(0);
    if (left <= 0) {
      throw late();
    }
    Batch batch =
        new Batch(
            limits.memory(), Duration.ofNanos(left), () -> jobs.stream().allMatch(Job::isOver));
    List<Sample> samples = jobs.stream().flatMap(job -> job.samples().stream()).toList();
    ImmutableList<Result> results = batch.compute(jobs.get(0).task(), samples);
    int next = 0;
    for (Job job : jobs) {
      int end = next + job.samples().size();
      job.results().complete(results.subList(next, end));
      next = end;
    }
  }

  /** Takes no new requests; those that wait or run are refused, and the workers end. */
  @Override
  public void close() {
    List<CompletableFuture<ImmutableList<Result>>> open = new ArrayList<>();
    synchronized (this) {
      closed = true;
      waiting.forEach(job -> open.add(job.results()));
      running.forEach(job -> open.add(job.results()));
      waiting.clear();
      waitingBytes = 0;
      notifyAll();
    }
    Refusal stops =
        Refusal.of(Refusal.UNAVAILABLE, "The server stops, and the computation took too long.");
    open.forEach(results -> results.completeExceptionally(stops));
    threads.forEach(Thread::interrupt);
  }
}
