package io.github.tfsaliency.server.work;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A request among those that wait or are computed. */
final class Job {
  private final Task task;
  private final ImmutableList<Sample> samples;
  private final long end;
  private final CompletableFuture<ImmutableList<Result>> results = new CompletableFuture<>();

  /**
   * A request.
   *
   * @param timeout from now on
   */
  Job(Task task, List<Sample> samples, Duration timeout) {
    this.task = task;
    this.samples = ImmutableList.copyOf(samples);
    this.end = System.nanoTime() + timeout.toNanos();
  }

  Task task() {
    return task;
  }

  ImmutableList<Sample> samples() {
    return samples;
  }

  long nanosLeft() {
    return end - System.nanoTime();
  }

  CompletableFuture<ImmutableList<Result>> results() {
    return results;
  }

  long bytes() {
    return samples.stream().mapToLong(Sample::bytes).sum();
  }

  /** Whether nobody waits for the results any more. */
  boolean isOver() {
    return results.isDone();
  }

  /** Whether both are computed by one call: the same task and samples of the same shapes. */
  boolean joins(Job other) {
    return task.equals(other.task)
        && ImmutableSet.copyOf(shapes()).equals(ImmutableSet.copyOf(other.shapes()));
  }

  private List<?> shapes() {
    return samples.stream().map(Sample::shapes).distinct().toList();
  }
}
