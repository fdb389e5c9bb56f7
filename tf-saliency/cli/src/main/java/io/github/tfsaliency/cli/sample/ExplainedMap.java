package io.github.tfsaliency.cli.sample;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.metric.MapFunction;
import io.github.tfsaliency.metric.MapSimilarity;
import io.github.tfsaliency.metric.ScoreFunction;
import io.github.tfsaliency.spec.MetricSubject;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * A map, and all that a metric may ask about it. Arrays are {@code [H, W, C]}, whatever the model
 * takes.
 */
public record ExplainedMap(
    ExplainedSample sample, AttributionMethod method, Attribution attribution)
    implements MetricSubject {
  @Override
  public FloatNdArray input() {
    return sample.pixels().view(sample.input());
  }

  FloatNdArray values() {
    return sample.pixels().view(attribution.values());
  }

  @Override
  public Attribution map() {
    return Attribution.of(values());
  }

  @Override
  public ScoreFunction scores() {
    return sample.pixels().viewScores(sample.scores());
  }

  @Override
  public MapFunction maps() {
    return sample.pixels().viewMaps(sample.saliency(method).mapsOf(sample.input()));
  }

  @Override
  public MapSimilarity similarityToRandomized(long seed) {
    Target fixed =
        attribution.target() < 0 ? sample.target() : Target.classIndex(attribution.target());
    FloatNdArray random =
        sample.model().randomized(method, fixed, seed).compute(sample.input()).values();
    return MapSimilarity.of(map(), Attribution.of(sample.pixels().view(random)));
  }

  @Override
  public Optional<FeatureGroups> groups() {
    return sample.groups().map(groups -> sample.pixels().viewGroups(groups));
  }

  @Override
  public boolean[][] mask() {
    ObjectMask mask = sample.mask();
    if (mask == null) {
      throw new IllegalStateException(
          "There is no mask.\nMaybe give a folder of them with --masks.");
    }
    return mask.pixels();
  }

  @Override
  public long seed() {
    return sample.seed();
  }

  @Override
  public Baseline seen(Baseline baseline) {
    FloatNdArray values = baseline.values().orElseThrow();
    return Baseline.array(PixelView.of(values).view(values));
  }

  @Override
  public double range() {
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (float value : PixelView.floats(sample.input())) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    return (double) max - min;
  }
}
