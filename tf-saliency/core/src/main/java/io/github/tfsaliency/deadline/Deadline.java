package io.github.tfsaliency.deadline;

import io.github.tfsaliency.attribution.ComputationTimeoutException;
import io.github.tfsaliency.message.Message;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The time limit of a computation. It belongs to the computation's thread, so every step can check
 * it: building graphs, rules that TensorFlow calls back, and every run of a session.
 *
 * <p>It is checked between runs and between the steps of building a graph. TensorFlow always
 * finishes a run that it has started, but the caller no longer waits for it.
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
   * @param timeout the longest duration; empty for no limit, even inside a computation with a
   *     deadline
   * @param computation the name of the computation, for the message
   * @param work the computation, run in this thread
   * @param <T> the type of its result
   * @return its result
   * @throws ComputationTimeoutException if the time was over before one of its steps
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
   * Runs a long step of this thread's computation in Java, which calls {@link #checkStep}
   * repeatedly.
   *
   * @param step the name of the step, for the message
   * @param work runs the step
   * @param <T> the type of its result
   * @return its result
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

  /**
   * {@return the deadline of this thread's computation; without one, a deadline that is never over}
   */
  public static Deadline current() {
    Deadline current = CURRENT.get();
    return current == null ? new Deadline(Optional.empty(), "") : current;
  }

  /** {@return whether there is a limit} */
  public boolean isSet() {
    return timeout.isPresent();
  }

  /** {@return the remaining time; not positive if it is over} */
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
   * Enters another step, unless the time is over.
   *
   * @param step the name of the step, for the message
   * @throws ComputationTimeoutException if it is
   */
  public void enter(String step) {
    doing = step;
    check();
  }

  /**
   * Runs a step, and returns to the previous one.
   *
   * @param step the name of the step, for the message
   * @param work runs the step
   * @param <T> the type of its result
   * @return its result
   * @throws ComputationTimeoutException if the time was over before
   */
  public <T> T during(String step, Supplier<T> work) {
    String before = doing;
    enter(step);
    T result = work.get();
    doing = before;
    return result;
  }

  /** {@return the exception that names the step at which the time was over} */
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
