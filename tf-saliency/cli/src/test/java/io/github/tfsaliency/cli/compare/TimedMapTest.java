package io.github.tfsaliency.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Ticker;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.ProgressListener;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.NdArrays;

/** The time of a map has no building of graphs in it. */
class TimedMapTest {
  private static final Attribution MAP = Attribution.of(NdArrays.vectorOf(1f, 2f));

  private static final class Hand extends Ticker {
    private long nanos;

    void pass(double seconds) {
      nanos += Math.round(seconds * TimeUnit.SECONDS.toNanos(1));
    }

    @Override
    public long read() {
      return nanos;
    }
  }

  /** A method whose graph is built at the first chunk of the first computation. */
  private static final class Method {
    private final Hand hand = new Hand();
    private final double build;
    private final double each;
    private final int chunks;
    private int computations;

    Method(double build, double each, int chunks) {
      this.build = build;
      this.each = each;
      this.chunks = chunks;
    }

    TimedMap timed() {
      return TimedMap.of(hand, this::compute);
    }

    private Attribution compute(ProgressListener clock) {
      if (computations++ == 0) {
        hand.pass(build);
      }
      for (int chunk = 1; chunk <= chunks; chunk++) {
        hand.pass(each);
        clock.onProgress(8L * chunk, 8L * chunks);
      }
      return MAP;
    }
  }

  @Test
  void quickMapIsComputedTwice() {
    Method quick = new Method(0.5, 0.1, 2);

    TimedMap timed = quick.timed();

    assertThat(timed.map()).isEqualTo(MAP);
    assertThat(timed.firstSeconds()).isCloseTo(0.7, within(1e-9));
    assertThat(timed.seconds()).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void gradientWhoseGraphIsSlowToBuildCostsNoMoreThanItsRun() {
    TimedMap timed = new Method(5, 0.04, 1).timed();

    assertThat(timed.firstSeconds()).isCloseTo(5.04, within(1e-9));
    assertThat(timed.seconds()).isCloseTo(0.04, within(1e-9));
  }

  @Test
  void slowMapOfManyChunksIsComputedOnce() {
    Method slow = new Method(2, 0.5, 20);

    TimedMap timed = slow.timed();

    assertThat(slow.computations).isEqualTo(1);
    assertThat(timed.firstSeconds()).isCloseTo(12, within(1e-9));
    assertThat(timed.seconds()).isCloseTo(10, within(1e-9));
  }

  @Test
  void graphThatIsBuiltBehindAFirstForwardPassDoesNotCount() {
    Hand hand = new Hand();

    TimedMap timed =
        TimedMap.of(
            hand,
            clock -> {
              hand.pass(0.1);
              clock.onProgress(1, 81);
              hand.pass(3);
              for (int chunk = 1; chunk <= 10; chunk++) {
                hand.pass(0.8);
                clock.onProgress(1 + 8 * chunk, 81);
              }
              return MAP;
            });

    assertThat(timed.firstSeconds()).isCloseTo(11.1, within(1e-9));
    assertThat(timed.seconds()).isCloseTo(8.1, within(1e-9));
  }
}
