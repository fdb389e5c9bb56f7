package io.github.tfsaliency.cli.compare;

import com.google.common.base.Ticker;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.ProgressListener;
import java.util.function.Function;

/**
 * A map, and how long it took.
 *
 * @param map as computed
 * @param firstSeconds of the first computation, which builds the method's graphs
 * @param seconds of a computation that finds them built
 */
record TimedMap(Attribution map, double firstSeconds, double seconds) {
  /** What takes longer is not computed twice if its progress tells what building took. */
  private static final double TIMED_TWICE_BELOW_SECONDS = 3;

  /**
   * Computes a map, and once more if that is quick. Of what is slow, the passes behind the first
   * chunk, with which graphs are built, tell how long all of them take.
   *
   * @param ticker tells the time
   * @param computation of the map, which tells of its progress
   */
  static TimedMap of(Ticker ticker, Function<ProgressListener, Attribution> computation) {
    Clock first = new Clock(ticker);
    Attribution map = computation.apply(first);
    double firstSeconds = first.seconds();
    if (firstSeconds >= TIMED_TWICE_BELOW_SECONDS && first.hasSecondChunk()) {
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
    private long firstChunk;
    private long firstChunkEnd;
    private long done;
    private long lastChunkEnd;

    Clock(Ticker ticker) {
      this.ticker = ticker;
      start = ticker.read();
    }

    @Override
    public void onProgress(long newDone, long total) {
      lastChunkEnd = ticker.read();
      done = newDone;
      if (firstChunk == 0) {
        firstChunk = newDone;
        firstChunkEnd = lastChunkEnd;
      }
    }

    double seconds() {
      return (ticker.read() - start) / 1e9;
    }

    boolean hasSecondChunk() {
      return done > firstChunk;
    }

    double secondsOfAll() {
      double behindFirst = (lastChunkEnd - firstChunkEnd) / 1e9;
      double afterLast = seconds() - (lastChunkEnd - start) / 1e9;
      return behindFirst * done / (done - firstChunk) + afterLast;
    }
  }
}
