package io.github.tfsaliency.cli.evaluate;

import com.google.common.collect.Multimaps;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.evaluate.Evaluation.Row;
import io.github.tfsaliency.spec.Better;
import java.util.Collection;
import java.util.List;

/**
 * How methods stand by a metric: their rank on each picture, 1 the best, averaged. Unlike means it
 * does not care that scores differ in scale from picture to picture.
 *
 * @param ranks one for each method; NaN if no picture counts
 * @param pictures on which all methods have a value; the others do not count
 */
record MeanRanks(ImmutableDoubleArray ranks, int pictures) {
  static MeanRanks of(Evaluation evaluation, int metric) {
    Better better = evaluation.question().metrics().get(metric).row().better();
    List<String> methods = evaluation.question().methods().stream().map(MethodSpec::text).toList();
    double[] sums = new double[methods.size()];
    int pictures = 0;
    for (Collection<Row> rows : Multimaps.index(evaluation.rows(), Row::picture).asMap().values()) {
      double[] merits =
          rows.stream().mapToDouble(row -> better.merit(row.values().get(metric))).toArray();
      if (merits.length != sums.length || hasNan(merits)) {
        continue;
      }
      pictures++;
      for (int i = 0; i < merits.length; i++) {
        sums[i] += rank(merits, i);
      }
    }
    ImmutableDoubleArray.Builder ranks = ImmutableDoubleArray.builder();
    for (double sum : sums) {
      ranks.add(sum / pictures);
    }
    return new MeanRanks(ranks.build(), pictures);
  }

  private static boolean hasNan(double[] values) {
    for (double value : values) {
      if (Double.isNaN(value)) {
        return true;
      }
    }
    return false;
  }

  /** Those that are equal share the mean of their ranks. */
  private static double rank(double[] merits, int of) {
    double rank = 1;
    for (int i = 0; i < merits.length; i++) {
      if (merits[i] > merits[of]) {
        rank++;
      } else if (i != of && merits[i] == merits[of]) {
        rank += 0.5;
      }
    }
    return rank;
  }
}
