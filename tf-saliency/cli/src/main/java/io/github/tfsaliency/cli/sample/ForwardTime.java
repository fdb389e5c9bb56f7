package io.github.tfsaliency.cli.sample;

import com.google.common.base.Stopwatch;
import com.google.common.math.Quantiles;
import java.time.Duration;
import java.util.Arrays;
import org.tensorflow.ndarray.FloatNdArray;

/** How long a forward pass of the model takes: the unit of what methods cost. */
public final class ForwardTime {
  /** What the first runs build, in TensorFlow and in Java, does not count. */
  private static final int WARM_UP = 5;

  private static final int RUNS = 15;

  private ForwardTime() {}

  /** The median of several runs, in seconds. */
  public static double median(ExplainedSample sample) {
    FloatNdArray batch = sample.input();
    FloatNdArray single = PixelView.shaped(batch, batch.shape().prepend(1));
    double[] seconds = new double[RUNS];
    for (int i = 0; i < WARM_UP; i++) {
      var unused = sample.scores().scores(single);
    }
    Arrays.setAll(
        seconds,
        run -> {
          Stopwatch watch = Stopwatch.createStarted();
          var score = sample.scores().scores(single);
          return score.length * seconds(watch.elapsed());
        });
    return Quantiles.median().compute(seconds);
  }

  public static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
