/**
 * The canonical view of an inference graph: BatchNorm folded into the linear layer before it, and
 * whatever else changes the nodes but not the function.
 *
 * <p>May use {@code graph} and what that may use. Not exported.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.canonical;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
