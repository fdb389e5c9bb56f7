/**
 * Shapes on a sheet, and the two ways to files: SVG and pixels. Not for applications: what is here
 * may change. Uses nothing of the other packages of this module.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.display.draw;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
