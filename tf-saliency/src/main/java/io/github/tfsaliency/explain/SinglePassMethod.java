package io.github.tfsaliency.explain;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.gradient.ModifiedGradient;
import java.util.Optional;

/** A method that is one modified gradient: one forward and one backward pass. */
public interface SinglePassMethod extends AttributionMethod {
  /**
   * The gradient's structure; equal structures share one graph.
   *
   * @return the structure
   */
  ModifiedGradient gradient();

  /**
   * The numbers that are fed at every run beside the parameters of the rules.
   *
   * @return by name; none by default
   */
  default ImmutableMap<String, Double> numbers() {
    return ImmutableMap.of();
  }

  /**
   * What the method's rules compare the input with.
   *
   * @return the value of every element, in the model's own units; empty unless the method says
   *     otherwise
   */
  default Optional<Double> reference() {
    return Optional.empty();
  }

  /**
   * What the gradient graph is fed.
   *
   * @param batch the values of all inputs
   * @param targets what is explained of each sample
   * @return these, the numbers and the reference
   */
  default GradientCall call(Batch batch, ResolvedTargets targets) {
    return new GradientCall(
        batch,
        targets,
        numbers(),
        reference().map(value -> batch.constant((float) (double) value)));
  }

  @Override
  default GraphForm graphForm() {
    return new GraphForm.Pass(gradient(), numbers(), reference());
  }

  @Override
  default GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    return passes.gradient(gradient(), call(batch, targets));
  }
}
