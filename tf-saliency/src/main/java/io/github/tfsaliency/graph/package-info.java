/**
 * From a SavedModel on disk to an {@link io.github.tfsaliency.graph.InferenceGraph}: signature, op
 * allow-list, inlined functions, pruned to what lies between input and output.
 *
 * <p>Works on protocol buffers alone: nothing of the model is executed here. May use {@code
 * attribution} and {@code message}. Not exported.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.graph;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
