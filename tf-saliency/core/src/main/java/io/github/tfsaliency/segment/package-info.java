/**
 * Divides images into segments, without a model.
 *
 * <p>This package may use {@code raster} and {@code message}.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.segment;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
