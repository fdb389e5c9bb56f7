/**
 * The contract of methods: an {@link io.github.tfsaliency.explain.AttributionMethod} requests
 * gradients, scores and layers from its {@link io.github.tfsaliency.explain.Passes}. It may
 * describe its form in a graph by a {@link io.github.tfsaliency.explain.GraphForm}.
 *
 * <p>This package has only contracts: a method sees neither the graph nor the session. It may use
 * {@code attribution}, {@code gradient} and {@code message}.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.explain;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
