/**
 * The meaning of the dimensions of a model's tensors: samples, positions of an input, or something
 * else. It is followed from the inputs through the graph.
 *
 * <p>This package may use {@code graph} and its dependencies. Not exported.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.axis;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
