/**
 * A model as protocol buffers: nodes, tensors, constants, and {@link
 * io.github.tfsaliency.graph.InferenceGraph}, what computes a model's output and nothing more.
 *
 * <p>Nothing of TensorFlow's runtime is held here. May use {@code attribution}, {@code message} and
 * {@code graph.files}. Not exported.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.graph;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
