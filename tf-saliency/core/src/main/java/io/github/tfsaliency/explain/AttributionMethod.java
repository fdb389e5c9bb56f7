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
 * A way to attribute a model's score to its input.
 *
 * <p>An immutable value with equality: what a model builds for one method serves every equal one.
 * Its text, {@code name:key=value,...}, is the business of {@code
 * io.github.tfsaliency.spec.MethodSpecs}; a method that is not in its table is called what {@link
 * Object#toString} says.
 */
public interface AttributionMethod extends Serializable {
  /**
   * Computes the map of a batch.
   *
   * @param passes sends samples through the model, in chunks
   * @param batch the values of all inputs, finite; pictures are {@code [N, H, W, C]} and sequences
   *     {@code [N, L, C]}, also of a model whose file has channels first, and maps are so too
   * @param targets what is explained of each sample
   * @return a map for each attributed input, with the chosen targets and their scores
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model lacks what the method
   *     needs, or the result is not finite
   */
  GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets);

  /**
   * How many samples go through the model, as far as that is known before it begins: what progress
   * is counted in.
   *
   * @param passes would send samples through the model
   * @param batch the values of all inputs
   * @return one for each sample unless the method says otherwise
   */
  default long passCount(Passes passes, Batch batch) {
    return batch.sampleCount();
  }

  /**
   * The modified gradients that are run, on the way to maps of its own or of what it repeats.
   *
   * @return none unless the method says otherwise
   */
  default ImmutableList<ModifiedGradient> gradients() {
    return ImmutableList.of();
  }

  /**
   * The layer whose activations the map is made of.
   *
   * @return empty unless the method says otherwise
   */
  default Optional<SpatialLayer> mappedLayer() {
    return Optional.empty();
  }

  /**
   * The layer inside the model one of whose values the method follows.
   *
   * @return the layer's name as {@link Passes#unit} takes it; empty unless the method says
   *     otherwise
   */
  default Optional<String> followedLayer() {
    return Optional.empty();
  }

  /**
   * Whether the method can map layers inside the model: all that it takes of the passes' maps is
   * the same for tensors of any shape, and where it changes what maps are of, it changes {@link
   * Passes#mapped}.
   *
   * @return false unless the method says otherwise
   */
  default boolean mapsLayers() {
    return false;
  }

  /**
   * Whether the method can map the inputs.
   *
   * @return true unless the method says that it maps layers alone
   */
  default boolean mapsInputs() {
    return true;
  }

  /**
   * The same method for samples of known shapes: a background in it stands for as many baselines as
   * it has samples.
   *
   * @param samples of one sample of each input; a size of -1 may be any
   * @return this unless the method says otherwise
   */
  default AttributionMethod withEachBaseline(Collection<Shape> samples) {
    return this;
  }

  /**
   * How all of the method can be written into a TensorFlow graph, for {@code Saliency.export}.
   *
   * @return {@link GraphForm.None} unless the method says otherwise
   */
  default GraphForm graphForm() {
    return new GraphForm.None("is computed in Java between its passes through the model");
  }
}
