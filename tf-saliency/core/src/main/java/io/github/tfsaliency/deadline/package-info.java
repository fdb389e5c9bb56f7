/**
 * The time limit of computations. Long steps in methods and in the engine check it.
 *
 * <p>Exported only to the server. This package may use {@code attribution} and {@code message}.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.deadline;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
