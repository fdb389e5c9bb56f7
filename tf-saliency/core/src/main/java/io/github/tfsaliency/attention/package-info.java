/**
 * Attention of tokens to each other, found by structure: where the shares of a block are, what its
 * projections read, how its tokens lie on an input.
 *
 * <p>May use {@code axis} and what it may use. Not exported.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.attention;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
