/**
 * The rules that replace a node's gradient: guided backpropagation, DeconvNet, RectGrad.
 *
 * <p>Each states its terms only; {@code gradient} builds and runs the graph. May use {@code
 * gradient} and what that may use.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.rule;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
