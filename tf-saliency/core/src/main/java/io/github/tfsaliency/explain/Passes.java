package io.github.tfsaliency.explain;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.SpatialLayer;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/**
 * Runs a model on the samples of one computation. It divides them into chunks that fit the memory,
 * counts them for progress, and stops when the computation is cancelled. The size of the chunks
 * changes results only by rounding.
 *
 * <p>Must be used by one thread.
 *
 * @since 0.1.0
 */
public interface Passes {
  /**
   * Announces how many samples the model will compute.
   *
   * @param samples the total number, as far as it is known
   */
  void plan(long samples);

  /**
   * Differentiates a batch.
   *
   * @param gradient the structure of the gradient
   * @param call the values to feed
   * @return the maps of all samples
   * @throws CancellationException if the computation was cancelled
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model cannot be
   *     differentiated in this way, fails, or gives values that are not finite
   */
  GradientResult gradient(ModifiedGradient gradient, GradientCall call);

  /**
   * Computes the scores of a batch.
   *
   * @param batch the values of all inputs
   * @param targets the target of each sample
   * @return the chosen targets and their scores, which are finite
   * @throws CancellationException if the computation was cancelled
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model fails, or a score is
   *     not finite
   */
  Scores scores(Batch batch, ResolvedTargets targets);

  /**
   * Computes the scores of a batch and the values of a layer, in one pass.
   *
   * @param layer the layer; its first dimension must count samples
   * @param batch the values of all inputs
   * @param targets the target of each sample
   * @return the chosen targets, their finite scores, and the layer's values
   * @throws CancellationException if the computation was cancelled
   * @throws io.github.tfsaliency.attribution.SaliencyException if there is no such layer, the model
   *     fails, or a score is not finite
   */
  LayerScores layerScores(SpatialLayer layer, Batch batch, ResolvedTargets targets);

  /**
   * Computes the explained output of a batch.
   *
   * @param batch the values of all inputs
   * @return {@code [N, ...]}
   * @throws CancellationException if the computation was cancelled
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model fails
   */
  FloatNdArray predict(Batch batch);

  /**
   * Computes the values of a layer.
   *
   * @param layer the layer
   * @param batch the values of all inputs
   * @return {@code [N, h, w, K]}, or {@code [N, l, K]}
   * @throws CancellationException if the computation was cancelled
   * @throws io.github.tfsaliency.attribution.SaliencyException if there is no such layer, or the
   *     model fails
   */
  FloatNdArray activations(SpatialLayer layer, Batch batch);

  /**
   * The input that a layer's map belongs to.
   *
   * @param layer the layer
   * @return the name of the first input with as many dimensions
   * @throws io.github.tfsaliency.attribution.SaliencyException if there is no such layer
   */
  String layerInput(SpatialLayer layer);

  /**
   * The shape of a layer's values.
   *
   * @param layer the layer
   * @param like samples; if the model leaves the shape open, it computes the first of them
   * @return {@code [N, h, w, K]}, or {@code [N, l, K]}; N may be -1, or differ from the number of
   *     samples
   * @throws io.github.tfsaliency.attribution.SaliencyException if there is no such layer
   */
  Shape layerShape(SpatialLayer layer, Batch like);

  /**
   * Draws normal random numbers, as TensorFlow's StatelessRandomNormal does. A graph in another
   * process draws the same numbers.
   *
   * @param seed the first half of the generator's seed
   * @param stream the second half
   * @param count how many numbers
   * @return random numbers with mean 0 and variance 1
   */
  float[] normals(long seed, long stream, int count);

  /**
   * The inputs that can change continuously: inputs of floating-point numbers, and, for other
   * inputs, the inner tensors that get their maps.
   *
   * @return their names, in the model's order
   */
  ImmutableSet<String> continuousInputs();

  /**
   * The samples with the values of all {@link #continuousInputs()}.
   *
   * @param batch the values of all inputs
   * @return the same samples; values of inner tensors are fed instead of being computed from the
   *     inputs
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model fails
   */
  Batch continuous(Batch batch);

  /**
   * The values of all {@link #continuousInputs()} for one id, such as the id of padding: the id's
   * embedding at all positions of inputs of ids, and zero at inputs of numbers.
   *
   * @param batch samples with the required sizes
   * @param value the id
   * @return one sample
   * @throws IllegalArgumentException if no input is of ids
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model fails
   */
  Batch continuousOf(Batch batch, float value);

  /**
   * The same passes, whose {@link #continuousInputs()} are the mapped tensors. If the maps are of a
   * layer inside the model, the layer's values are fed instead of the inputs, and tensors computed
   * beside the layer keep their values for the batch. So a path method follows its path in the
   * layer.
   *
   * @return these passes if the maps are of the inputs
   */
  default Passes mapped() {
    return this;
  }

  /**
   * The values of a mapped layer at a baseline of the inputs.
   *
   * @param batch the values of all inputs
   * @param baseline the baseline of the inputs that get maps; other inputs keep their values
   * @return the layer's values by its name, for one sample that is used for all, or for each sample
   *     of the batch; empty if the maps are of the inputs
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model fails
   */
  default Optional<Batch> at(Batch batch, Baseline baseline) {
    return Optional.empty();
  }

  /**
   * The passes through one value of a layer.
   *
   * @param layer the layer's name
   * @param index the value's index, in the order of the model's file, without the batch dimension
   * @param batch the values of all inputs; if the model leaves the layer's shape open, it computes
   *     the first sample
   * @return the passes; their samples count as samples of these passes
   * @throws IllegalArgumentException if there is no such value
   * @throws io.github.tfsaliency.attribution.SaliencyException if there is no such layer
   * @throws UnsupportedOperationException by default, if the passes do not run a model
   */
  default Unit unit(String layer, ImmutableLongArray index, Batch batch) {
    throw new UnsupportedOperationException("These passes know no layers.");
  }

  /**
   * The passes through one value of a layer: the score as a function of the value, and the value as
   * a function of the inputs.
   *
   * @param score passes with maps of the layer, for the original target
   * @param value passes with maps of the inputs, which end at the layer
   * @param targets the target that is the value, for one sample
   * @param layer the layer's name among the maps of {@code score}
   * @param element the index of the value in a sample, in row-major order
   */
  record Unit(Passes score, Passes value, ResolvedTargets targets, String layer, int element) {
    /**
     * Checks that nothing is null.
     *
     * @param score passes with maps of the layer
     * @param value passes that end at the layer
     * @param targets the target that is the value, for one sample
     * @param layer the layer's name among the maps
     * @param element the index of the value in a sample
     */
    public Unit {
      requireNonNull(score, "score");
      requireNonNull(value, "value");
      requireNonNull(targets, "targets");
      requireNonNull(layer, "layer");
    }
  }

  /**
   * The number of samples that a method should differentiate together.
   *
   * @param like samples of the same size
   * @return 1 or more
   */
  int gradientChunk(Batch like);

  /**
   * The number of samples that a method should score together.
   *
   * @param like samples of the same size
   * @return 1 or more
   */
  int forwardChunk(Batch like);
}
