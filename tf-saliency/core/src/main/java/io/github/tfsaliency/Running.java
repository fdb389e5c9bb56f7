package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.ProgressListener;
import io.github.tfsaliency.deadline.Deadline;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * How computations run: within which memory, heard by whom, until when.
 *
 * @param memory in bytes; empty for a part of the GPU's, or else of the machine's
 * @param listener hears of each chunk
 * @param cancelled asked before each chunk
 * @param timeout of one computation; empty for none
 */
record Running(
    OptionalLong memory,
    ProgressListener listener,
    BooleanSupplier cancelled,
    Optional<Duration> timeout) {
  static final Running DEFAULT =
      new Running(OptionalLong.empty(), (done, total) -> {}, () -> false, Optional.empty());

  Running {
    requireNonNull(listener, "listener");
    requireNonNull(cancelled, "cancelled");
  }

  Running withMemory(long bytes) {
    checkArgument(bytes > 0, "The memory (%s bytes) must be positive.", bytes);
    return new Running(OptionalLong.of(bytes), listener, cancelled, timeout);
  }

  Running withListener(ProgressListener other) {
    return new Running(memory, other, cancelled, timeout);
  }

  Running withCancelled(BooleanSupplier other) {
    return new Running(memory, listener, other, timeout);
  }

  Running withTimeout(Duration other) {
    checkArgument(other.compareTo(Duration.ZERO) > 0, "The timeout (%s) must be positive.", other);
    return new Running(memory, listener, cancelled, Optional.of(other));
  }

  /** The passes of one computation. */
  ChunkedPasses passes(GradientEngine engine) {
    return ChunkedPasses.of(
        engine, memory.orElseGet(() -> ChunkedPasses.memoryOf(engine)), listener, cancelled);
  }

  /** Computes something until the timeout, whose message names it. */
  <T> T within(String what, Supplier<T> computation) {
    return Deadline.within(timeout, what, computation);
  }
}
