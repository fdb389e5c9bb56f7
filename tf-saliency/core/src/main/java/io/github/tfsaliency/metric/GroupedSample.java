package io.github.tfsaliency.metric;

import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.FeatureGroups;
import java.util.Arrays;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/**
 * A sample of any shape whose features are removed by the group, and the relevance of each group.
 */
final class GroupedSample {
  private final Sample sample;
  private final FeatureGroups groups;
  private final int[] labels;

  GroupedSample(FloatNdArray input, FeatureGroups groups) {
    this.sample = Sample.ofElements(input);
    this.groups = groups;
    this.labels = labels(groups, input.shape());
  }

  static int[] labels(FeatureGroups groups, Shape sample) {
    return groups.labels(
        groups.inputs().size() == 1 ? groups.inputs().get(0) : FeatureGroups.ONLY_INPUT, sample);
  }

  int count() {
    return groups.names().size();
  }

  Removal removal(ScoreFunction model, Baseline replacement, int batchSize) {
    return new Removal(model, sample, Regions.of(labels, count()), replacement, batchSize);
  }

  /** The pooled relevance of each group. */
  double[] relevance(FloatNdArray map, Pooling pooling) {
    double[] values = Elements.finite(map, "map");
    int[] ofMap = labels(groups, map.shape());
    int[] ends = new int[count()];
    for (int label : ofMap) {
      ends[label]++;
    }
    Arrays.parallelPrefix(ends, Integer::sum);
    double[] sorted = new double[values.length];
    int[] next = ends.clone();
    for (int i = values.length - 1; i >= 0; i--) {
      sorted[--next[ofMap[i]]] = values[i];
    }
    double[] relevance = new double[count()];
    Arrays.setAll(relevance, group -> pooling.pool(sorted, next[group], ends[group]));
    return relevance;
  }
}
