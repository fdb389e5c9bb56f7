/**
 * Writes an explanation as a SavedModel: the model's own graph, beside it the gradient graph of a
 * method as plain TensorFlow ops, and a signature for it; for a model of pictures one more, which
 * decodes files as {@code image} does.
 *
 * <p>May use {@code method}, {@code gradient}, {@code graph}, {@code image} and what these may use.
 * Not exported: {@code Saliency.export} is the way in.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.export;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
