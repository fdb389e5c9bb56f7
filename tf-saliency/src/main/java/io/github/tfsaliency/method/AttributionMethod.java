package io.github.tfsaliency.method;

import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.gradient.GradientEngine;
import io.github.tfsaliency.gradient.GradientResult;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * A way to attribute a model's score to its input.
 *
 * <p>An immutable value with equality: what a model builds for one method serves every equal one.
 */
public interface AttributionMethod {
  /**
   * The method as the command line writes it.
   *
   * @return {@code name} or {@code name:key=value,...}, for example {@code
   *     rectified-gradient:percentile=98}
   */
  String spec();

  /**
   * Computes the map of a batch.
   *
   * @param engine runs gradients of the model
   * @param batch {@code [N, ...]}, finite, of the model's input shape
   * @param targets {@code N} indices, {@link io.github.tfsaliency.attribution.Target#TOP} where the
   *     model chooses
   * @return the map, of the batch's shape, with the chosen targets and their scores
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model lacks what the method
   *     needs, or the result is not finite
   */
  GradientResult attribute(GradientEngine engine, FloatNdArray batch, ImmutableLongArray targets);
}
