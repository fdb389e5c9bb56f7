/**
 * The bias analysis: how much the multiplication by the input blinds a map to values near the
 * encoding's zero. Reproduces Brocki, Chung, <i>Input Bias in Rectified Gradients and Modified
 * Saliency Maps</i>, 2020.
 */
@NullMarked
package io.github.tfsaliency.examples.bias;

import org.jspecify.annotations.NullMarked;
