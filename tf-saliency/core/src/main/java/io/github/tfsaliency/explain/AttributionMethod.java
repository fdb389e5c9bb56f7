package io.github.tfsaliency.explain;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.SpatialLayer;
import java.io.Serializable;
import java.util.Collection;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/**
 * A method that attributes a model's score to its input.
 *
 * <p>An immutable value with equality: the graphs that a model builds for one method are reused for
 * every equal method. {@code io.github.tfsaliency.spec.MethodSpecs} prints its text form, {@code
 * name:key=value,...}. For a method outside its table the text is {@link Object#toString}.
 *
 * @since 0.1.0
 */
public interface AttributionMethod extends Serializable {
  /**
   * Computes the map of a batch.
   *
   * @param passes runs the model on samples, in chunks
   * @param batch the values of all inputs, finite; pictures are {@code [N, H, W, C]} and sequences
   *     {@code [N, L, C]}, even if the model's file has channels first; maps have the same order
   * @param targets the target of each sample
   * @return a map for each attributed input, with the chosen targets and their scores
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model lacks what the method
   *     needs, or the result is not finite
   */
  GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets);

  /**
   * The number of samples that the model will compute, as far as it is known at the start. Progress
   * is counted in these samples.
   *
   * @param passes would run the model on the samples
   * @param batch the values of all inputs
   * @return by default the number of samples in the batch
   */
  default long passCount(Passes passes, Batch batch) {
    return batch.sampleCount();
  }

  /**
   * The modified gradients that the method, or a method inside it, runs.
   *
   * @return none by default
   */
  default ImmutableList<ModifiedGradient> gradients() {
    return ImmutableList.of();
  }

  /**
   * The layer whose activations the map is computed from.
   *
   * @return empty by default
   */
  default Optional<SpatialLayer> mappedLayer() {
    return Optional.empty();
  }

  /**
   * The layer of the single value that the method follows, inside the model.
   *
   * @return the layer's name, as for {@link Passes#unit}; empty by default
   */
  default Optional<String> followedLayer() {
    return Optional.empty();
  }

  /**
   * Whether the method can map layers inside the model. Such a method treats the passes' maps in
   * the same way for tensors of any shape. If it changes the mapped values, it changes those of
   * {@link Passes#mapped}.
   *
   * @return false by default
   */
  default boolean mapsLayers() {
    return false;
  }

  /**
   * Whether the method can map the inputs.
   *
   * @return true by default; false if the method maps only layers
   */
  default boolean mapsInputs() {
    return true;
  }

  /**
   * The same method for samples of known shapes. A background of several samples becomes one
   * baseline for each of its samples.
   *
   * @param samples the shape of one sample of each input; -1 is an unknown size
   * @return this method by default
   */
  default AttributionMethod withEachBaseline(Collection<Shape> samples) {
    return this;
  }

  /**
   * The form of the whole method in a TensorFlow graph, for {@code Saliency.export}.
   *
   * @return {@link GraphForm.None} by default
   */
  default GraphForm graphForm() {
    return new GraphForm.None("is computed in Java between its passes through the model");
  }
}
