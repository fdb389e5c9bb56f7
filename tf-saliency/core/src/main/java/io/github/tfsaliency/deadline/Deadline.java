package io.github.tfsaliency.deadline;

import io.github.tfsaliency.attribution.ComputationTimeoutException;
import io.github.tfsaliency.message.Message;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Until when a computation may run. It belongs to the computation's thread, so that everything that
 * the computation does knows it: the building of graphs, rules that TensorFlow calls back, and
 * every run of a session.
 *
 * <p>It is looked at between runs and between the steps of building a graph. What TensorFlow has
 * begun it finishes: of a run the caller no longer waits for the end.
 */
public final class Deadline {
  private static final ThreadLocal<@Nullable Deadline> CURRENT = new ThreadLocal<>();
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final Optional<Duration> timeout;
  private final String computation;
  private final long end;
  private String doing = "starting";

  private Deadline(Optional<Duration> timeout, String computation) {
    this.timeout = timeout;
    this.computation = computation;
    end =
        System.nanoTime()
            + timeout
                .map(time -> time.compareTo(LONGEST) < 0 ? time : LONGEST)
                .orElse(LONGEST)
                .toNanos();
  }

  /**
   * Computes something within a time.
   *
   * @param timeout how long it may take; empty for ever, also within a computation that has a
   *     deadline
   * @param computation what is computed, for the message
   * @param work what computes it, in this thread
   * @param <T> what it gives
   * @return what it gives
   * @throws ComputationTimeoutException if the time was over before a step of it
   */
  public static <T> T within(Optional<Duration> timeout, String computation, Supplier<T> work) {
    Deadline outer = CURRENT.get();
    CURRENT.set(new Deadline(timeout, computation));
    try {
      return work.get();
    } finally {
      if (outer == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(outer);
      }
    }
  }

  /**
   * Takes a long step of this thread's computation in Java, which asks {@link #checkStep} on its
   * way.
   *
   * @param step what is being done, for the message
   * @param work takes the step
   * @param <T> what it gives
   * @return what it gives
   * @throws ComputationTimeoutException if the time of the computation was over
   */
  public static <T> T inStep(String step, Supplier<T> work) {
    return current().during(step, work);
  }

  /**
   * Ends this thread's computation if its time is over.
   *
   * @throws ComputationTimeoutException if it is
   */
  public static void checkStep() {
    current().check();
  }

  /** {@return the deadline of this thread's computation; one that is never over if it has none} */
  public static Deadline current() {
    Deadline current = CURRENT.get();
    return current == null ? new Deadline(Optional.empty(), "") : current;
  }

  /** {@return whether there is an end at all} */
  public boolean isSet() {
    return timeout.isPresent();
  }

  /** {@return what is left of the time; not positive if it is over} */
  public long nanosLeft() {
    return end - System.nanoTime();
  }

  /**
   * Ends the computation if its time is over.
   *
   * @throws ComputationTimeoutException if it is
   */
  public void check() {
    if (isSet() && nanosLeft() <= 0) {
      throw isOver();
    }
  }

  /**
   * Goes on to another step, unless the time is over.
   *
   * @param step what is being done, for the message
   * @throws ComputationTimeoutException if it is
   */
  public void enter(String step) {
    doing = step;
    check();
  }

  /**
   * Takes a step, and goes back to what was done before.
   *
   * @param step what is being done, for the message
   * @param work takes the step
   * @param <T> what it gives
   * @return what it gives
   * @throws ComputationTimeoutException if the time was over before
   */
  public <T> T during(String step, Supplier<T> work) {
    String before = doing;
    enter(step);
    T result = work.get();
    doing = before;
    return result;
  }

  /** {@return the failure that says what was done when the time was over} */
  public ComputationTimeoutException isOver() {
    Duration given = timeout.orElse(Duration.ZERO);
    return new ComputationTimeoutException(
        Message.of(
            "The timeout of %s s was over while '%s' was %s.\n"
                + "Maybe allow more time, or compute less: fewer samples, steps or passes, or a"
                + " smaller model.",
            BigDecimal.valueOf(given.toSeconds())
                .add(BigDecimal.valueOf(given.toNanosPart(), 9))
                .stripTrailingZeros()
                .toPlainString(),
            computation,
            doing));
  }
}
