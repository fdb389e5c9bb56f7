/**
 * The contract of rules: {@link io.github.tfsaliency.gradient.GradientRule} in its three forms, the
 * {@link io.github.tfsaliency.gradient.MarkedNode} that it sees, and the structure of a modified
 * gradient.
 *
 * <p>This package has only contracts; {@code engine} builds and runs the graph. It may use {@code
 * layer} and {@code message}.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.gradient;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
