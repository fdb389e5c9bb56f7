/**
 * Methods that integrate gradients along a path from a baseline to the input, and XRAI, which sums
 * such a map over regions.
 *
 * <p>May use {@code method}, {@code sampling}, {@code segment}, {@code raster} and what these may
 * use.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.method.path;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
