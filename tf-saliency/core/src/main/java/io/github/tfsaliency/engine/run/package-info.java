/**
 * Runs of a session: what is fed, how long it may take, and what becomes of runs that took longer.
 * Not exported. May use {@code attribution} and {@code message}.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.engine.run;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
