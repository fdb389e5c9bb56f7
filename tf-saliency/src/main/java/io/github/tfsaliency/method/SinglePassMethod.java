package io.github.tfsaliency.method;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.gradient.Batch;
import io.github.tfsaliency.gradient.GradientCall;
import io.github.tfsaliency.gradient.GradientResult;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.Passes;

/** A method that is one modified gradient: one forward and one backward pass. */
public interface SinglePassMethod extends AttributionMethod {
  /**
   * The gradient's structure; equal structures share one graph.
   *
   * @return the structure
   */
  ModifiedGradient gradient();

  /**
   * The numbers of its rules, fed at every run.
   *
   * @return by parameter name; none unless the method says otherwise
   */
  default ImmutableMap<String, Double> numbers() {
    return ImmutableMap.of();
  }

  /**
   * What the gradient graph is fed.
   *
   * @param batch the values of all inputs
   * @param targets what is explained of each sample
   * @return these and the numbers, unless the method says otherwise
   */
  default GradientCall call(Batch batch, ResolvedTargets targets) {
    return new GradientCall(batch, targets, numbers());
  }

  @Override
  default GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    return passes.gradient(gradient(), call(batch, targets));
  }
}
