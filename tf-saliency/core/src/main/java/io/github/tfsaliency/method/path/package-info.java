/**
 * Methods that integrate gradients along a path from a baseline to the input, and XRAI, which sums
 * such a map over regions.
 *
 * <p>This package may use {@code method}, {@code sampling}, {@code segment}, {@code raster} and
 * their dependencies.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.method.path;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
