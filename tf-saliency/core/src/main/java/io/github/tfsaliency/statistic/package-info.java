/**
 * Statistics of values. Exported only to the command line; this package depends on no other package
 * of the library.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.statistic;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
