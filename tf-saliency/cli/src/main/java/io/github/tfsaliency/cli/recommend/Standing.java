package io.github.tfsaliency.cli.recommend;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.metric.MapSimilarity;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * How methods stand by one metric.
 *
 * @param metric its name
 * @param better which numbers are better, in words
 * @param ranks of each method over the inputs, 1 the best
 * @param values of each method over the inputs
 * @param inputs on which all methods have a value
 */
record Standing(
    String metric,
    String better,
    ImmutableList<MeanInterval> ranks,
    ImmutableList<MeanInterval> values,
    int inputs) {
  /** Fewer never make a winner. */
  static final int FEWEST_INPUTS = 5;

  static Standing of(
      String metric,
      String better,
      List<ImmutableDoubleArray> ranksOfInputs,
      ImmutableList<MeanInterval> values,
      long seed) {
    ImmutableList<MeanInterval> ranks =
        IntStream.range(0, values.size())
            .mapToObj(
                method ->
                    MeanInterval.of(
                        ranksOfInputs.stream().mapToDouble(ranks1 -> ranks1.get(method)).toArray(),
                        seed))
            .collect(toImmutableList());
    return new Standing(metric, better, ranks, values, ranksOfInputs.size());
  }

  /** The best mean rank; -1 where no input counts. */
  int best() {
    int best = -1;
    for (int i = 0; i < ranks.size(); i++) {
      if (ranks.get(i).count() > 0 && (best < 0 || ranks.get(i).mean() < ranks.get(best).mean())) {
        best = i;
      }
    }
    return best;
  }

  /**
   * Those that cannot be told from the best: whose intervals overlap with its own. Of one input all
   * are among them, as nothing is known of others.
   */
  ImmutableList<Integer> leaders() {
    int best = best();
    if (best < 0) {
      return ImmutableList.of();
    }
    return IntStream.range(0, ranks.size())
        .filter(
            i ->
                !ranks.get(i).hasInterval()
                    || i == best
                    || ranks.get(i).low() <= ranks.get(best).high())
        .boxed()
        .collect(toImmutableList());
  }

  /** Whether one is the best beyond doubt; intervals of very few inputs are too narrow for that. */
  boolean hasWinner() {
    return inputs >= FEWEST_INPUTS && leaders().size() == 1;
  }

  /** Spearman's correlation of the mean ranks by two metrics; NaN where one does not rank. */
  double agreement(Standing other) {
    if (best() < 0 || other.best() < 0 || ranks.size() < 3) {
      return Double.NaN;
    }
    return MapSimilarity.of(asMap(), other.asMap()).rankCorrelation();
  }

  private Attribution asMap() {
    float[] means = new float[ranks.size()];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) ranks.get(i).mean();
    }
    return Attribution.of(
        NdArrays.wrap(Shape.of(1, means.length, 1), DataBuffers.of(means, true, false)));
  }
}
