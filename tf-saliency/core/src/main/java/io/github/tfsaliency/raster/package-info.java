/**
 * Arrays of values at another size, smoothed, or sorted. Exported to the command line alone; may
 * depend on no other package of the library but {@code message}.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.raster;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
