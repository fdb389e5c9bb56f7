/**
 * Refuses dangerous ops, attributes, sizes, texts and calls, with a reason, before TensorFlow sees
 * them.
 *
 * <p>Not exported. This package may use {@code graph}, {@code op}, {@code header} and their
 * dependencies.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.graph.check;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
