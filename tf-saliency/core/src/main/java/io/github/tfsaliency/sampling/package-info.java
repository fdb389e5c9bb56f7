/**
 * Tools of methods that ask a model about many variants of a sample: the samples as arrays, the
 * variants in chunks, sums of their maps, seeded draws.
 *
 * <p>May use {@code explain} and what that may use.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.sampling;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
