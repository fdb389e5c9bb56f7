/**
 * Functions, branches, loops and lists of tensors become plain nodes.
 *
 * <p>Not exported. May use {@code graph.check} and what that may use.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.graph.inline;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
