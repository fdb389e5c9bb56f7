package io.github.tfsaliency.cli.evaluate;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multimaps;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.cli.evaluate.Evaluation.Row;
import io.github.tfsaliency.spec.Better;
import java.util.Collection;

/**
 * How methods stand by a metric: their rank on each picture, 1 the best, averaged. Unlike means it
 * does not care that scores differ in scale from picture to picture.
 *
 * @param ranks one for each method; NaN if no picture counts
 * @param pictures on which all methods have a value; the others do not count
 */
public record MeanRanks(ImmutableDoubleArray ranks, int pictures) {
  static MeanRanks of(Evaluation evaluation, int metric) {
    double[] sums = new double[evaluation.question().methods().size()];
    ImmutableList<ImmutableDoubleArray> all = ofPictures(evaluation, metric);
    for (ImmutableDoubleArray ranks : all) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += ranks.get(i);
      }
    }
    ImmutableDoubleArray.Builder ranks = ImmutableDoubleArray.builder();
    for (double sum : sums) {
      ranks.add(sum / all.size());
    }
    return new MeanRanks(ranks.build(), all.size());
  }

  /**
   * The ranks of the methods on each picture.
   *
   * @return for each picture on which all methods have a value, a rank for each method
   */
  public static ImmutableList<ImmutableDoubleArray> ofPictures(Evaluation evaluation, int metric) {
    Better better = evaluation.question().metrics().get(metric).row().better();
    int methods = evaluation.question().methods().size();
    ImmutableList.Builder<ImmutableDoubleArray> all = ImmutableList.builder();
    for (Collection<Row> rows : Multimaps.index(evaluation.rows(), Row::picture).asMap().values()) {
      double[] merits =
          rows.stream().mapToDouble(row -> better.merit(row.values().get(metric))).toArray();
      if (merits.length != methods || hasNan(merits)) {
        continue;
      }
      all.add(ranks(merits));
    }
    return all.build();
  }

  /**
   * The rank of each.
   *
   * @param merits the larger, the better; no NaN
   * @return 1 for the best; those that are equal share the mean of their ranks
   */
  public static ImmutableDoubleArray ranks(double... merits) {
    ImmutableDoubleArray.Builder ranks = ImmutableDoubleArray.builder();
    for (int i = 0; i < merits.length; i++) {
      ranks.add(rank(merits, i));
    }
    return ranks.build();
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
