/**
 * Gradients of single ops: those that TensorFlow's C++ lacks or gets wrong, and what it knows
 * itself.
 *
 * <p>May use {@code graph} and what that may use. Not exported.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.opgradient;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
