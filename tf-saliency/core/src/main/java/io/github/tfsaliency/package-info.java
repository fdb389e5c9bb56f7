/**
 * Saliency maps for TensorFlow SavedModels: {@link io.github.tfsaliency.Model} loads one, {@link
 * io.github.tfsaliency.Saliency} explains its decisions.
 *
 * <pre>{@code
 * try (Model model = Model.load(Path.of("savedmodels/efficientnet-lite0"))) {
 *   Attribution map =
 *       Saliency.of(model)
 *           .method(RectifiedGradient.percentile(98))
 *           .target(Target.top())
 *           .compute(Path.of("coffee.png"));
 * }
 * }</pre>
 *
 * <p>Tensors, sessions and graphs never leave the library: inputs and results are {@code
 * FloatNdArray}s, and only a {@code Model}, or its holder, must be closed. This package may use
 * every other package; no package may use it.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
