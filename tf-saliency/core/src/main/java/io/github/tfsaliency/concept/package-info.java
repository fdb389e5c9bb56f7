/**
 * Directions of concepts in a layer, learnt from examples: {@link
 * io.github.tfsaliency.concept.ConceptVector}. Tests whether a class depends on a concept: {@link
 * io.github.tfsaliency.concept.Tcav}.
 *
 * <p>This package knows no model: {@code Saliency.layerMeans} and {@code Saliency.layerDerivatives}
 * compute its input arrays {@code [N, C]}. It may depend only on {@code attribution}.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.concept;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
