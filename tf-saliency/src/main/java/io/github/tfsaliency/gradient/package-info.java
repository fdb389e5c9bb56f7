/**
 * The gradient engine: markers, the one gradient registration of the process, building and running
 * gradient graphs.
 *
 * <p>Owns {@link io.github.tfsaliency.gradient.GradientRule}, the interface that a rule implements.
 * May use {@code attribution}, {@code message}, {@code graph}, {@code layer}, {@code opgradient}
 * and {@code canonical}.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.gradient;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
