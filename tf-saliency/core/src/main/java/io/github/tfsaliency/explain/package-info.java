/**
 * What a method is: {@link io.github.tfsaliency.explain.AttributionMethod} asks its {@link
 * io.github.tfsaliency.explain.Passes} for gradients, scores and layers, and may say with {@link
 * io.github.tfsaliency.explain.GraphForm} how a graph computes the same.
 *
 * <p>Contracts alone: a method sees neither the graph nor the session. May use {@code attribution},
 * {@code gradient} and {@code message}.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.explain;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
