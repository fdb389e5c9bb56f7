/**
 * The canonical view of an inference graph: BatchNorm folded into the linear layer before it, and
 * whatever else changes the nodes but not the function; and the layers between input and output,
 * found by structure.
 *
 * <p>May use {@code graph}, {@code layer}, {@code opgradient} and what these may use. Not exported.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.canonical;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
