package io.github.tfsaliency.examples.cli;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.metric.MapFunction;
import io.github.tfsaliency.metric.MapSimilarity;
import io.github.tfsaliency.metric.ScoreFunction;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * A map, and all that a metric may ask about it. Arrays are {@code [H, W, C]}, whatever the model
 * takes.
 */
record ExplainedMap(ExplainedSample sample, AttributionMethod method, Attribution attribution) {
  FloatNdArray input() {
    return sample.pixels().view(sample.input());
  }

  FloatNdArray values() {
    return sample.pixels().view(attribution.values());
  }

  /** The values as metrics take them. */
  Attribution map() {
    return Attribution.of(values());
  }

  ScoreFunction scores() {
    return sample.pixels().viewScores(sample.scores());
  }

  /** Maps of other inputs, of the same target. */
  MapFunction maps() {
    return sample
        .pixels()
        .viewMaps(sample.model().saliency(method, sample.target()).mapsOf(sample.input()));
  }

  /** How alike the map is to that of the model with all weights shuffled. */
  MapSimilarity randomized(long seed) {
    Target fixed =
        attribution.target() < 0 ? sample.target() : Target.classIndex(attribution.target());
    FloatNdArray random =
        sample.model().randomized(method, fixed, seed).compute(sample.input()).values();
    return MapSimilarity.of(map(), Attribution.of(sample.pixels().view(random)));
  }

  boolean[][] mask() {
    ObjectMask mask = sample.mask();
    if (mask == null) {
      throw new IllegalStateException(
          "There is no mask.\nMaybe give a folder of them with --masks.");
    }
    return mask.pixels();
  }

  /** The largest value less the smallest: what changes of the input are measured by. */
  double range() {
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (float value : PixelView.floats(sample.input())) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    return (double) max - min;
  }
}
