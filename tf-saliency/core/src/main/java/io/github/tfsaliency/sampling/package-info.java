/**
 * Tools of methods that run a model on many variants of a sample: the samples as arrays, the
 * variants in chunks, sums of their maps, seeded draws.
 *
 * <p>This package may use {@code explain} and its dependencies.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.sampling;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
