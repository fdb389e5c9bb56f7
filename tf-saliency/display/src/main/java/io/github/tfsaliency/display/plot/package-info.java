/**
 * What there is to be drawn of a map: names and numbers in, marks out. Not for applications: what
 * is here may change. Uses {@code draw} alone of this module.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.display.plot;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
