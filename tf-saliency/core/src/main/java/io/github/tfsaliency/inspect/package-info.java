/**
 * What a model is made of, without running it: signatures, tensors, layers, and the rule that each
 * layer gets.
 *
 * <p>May use {@code engine.marker}, {@code graph} and what these may use.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.inspect;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
