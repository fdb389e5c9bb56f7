/**
 * Writes a model's graph at every stage, its maps and what arrives at its layers as event files,
 * for TensorBoard to show.
 *
 * <p>Written by TensorFlow's own summary ops. May use {@code method}, {@code gradient}, {@code
 * graph}, {@code image} and what these may use. Not exported: {@code Saliency} is the way in.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.tensorboard;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
