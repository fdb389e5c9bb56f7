package io.github.tfsaliency.explain;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.index.Indices;

/**
 * What a gradient graph is fed.
 *
 * @param batch the values of all inputs
 * @param targets what is explained of each sample
 * @param numbers what is fed beside the parameters of the rules: the contrast
 * @param reference what the explained inputs are compared with; the others keep their values
 * @param layer the values of the layer that is mapped, in place of what the model computes there
 */
public record GradientCall(
    Batch batch,
    ResolvedTargets targets,
    ImmutableMap<String, Double> numbers,
    Optional<Baseline> reference,
    Optional<FloatNdArray> layer) {
  /**
   * A call without a reference.
   *
   * @param batch the values of all inputs
   * @param targets what is explained of each sample
   * @param numbers what is fed beside the parameters of the rules: the contrast
   */
  public GradientCall(Batch batch, ResolvedTargets targets, ImmutableMap<String, Double> numbers) {
    this(batch, targets, numbers, Optional.empty());
  }

  /**
   * A call with what the model computes at the mapped layer.
   *
   * @param batch the values of all inputs
   * @param targets what is explained of each sample
   * @param numbers what is fed beside the parameters of the rules: the contrast
   * @param reference what the explained inputs are compared with; the others keep their values
   */
  public GradientCall(
      Batch batch,
      ResolvedTargets targets,
      ImmutableMap<String, Double> numbers,
      Optional<Baseline> reference) {
    this(batch, targets, numbers, reference, Optional.empty());
  }

  /**
   * The same with other values at the layer that is mapped: whatever reads the layer reads them,
   * and the map is of them.
   *
   * @param values as {@link Passes#layerScores} gives them
   * @return a new call
   */
  public GradientCall withLayer(FloatNdArray values) {
    return new GradientCall(batch, targets, numbers, reference, Optional.of(values));
  }

  /**
   * A call for some of the samples.
   *
   * @param start the first
   * @param end the one after the last
   * @return a call for {@code end - start} samples
   */
  public GradientCall slice(int start, int end) {
    return new GradientCall(
        batch.slice(start, end),
        targets.slice(start, end),
        numbers,
        reference,
        layer.map(values -> values.slice(Indices.range(start, end))));
  }
}
