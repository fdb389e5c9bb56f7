package io.github.tfsaliency.explain;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.SpatialLayer;
import java.util.Optional;

/**
 * A method that computes one modified gradient: one forward and one backward pass.
 *
 * @since 0.1.0
 */
public interface SinglePassMethod extends AttributionMethod {
  /**
   * The gradient's structure; equal structures share one graph.
   *
   * @return the structure
   */
  ModifiedGradient gradient();

  /**
   * The numbers that are fed at every run, in addition to the parameters of the rules.
   *
   * @return the numbers by name; none by default
   */
  default ImmutableMap<String, Double> numbers() {
    return ImmutableMap.of();
  }

  /**
   * The values that are fed to the gradient graph.
   *
   * @param batch the values of all inputs
   * @param targets the target of each sample
   * @return the batch, the targets and the numbers; and the reference, if the rules use one
   */
  default GradientCall call(Batch batch, ResolvedTargets targets) {
    return GradientCall.of(batch, targets).withNumbers(numbers());
  }

  @Override
  default ImmutableList<ModifiedGradient> gradients() {
    return ImmutableList.of(gradient());
  }

  @Override
  default boolean mapsLayers() {
    return true;
  }

  @Override
  default Optional<SpatialLayer> mappedLayer() {
    return gradient().mapping().map(mapping -> mapping.map().layer());
  }

  @Override
  default GraphForm graphForm() {
    return new GraphForm.Pass(gradient(), numbers(), Optional.empty());
  }

  @Override
  default GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    return passes.gradient(gradient(), call(batch, targets));
  }
}
