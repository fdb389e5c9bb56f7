package io.github.tfsaliency.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SideBySideTest {
  @Test
  void resultsKeepTheOrderOfTheWork() {
    List<Supplier<Integer>> work =
        IntStream.range(0, 50).<Supplier<Integer>>mapToObj(i -> () -> i).toList();

    assertThat(SideBySide.run(work))
        .containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
  }

  @Test
  void aFailureIsThrownAsItIs() {
    IllegalStateException failure = new IllegalStateException("no");
    Supplier<Integer> failing =
        () -> {
          throw failure;
        };

    assertThatThrownBy(() -> SideBySide.run(List.of(() -> 1, failing))).isSameAs(failure);
  }

  @Test
  void nothingIsBegunLongAfterAFailure() {
    AtomicInteger begun = new AtomicInteger();
    Supplier<Integer> failing =
        () -> {
          throw new IllegalStateException("no");
        };
    Supplier<Integer> waiting =
        () -> {
          begun.incrementAndGet();
          return waitForInterruption();
        };
    List<Supplier<Integer>> work =
        IntStream.range(0, 1000).mapToObj(i -> i == 0 ? failing : waiting).toList();

    assertThatThrownBy(() -> SideBySide.run(work)).hasMessage("no");
    assertThat(begun).hasValueLessThanOrEqualTo(2 * Runtime.getRuntime().availableProcessors());
  }

  @Test
  void anInterruptedThreadDoesNotWait() {
    Supplier<Integer> work = SideBySideTest::waitForInterruption;
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> SideBySide.run(List.of(work)))
          .isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static int waitForInterruption() {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }
}
