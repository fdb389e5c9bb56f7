package io.github.tfsaliency.cli.compare;

import com.google.common.base.Ticker;
import com.google.common.math.Quantiles;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.ProgressListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A map, and how long it took.
 *
 * @param map as computed
 * @param firstSeconds of the first computation, which builds the method's graphs
 * @param seconds of a computation that finds them built
 */
record TimedMap(Attribution map, double firstSeconds, double seconds) {
  /** What takes longer is not computed twice if its chunks tell what building took. */
  private static final double TIMED_TWICE_BELOW_SECONDS = 3;

  /** Fewer do not tell which of them built a graph. */
  private static final int FEWEST_CHUNKS = 5;

  /**
   * Computes a map, and once more if that is quick or has few chunks. Of other maps the median of
   * the chunks tells how long all of them take: the few with which graphs are built are longer.
   *
   * @param ticker tells the time
   * @param computation of the map, which tells of its progress
   */
  static TimedMap of(Ticker ticker, Function<ProgressListener, Attribution> computation) {
    Clock first = new Clock(ticker);
    Attribution map = computation.apply(first);
    double firstSeconds = first.seconds();
    if (firstSeconds >= TIMED_TWICE_BELOW_SECONDS && first.chunks.size() >= FEWEST_CHUNKS) {
      return new TimedMap(map, firstSeconds, Math.min(firstSeconds, first.secondsOfAll()));
    }
    Clock second = new Clock(ticker);
    Attribution again = computation.apply(second);
    return new TimedMap(again, firstSeconds, second.seconds());
  }

  /** Hears when each chunk is done. */
  private static final class Clock implements ProgressListener {
    private final Ticker ticker;
    private final long start;

    /** Nanoseconds a sample. */
    private final List<Double> chunks = new ArrayList<>();

    private long done;
    private long end;

    Clock(Ticker ticker) {
      this.ticker = ticker;
      start = ticker.read();
      end = start;
    }

    @Override
    public void onProgress(long newDone, long total) {
      long now = ticker.read();
      if (newDone > done) {
        chunks.add((double) (now - end) / (newDone - done));
        done = newDone;
        end = now;
      }
    }

    double seconds() {
      return (ticker.read() - start) / 1e9;
    }

    /** With what comes behind the last chunk. */
    double secondsOfAll() {
      return (Quantiles.median().compute(chunks) * done + (ticker.read() - end)) / 1e9;
    }
  }
}
