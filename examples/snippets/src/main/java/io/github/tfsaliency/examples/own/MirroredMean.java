package io.github.tfsaliency.examples.own;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.sampling.MapSums;
import java.util.Collection;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;

/**
 * The mean of a picture's map and of the map of its mirror image, mirrored back.
 *
 * @param inner explains both
 */
public record MirroredMean(AttributionMethod inner) implements AttributionMethod {
  /**
   * Checks the method.
   *
   * @param inner explains both
   */
  public MirroredMean {
    requireNonNull(inner, "inner");
  }

  // tag::method[]
  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    GradientResult plain = inner.attribute(passes, batch, targets);
    GradientResult mirrored =
        inner.attribute(passes, batch.with(MirroredMean::mirror), plain.chosen(targets));
    MapSums mean = new MapSums(batch.sampleCount());
    mean.add(plain.maps(), 0.5);
    mean.add(mirrored.with(MirroredMean::mirror).maps(), 0.5);
    return new GradientResult(mean.maps(), plain.targets(), plain.scores());
  }

  /** Of pictures {@code [N, H, W, C]}; other inputs stay as they are. */
  private static FloatNdArray mirror(FloatNdArray values) {
    return values.rank() == 4 ? values.slice(Indices.all(), Indices.all(), Indices.flip()) : values;
  }

  // end::method[]

  @Override
  public long passCount(Passes passes, Batch batch) {
    return 2 * inner.passCount(passes, batch);
  }

  @Override
  public ImmutableList<ModifiedGradient> gradients() {
    return inner.gradients();
  }

  @Override
  public Optional<SpatialLayer> mappedLayer() {
    return inner.mappedLayer();
  }

  @Override
  public AttributionMethod withEachBaseline(Collection<Shape> samples) {
    return new MirroredMean(inner.withEachBaseline(samples));
  }
}
