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
 * Sends samples through a model for one computation: in chunks that fit the memory, counted, and
 * until it is cancelled. Results depend on the chunks in their last bits.
 *
 * <p>For one thread.
 */
public interface Passes {
  /**
   * Says how many samples will go through the model.
   *
   * @param samples in all, as far as that is known
   */
  void plan(long samples);

  /**
   * Differentiates a batch.
   *
   * @param gradient its structure
   * @param call what it is fed
   * @return the maps of all samples
   * @throws CancellationException if the computation was cancelled
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model cannot be
   *     differentiated so, fails, or gives values that are not finite
   */
  GradientResult gradient(ModifiedGradient gradient, GradientCall call);

  /**
   * Computes the scores of a batch.
   *
   * @param batch the values of all inputs
   * @param targets what is explained of each sample
   * @return the chosen targets and their scores, which are finite
   * @throws CancellationException if the computation was cancelled
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model fails, or a score is
   *     not finite
   */
  Scores scores(Batch batch, ResolvedTargets targets);

  /**
   * Computes the scores of a batch and the values of a layer, in one pass.
   *
   * @param layer which layer; its samples come first
   * @param batch the values of all inputs
   * @param targets what is explained of each sample
   * @return the chosen targets, their scores, which are finite, and the values
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
   * @param layer which layer
   * @param batch the values of all inputs
   * @return {@code [N, h, w, K]}, or {@code [N, l, K]}
   * @throws CancellationException if the computation was cancelled
   * @throws io.github.tfsaliency.attribution.SaliencyException if there is no such layer, or the
   *     model fails
   */
  FloatNdArray activations(SpatialLayer layer, Batch batch);

  /**
   * The input that a layer is a map of.
   *
   * @param layer which layer
   * @return the name of the first input of as many dimensions
   * @throws io.github.tfsaliency.attribution.SaliencyException if there is no such layer
   */
  String layerInput(SpatialLayer layer);

  /**
   * The shape of a layer's values.
   *
   * @param layer which layer
   * @param like samples, the first of which goes through the model if its shape is left open
   * @return {@code [N, h, w, K]}, or {@code [N, l, K]}; N may be -1, or another number than that of
   *     the samples
   * @throws io.github.tfsaliency.attribution.SaliencyException if there is no such layer
   */
  Shape layerShape(SpatialLayer layer, Batch like);

  /**
   * Draws normal random numbers, as TensorFlow's StatelessRandomNormal does: a graph of another
   * process draws the same.
   *
   * @param seed the first half of the generator's seed
   * @param stream the second half
   * @param count how many
   * @return of mean 0 and variance 1
   */
  float[] normals(long seed, long stream, int count);

  /**
   * What may be changed a little: the inputs that are fed as floating-point numbers, and the
   * tensors inside that get the map of those that are not.
   *
   * @return their names, in the model's order
   */
  ImmutableSet<String> continuousInputs();

  /**
   * Samples that hold the values of all that may be changed.
   *
   * @param batch the values of all inputs
   * @return the same samples; those of tensors inside are fed in the place of what the inputs make
   *     of them
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model fails
   */
  Batch continuous(Batch batch);

  /**
   * What all that may be changed is for one id at all places of the inputs of ids, such as that of
   * padding: its embedding there, and zero at inputs of numbers.
   *
   * @param batch samples of the sizes in question
   * @param value the id
   * @return one sample
   * @throws IllegalArgumentException if no input is of ids
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model fails
   */
  Batch continuousOf(Batch batch, float value);

  /**
   * The same passes, where what may be changed is what maps are of. Where maps are of a layer
   * inside the model, that is the values of the layer in the place of the inputs: whatever is
   * computed beside it keeps its value at the batch. So a method that goes along a path goes there.
   *
   * @return these passes themselves where maps are of the inputs
   */
  default Passes mapped() {
    return this;
  }

  /**
   * What a baseline of the inputs makes of that which may be changed, where that is the values of a
   * layer.
   *
   * @param batch the values of all inputs
   * @param baseline of the inputs that get maps; the others keep their values
   * @return the layer's values by its name, of one sample that serves all, or of as many as the
   *     batch has; empty where the inputs may be changed themselves
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model fails
   */
  default Optional<Batch> at(Batch batch, Baseline baseline) {
    return Optional.empty();
  }

  /**
   * The passes through one value of a layer.
   *
   * @param layer the layer's name
   * @param index of the value, in the order of the file, without the batch
   * @param batch the values of all inputs, of which the first sample goes through the model if the
   *     layer's shape is left open
   * @return the passes, which count with these
   * @throws IllegalArgumentException if there is no such value
   * @throws io.github.tfsaliency.attribution.SaliencyException if there is no such layer
   * @throws UnsupportedOperationException unless the passes are those of a model
   */
  default Unit unit(String layer, ImmutableLongArray index, Batch batch) {
    throw new UnsupportedOperationException("These passes know no layers.");
  }

  /**
   * The passes through one value of a layer: the score as a function of it, and it as a function of
   * the inputs.
   *
   * @param score passes whose maps are of the layer, for the target as it is
   * @param value passes whose maps are of the inputs, and which end at the layer
   * @param targets what stands there for the value, of one sample
   * @param layer the layer's name among the maps of {@code score}
   * @param element which of the values of a sample it is, in row-major order
   */
  record Unit(Passes score, Passes value, ResolvedTargets targets, String layer, int element) {
    /**
     * Checks that all is there.
     *
     * @param score passes whose maps are of the layer
     * @param value passes that end at the layer
     * @param targets what stands for the value, of one sample
     * @param layer the layer's name among the maps
     * @param element which of the values of a sample it is
     */
    public Unit {
      requireNonNull(score, "score");
      requireNonNull(value, "value");
      requireNonNull(targets, "targets");
      requireNonNull(layer, "layer");
    }
  }

  /**
   * How many samples a method should differentiate at once.
   *
   * @param like samples of the size in question
   * @return 1 or more
   */
  int gradientChunk(Batch like);

  /**
   * How many samples a method should score at once.
   *
   * @param like samples of the size in question
   * @return 1 or more
   */
  int forwardChunk(Batch like);
}
