/**
 * The rules that replace the gradient of a node (guided backpropagation, DeconvNet, RectGrad) or of
 * a layer (layer-wise relevance propagation, DeepLIFT), and {@link
 * io.github.tfsaliency.rule.Composite}, which chooses the rule of each layer.
 *
 * <p>Each rule only states its terms; {@code engine} builds and runs the graph. This package may
 * use {@code layer}, {@code gradient} and {@code message}.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.rule;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
