/**
 * Arrays of values at another size, or smoothed. Not exported; may depend on no other package of
 * the library but {@code message}.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.raster;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
