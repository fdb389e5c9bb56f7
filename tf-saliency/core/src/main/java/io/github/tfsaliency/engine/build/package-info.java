/**
 * Builds gradient graphs: weights, markers, derivatives, the finished maps. Not exported. May use
 * {@code engine.marker} and what that may use, and {@code explain}.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.engine.build;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
