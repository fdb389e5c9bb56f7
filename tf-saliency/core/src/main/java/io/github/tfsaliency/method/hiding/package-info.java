/**
 * Methods that hide parts of the input and observe the score: no gradient, many forward passes.
 *
 * <p>This package may use {@code method}, {@code sampling}, {@code segment}, {@code raster} and
 * their dependencies.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.method.hiding;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
