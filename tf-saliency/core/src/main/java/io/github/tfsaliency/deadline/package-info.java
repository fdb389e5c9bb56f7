/**
 * Until when a computation may go on: asked by whatever takes long, in methods as in the engine.
 *
 * <p>Not exported. May use {@code attribution} and {@code message}.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.deadline;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
