/**
 * Drawings of maps: names and numbers in, marks out. Not for applications: it may change. Uses only
 * {@code draw} of this module.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.display.plot;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
