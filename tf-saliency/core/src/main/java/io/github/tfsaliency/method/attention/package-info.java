/**
 * Methods of transformers: maps of attention, and of the tokens that it reads.
 *
 * <p>May use {@code explain}, {@code gradient}, {@code sampling} and what these may use.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.method.attention;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
