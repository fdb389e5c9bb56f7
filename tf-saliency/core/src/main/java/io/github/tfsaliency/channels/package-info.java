/**
 * The order of channels in tensors and filters: models whose channels come first are rewritten with
 * channels last, once and for all, so that nothing behind the import asks for the order again.
 *
 * <p>May use {@code graph.check}, {@code opgradient} and what these may use. Not exported.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.channels;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
