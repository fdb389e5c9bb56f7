/**
 * Directions in a layer that stand for concepts, learnt from examples: {@link
 * io.github.tfsaliency.concept.ConceptVector}; and whether a class depends on one: {@link
 * io.github.tfsaliency.concept.Tcav}.
 *
 * <p>No model is known here: {@code Saliency.layerMeans} and {@code Saliency.layerDerivatives} give
 * the arrays {@code [N, C]} that are taken. May depend on the package {@code attribution} only.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.concept;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
