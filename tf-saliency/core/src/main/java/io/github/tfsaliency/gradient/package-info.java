/**
 * What a rule is: {@link io.github.tfsaliency.gradient.GradientRule} in its three forms, the {@link
 * io.github.tfsaliency.gradient.MarkedNode} that it sees, and the structure of a modified gradient.
 *
 * <p>Contracts alone: what builds and runs the graph lies in {@code engine}. May use {@code layer}
 * and {@code message}.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.gradient;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
