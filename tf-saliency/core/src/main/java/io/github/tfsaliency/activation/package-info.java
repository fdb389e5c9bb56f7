/**
 * The activation functions that networks are built of, told by their values alone: whatever ops a
 * function was written in, it is the same function. No graph, no session. Uses nothing of the other
 * packages; not exported.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.activation;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
