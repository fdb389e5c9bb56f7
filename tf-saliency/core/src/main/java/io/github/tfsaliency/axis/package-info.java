/**
 * What the dimensions of a model's tensors count: samples, places of an input, or something else;
 * followed from the inputs through the graph.
 *
 * <p>May use {@code graph} and what it may use. Not exported.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.axis;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
