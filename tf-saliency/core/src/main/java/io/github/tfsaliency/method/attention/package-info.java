/**
 * Methods of transformers: maps of attention, and of the tokens that it reads.
 *
 * <p>This package may use {@code explain}, {@code gradient}, {@code sampling} and their
 * dependencies.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.method.attention;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
