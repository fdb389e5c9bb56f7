/**
 * Descriptions of a model that is not run: signatures, tensors, layers, and the rule of each layer.
 *
 * <p>This package may use {@code engine.marker}, {@code graph} and their dependencies.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.inspect;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
