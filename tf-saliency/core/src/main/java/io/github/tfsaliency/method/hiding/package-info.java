/**
 * Methods that hide parts of the input and look at the score: no gradient, many forward passes.
 *
 * <p>May use {@code method}, {@code sampling}, {@code segment}, {@code raster} and what these may
 * use.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.method.hiding;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
