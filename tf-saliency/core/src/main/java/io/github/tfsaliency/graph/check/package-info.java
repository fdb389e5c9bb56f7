/**
 * What is refused, and why, before TensorFlow sees it: ops, attributes, sizes, texts, calls.
 *
 * <p>Not exported. May use {@code graph}, {@code op}, {@code header} and what these may use.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.graph.check;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
