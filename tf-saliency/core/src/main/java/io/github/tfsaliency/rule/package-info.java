/**
 * The rules that replace the gradient of a node (guided backpropagation, DeconvNet, RectGrad) or of
 * a layer (layer-wise relevance propagation, DeepLIFT), and {@link
 * io.github.tfsaliency.rule.Composite}, which says which layer gets which.
 *
 * <p>Each states its terms only; {@code engine} builds and runs the graph. May use {@code layer},
 * {@code gradient} and {@code message}.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.rule;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
