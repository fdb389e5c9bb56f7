/**
 * From a SavedModel on disk to an {@link io.github.tfsaliency.graph.InferenceGraph}: signature,
 * allow-list, inlined functions, checkpoint, pruned to what lies between input and output.
 *
 * <p>Works on protocol buffers alone: nothing of the model is executed here. Not exported. May use
 * {@code graph.inline}, {@code graph.check}, {@code graph.files} and {@code graph}.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.graph.savedmodel;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
