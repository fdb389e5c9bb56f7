package io.github.tfsaliency.engine;

import static io.github.tfsaliency.message.Checks.checkState;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.savedmodel.ShuffledWeights;
import io.github.tfsaliency.inspect.Device;
import io.github.tfsaliency.message.Logs;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tensorflow.proto.ConfigProto;

/**
 * The sessions of a model, one after the other. As nodes cannot leave a TensorFlow graph, a fresh
 * one takes over when too many gradient graphs have been built, and the old one closes when its
 * last run is done.
 */
final class EngineSessions {
  /** Of the order of a gigabyte for a large network; a sweep over numbers needs only one. */
  private static final int MAX_GRADIENT_GRAPHS = 64;

  private final InferenceGraph model;
  private final Optional<ShuffledWeights> shuffled;
  private final ConfigProto options;
  private InferenceSession current;

  /** How often each thread is in the middle of a computation, which may take many sessions. */
  private final Map<Thread, Integer> holders = new HashMap<>();

  private boolean closed;

  EngineSessions(InferenceGraph model, Optional<ShuffledWeights> shuffled, ConfigProto options) {
    this.model = model;
    this.shuffled = shuffled;
    this.options = options;
    current = InferenceSession.open(model, shuffled, options);
  }

  /** Threads and devices. */
  ConfigProto options() {
    return options;
  }

  /** What the sessions may compute on. */
  ImmutableList<Device> devices() {
    return SessionDevices.of(options);
  }

  /** Whether the weights are other ones than those in the model's folder. */
  boolean areShuffled() {
    return shuffled.isPresent();
  }

  /** The session that has what is built already, or room for it; to be released. */
  synchronized InferenceSession acquire(Predicate<InferenceSession> built) {
    requireOpen();
    if (current.builtCount() >= MAX_GRADIENT_GRAPHS && !built.test(current)) {
      InferenceSession fresh = InferenceSession.open(model, shuffled, options);
      current.retire();
      current = fresh;
      Logs.GRAPH.tell(
          "Began a fresh graph of the model '%s', as it has %s gradient graphs.",
          model.directory(), MAX_GRADIENT_GRAPHS);
    }
    current.acquire();
    return current;
  }

  /** Closed or not, a computation that began before may go on. */
  synchronized void requireOpen() {
    checkState(
        !closed || holders.containsKey(Thread.currentThread()),
        "The model '%s' is closed.\nMaybe compute inside the try block that loads it.",
        model.directory());
  }

  /** Runs something to its end, even if the sessions are closed in the meantime. */
  <R> R holding(Supplier<R> run) {
    hold();
    try {
      return run.get();
    } finally {
      letGo();
    }
  }

  private synchronized void hold() {
    requireOpen();
    holders.merge(Thread.currentThread(), 1, Integer::sum);
  }

  private synchronized void letGo() {
    holders.computeIfPresent(
        Thread.currentThread(), (thread, holds) -> holds == 1 ? null : holds - 1);
    retireWhenIdle();
  }

  private void retireWhenIdle() {
    if (closed && holders.isEmpty()) {
      current.retire();
    }
  }

  /**
   * Takes no new computations, and closes the session when the last running one is done. Closing
   * again does nothing.
   */
  synchronized void close() {
    if (!closed) {
      Logs.MODEL.tell(
          "Closed the model '%s', with %s computations that still run.",
          model.directory(), holders.size());
    }
    closed = true;
    retireWhenIdle();
  }

  /** The number of nodes in the current graph, for tests of growth. */
  synchronized int nodeCount() {
    return current.nodeCount();
  }
}
